import Fixtures
import Testing

struct RandomHistoryTests {
  @Test func `git finds exactly the files and parents that were told`() throws {
    try forEachSeed(6) { seed, _ in
      let history = RandomHistory.make(seed: seed)
      let repository = try FixtureRepository()
      let ids = try history.builder.write(to: repository)
      let head = try #require(ids[history.head])
      #expect(try repository.git("rev-parse", "main") == head, "seed \(seed)")
      let line = try repository.git("rev-list", "--first-parent", "main").split(separator: "\n")
      #expect(line.map(String.init) == history.firstParentLine.map { ids[$0] }, "seed \(seed)")
      let reachable = try repository.git("rev-list", "--count", "main")
      #expect(reachable == "\(history.ancestors(of: history.head).count)", "seed \(seed)")
      for mark in history.marks.suffix(8) {
        let listed = try repository.git(
          "ls-tree", "-r", "-z", "--name-only", try #require(ids[mark]))
        let paths = Set(listed.split(separator: "\0").map(String.init))
        #expect(paths == Set((history.snapshots[mark] ?? [:]).keys), "seed \(seed) \(mark)")
      }
      try repository.git("fsck", "--strict", "--no-dangling")
    }
  }

  @Test func `histories of few seeds hold every kind of event`() throws {
    var subjects: Set<String> = []
    for seed in Seeds.list(10, environment: [:]) {
      let commits = RandomHistory.make(seed: seed).builder.commits
      subjects.formUnion(commits.map { $0.message.filter { !$0.isNumber } })
    }
    #expect(
      subjects.isSuperset(of: [
        "merge ", "octopus ", "foxtrot ", "cross ", "criss ", "merge again ", "revert ", "pick ",
        "restore ", "empty ", "another root ",
      ]))
  }

  @Test func `the same seed makes the same history`() throws {
    let first = RandomHistory.make(seed: 7)
    #expect(first.snapshots == RandomHistory.make(seed: 7).snapshots)
    #expect(first.snapshots != RandomHistory.make(seed: 8).snapshots)
  }
}
