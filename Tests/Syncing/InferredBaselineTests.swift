import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// A baseline at the commit that is nearest to what a target has.
struct InferredBaselineTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox(targets: ["live", "other"])
    try configure("[a]")
  }

  private func configure(_ paths: String, root: String? = nil) throws {
    let own = root.map { ", root: \($0)" } ?? ""
    try sandbox.configure(
      """
      items:
        a: { paths: \(paths)\(own), targets: { live: { deployment: ad-hoc }, other: {} } }
        b: { paths: [b], targets: { live: {} } }
      """)
  }

  private func infer(_ bindings: [String] = ["a"]) throws -> [BaselineRun.Result] {
    try BaselineRun(try sandbox.surroundings(), choice: .nearest)
      .run(bindings.map(BindingID.init(named:))).results
  }

  private func put(_ files: [String: String], on target: String = "live") throws {
    for (path, text) in files { try sandbox.handWrite(.text(text), to: path, of: target) }
  }

  @Test func `it is the newest of the commits that differ in the fewest objects`() throws {
    try sandbox.merge("First", ["a/1": "1", "a/2": "1", "a/3": "1"])
    try sandbox.merge("Second", ["a/1": "2"])
    let second = try sandbox.merge("Elsewhere", ["c": "1"])
    try sandbox.merge("Third", ["a/2": "3", "a/3": "3"])
    try put(["a/1": "2", "a/2": "1", "a/3": "by hand"])
    let result = try #require(try infer().first)
    #expect(result.commit == second)
    #expect(result.nearness == BaselineRun.Nearness(different: 1, total: 3))
    #expect(result.differences.map(\.path) == ["a/3"])
    #expect(try sandbox.recorded("a") == ["a/1": "2", "a/2": "1"])
    #expect(try sandbox.record("a")?.isPartial == true)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a commit before the item's first file is not near because it has nothing`() throws {
    let first = try sandbox.merge("First", ["a/1": "1", "a/2": "1", "a/3": "1"])
    try sandbox.merge("Second", ["a/1": "2", "a/2": "2", "a/3": "2"])
    try put(["a/1": "1", "a/2": "x", "a/3": "x"])
    let result = try #require(try infer().first)
    #expect(result.commit == first)
    #expect(result.nearness == BaselineRun.Nearness(different: 2, total: 3))
  }

  @Test func `what the target has and the commit lacks counts, and is told`() throws {
    try sandbox.merge("First", ["a/1": "1", "a/2": "1"])
    try sandbox.merge("Second", ["a/2": nil])
    try put(["a/1": "1", "a/2": "by hand"])
    let result = try #require(try infer().first)
    #expect(result.commit == sandbox.head)
    #expect(result.nearness == BaselineRun.Nearness(different: 1, total: 2))
    #expect(result.differences.map(\.clause) == ["is on the target, and not in the commit"])
    #expect(try sandbox.record("a")?.isPartial == false)
  }

  @Test func `an item whose paths or root changed is compared as each commit has it`() throws {
    try configure("[old]", root: "old")
    let first = try sandbox.merge("First", ["old/1": "1", "old/2": "1"])
    try sandbox.merge("Move", ["old/1": nil, "old/2": nil, "a/1": "1", "a/2": "2"])
    try configure("[a]", root: "a")
    try put(["1": "1", "2": "1"])
    let result = try #require(try infer().first)
    #expect(result.commit == first)
    #expect(result.nearness?.different == 0)
    #expect(try sandbox.recorded("a") == ["old/1": "1", "old/2": "1"])
  }

  @Test func `each binding has a commit of its own`() throws {
    let first = try sandbox.merge("First", ["a/1": "1", "a/2": "1"])
    let second = try sandbox.merge("Second", ["a/1": "2", "a/2": "2"])
    try put(["a/1": "1", "a/2": "1"])
    try put(["a/1": "2", "a/2": "2"], on: "other")
    #expect(try infer(["a@live", "a@other"]).map(\.commit) == [first, second])
    #expect(try sandbox.findings() == [])
  }

  @Test func `where nothing is equal it is refused, and nothing is recorded`() throws {
    try sandbox.merge("First", ["a/1": "1"])
    #expect(throws: BaselineError.self) { try infer() }
    try put(["a/1": "by hand"])
    #expect(throws: BaselineError.self) { try infer() }
    #expect(try sandbox.ledger().tip == nil)
  }

  @Test func `it agrees with comparing every commit, over random histories`() throws {
    try forEachSeed(8) { seed, random in
      let sandbox = try Sandbox()
      try sandbox.configure("items: { a: { paths: [a], targets: { live: {} } } }")
      let paths = (1...5).map { "a/\($0)" }
      for number in 0..<12 {
        var changes: [String: FixtureFile?] = [:]
        for path in paths where Int.random(in: 0..<3, using: &random) == 0 {
          changes[path] = Bool.random(using: &random) ? .text("\(number)") : .some(nil)
        }
        changes["c"] = .text("\(number)")
        try sandbox.merge("Change \(number)", changes)
      }
      for path in paths where Int.random(in: 0..<4, using: &random) > 0 {
        try sandbox.handWrite(.text("\(Int.random(in: 0..<12, using: &random))"), to: path)
      }
      let all = try sandbox.files()
      let line = try sandbox.situation().line
      var contents: [(commit: ObjectID, files: [GitPath: FileVersion])] = []
      for position in 0..<(try line.count()) {
        let commit = try #require(try line.commit(at: position))
        let content = try sandbox.repository.files(in: commit.link.tree)
          .filter { $0.path.text.hasPrefix("a/") }
        let own = Dictionary(uniqueKeysWithValues: content.map { ($0.path, $0.version) })
        contents.append((commit.id, own))
      }
      // What was never the item's is nothing that a commit could differ in.
      let known = Set(contents.flatMap(\.files.keys))
      let live = all.filter { known.contains($0.key) }
      var best: (ObjectID, Int)?
      for (commit, own) in contents {
        let count = Set(own.keys).union(live.keys).count { own[$0] != live[$0] }
        let hasEqual = own.contains { live[$0.key] == $0.value }
        if hasEqual, count < best?.1 ?? .max { best = (commit, count) }
      }
      guard let best else { return }
      let result = try BaselineRun(try sandbox.surroundings(), choice: .nearest)
        .run([BindingID(named: "a")]).results[0]
      #expect(result.commit == best.0, "seed \(seed)")
      #expect(result.nearness?.different == best.1, "seed \(seed)")
    }
  }
}
