import Domain
import Git
import Testing

struct HistoryIndexTests {
  /// Some folders, and always the same ones.
  private struct Interest: Sendable {
    var seed: UInt64

    func includes(_ folder: GitPath) -> Bool {
      let mixed = folder.bytes.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      return (mixed >> 32) % 3 > 0
    }
  }

  @Test(arguments: 0..<3)
  func `what commits touch is what git says, as far as somebody asked`(_: Int) throws {
    let history = try HistoryCase()
    let (first, second) = (Interest(seed: history.seed), Interest(seed: history.seed &+ 1))
    func check(_ index: HistoryIndex, _ step: String, _ isOfInterest: (GitPath) -> Bool) {
      for commit in history.commits {
        #expect(
          index.touched(commit) == history.expected(commit, isOfInterest),
          "\(step), seed \(history.seed), \(commit.hex)")
      }
    }
    let repository = try Repository.open(history.path)
    let index = try repository.history()
    try index.explore(history.commits) { _, folder in first.includes(folder) }
    check(index, "before it is saved", first.includes)
    index.save()
    check(index, "after it is saved", first.includes)
    let other = try Repository.open(history.path)
    check(try other.history(), "opened anew", first.includes)
    #expect(other.objectsRead == 0)
    // What was looked into stays known.
    try other.history().explore(history.commits) { _, folder in second.includes(folder) }
    // A folder of the first interest below one that was not is known only from now on.
    let both: (GitPath) -> Bool = { folder in
      second.includes(folder)
        || folder.bytes.indices.allSatisfy {
          folder.bytes[$0] != 0x2f || first.includes(GitPath(bytes: folder.bytes[..<$0]))
        } && first.includes(folder)
    }
    check(try other.history(), "looked again", both)
    try other.history().save()
    let third = try Repository.open(history.path)
    check(try third.history(), "opened again", both)
  }

  @Test func `a file that became a folder nobody looked into is both`() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.makeRepository()
    try sandbox.write("one\n", to: "a")
    try sandbox.commit("One")
    try sandbox.git("rm", "-q", "a")
    try sandbox.write("two\n", to: "a/b")
    let commit = try sandbox.commit("Two")
    let repository = try Repository.open(path)
    let index = try repository.history()
    try index.explore([commit]) { _, _ in false }
    #expect(
      index.touched(commit) == [
        TouchedPath(GitPath("a")), TouchedPath(GitPath("a"), isUnexplored: true),
      ])
    try index.explore([commit]) { _, _ in true }
    #expect(index.touched(commit) == [TouchedPath(GitPath("a")), TouchedPath(GitPath("a/b"))])
  }

  @Test func `tree, parents and time are those of the commit, wherever they are from`() throws {
    let history = try HistoryCase()
    let links = try history.commits.map { try history.link($0) }
    let repository = try Repository.open(history.path)
    let index = try repository.history()
    #expect(try history.commits.map { try index.link($0) } == links)
    #expect(try history.commits.map { try index.link($0, remembering: true) } == links)
    index.save()
    // The links alone were kept: nothing is known of what they touch.
    let other = try Repository.open(history.path)
    let kept = try other.history()
    #expect(try history.commits.map { try kept.link($0) } == links)
    #expect(other.objectsRead == 0)
    #expect(history.commits.allSatisfy { kept.place(of: $0) != nil && kept.touched($0) == nil })
    try history.check(kept, "explored")
    kept.save()
    try history.checkKept("saved")
    let third = try Repository.open(history.path)
    #expect(try history.commits.map { try third.history().link($0) } == links)
  }

  @Test func `the paths of a block are found by name and by folder`() throws {
    let history = try HistoryCase()
    let repository = try Repository.open(history.path)
    let index = try repository.history()
    try history.check(index, "explored")
    let block = try #require(index.blocks.first)
    let paths = (0..<block.pathCount).map(block.path)
    #expect(paths == paths.sorted() && Set(paths) == Set(history.touched.values.joined()))
    for (number, path) in paths.enumerated() {
      #expect(block.number(of: path) == number)
      #expect(block.number(of: GitPath(path.text + "\0")) == nil)
      for slash in path.bytes.indices where path.bytes[slash] == 0x2f {
        let folder = GitPath(bytes: path.bytes[..<slash])
        let below = paths.indices.filter {
          paths[$0] != folder && paths[$0].isOrIsBelow(folder)
        }
        #expect(Array(block.paths(below: folder)) == below)
      }
    }
    #expect(block.paths(below: GitPath("")) == paths.indices)
  }

  @Test func `many commits are explored by threads, in the order and with the interest of each`()
    throws
  {
    let sandbox = try Sandbox()
    let path = try sandbox.makeRepository()
    var stream = ""
    for number in 0..<700 {
      stream += """
        commit refs/heads/main
        committer A <a@example.com> \(1_700_000_000 + number) +0000
        data 1
        x
        M 100644 inline f\(number % 7)/g\(number % 5)/\(number % 3)
        data 3
        \(100 + number)

        """
    }
    try sandbox.git(["fast-import", "--quiet"], input: Array(stream.utf8))
    let commits = try sandbox.line("rev-list", "--reverse", "main").split(separator: "\n")
      .map { try #require(ObjectID(hex: $0)) }
    let repository = try Repository.open(path)
    let index = try repository.history()
    try index.explore(commits) { number, _ in number % 2 == 0 }
    index.save()
    let other = try Repository.open(path)
    for index in [index, try other.history()] {
      for (number, commit) in commits.enumerated() {
        let folder = "f\(number % 7)"
        let expected =
          number % 2 == 0
          ? TouchedPath(GitPath("\(folder)/g\(number % 5)/\(number % 3)"))
          : TouchedPath(GitPath(folder), isUnexplored: true)
        #expect(index.touched(commit) == [expected], "\(number)")
      }
    }
  }
}
