import Domain
import Git
import Testing

struct AncestryTests {
  /// Commits with random parents and random times: dates must not matter.
  @Test func `ancestry is what git says, whatever the clocks said`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let sandbox = try Sandbox()
    let repository = try Repository.open(try sandbox.makeRepository())
    var commits: [ObjectID] = []
    var ancestors: [ObjectID: Set<ObjectID>] = [:]
    for number in 0..<40 {
      let person = Signature(
        person: Person(name: "A", email: "a@example.com"),
        time: Timestamp(seconds: Int64.random(in: 1...1_000_000, using: &random)))
      let count = min(commits.count, Int.random(in: 0...3, using: &random))
      let parents = Array(
        Set((0..<count).compactMap { _ in commits.randomElement(using: &random) })
      )
      .sorted()
      let commit = try repository.createCommit(
        tree: .emptyTree, parents: parents, author: person, committer: person,
        message: "\(number)\n")
      commits.append(commit)
      ancestors[commit] = parents.reduce(into: [commit]) { $0.formUnion(ancestors[$1] ?? []) }
    }
    for a in commits {
      for b in commits {
        #expect(
          try repository.isAncestor(a, of: b) == (ancestors[b]?.contains(a) == true), "seed \(seed)"
        )
      }
    }
  }
}
