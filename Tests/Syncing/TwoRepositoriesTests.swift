import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// An item that takes content from a second repository.
struct TwoRepositoriesTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func configure(
    _ rules: String = "deployment: ad-hoc", paths: String = "[data/a, 'managed:texts']"
  ) throws {
    try sandbox.configure(
      """
      repositories: [managed]
      items: { a: { paths: \(paths), root: data, targets: { live: { \(rules) } } } }
      """)
  }

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  /// Both have something; returns their heads.
  private func begin() throws -> (control: ObjectID, managed: ObjectID) {
    let managed = try sandbox.merge("Texts", in: "managed", ["texts/x": "one", "other/y": "no"])
    return (try sandbox.merge("Data", ["data/a/x": "one"]), managed)
  }

  @Test func `the files of both are on the target, and the ledger keeps them apart`() throws {
    try configure()
    let heads = try begin()
    let done = try result()
    #expect(done.outcome == .applied)
    #expect(done.to == heads.control.hex)
    #expect(done.commits == ["control": heads.control.hex, "managed": heads.managed.hex])
    #expect(done.objects.map(\.path) == ["data/a/x", "managed:/texts/x"])
    #expect(try sandbox.texts() == ["a/x": "one", "texts/x": "one"])
    let record = try #require(try sandbox.record("a"))
    #expect(record.commits == ["control": heads.control, "managed": heads.managed])
    let ledger = "refs/heads/deploysync/ledger:deployed/live/a/content"
    #expect(try sandbox.fixture.git("show", "\(ledger)/control/data/a/x") == "one")
    #expect(try sandbox.fixture.git("show", "\(ledger)/managed/texts/x") == "one")
    #expect(
      try sandbox.fixture.git("log", "-1", "--format=%B", "refs/heads/deploysync/ledger")
        .contains("Deploysync-Repository: managed \(heads.managed.hex)"))
    #expect(try result().outcome == .unchanged)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a merge in the other repository alone is queued and deployed`() throws {
    try configure()
    _ = try begin()
    try sandbox.apply()
    let commit = try sandbox.merge("Change", in: "managed", ["texts/x": "two"])
    let queue = try #require(try sandbox.queue("a"))
    let entry = try #require(queue.entries?.first)
    #expect(queue.entries?.count == 1)
    #expect(entry.commit == commit && entry.repository == "managed")
    #expect(entry.paths == [GitPath("managed:/texts/x")])
    #expect(queue.changes.map(\.path) == [GitPath("managed:/texts/x")])
    #expect(queue.changes.map(\.repository) == ["managed"])
    #expect(try result().objects.map(\.path) == ["managed:/texts/x"])
    #expect(try sandbox.queue("a")?.entries == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a file moves from one repository to the other without being written anew`() throws {
    try configure("deployment: ad-hoc, prune: delete", paths: "[data, 'managed:texts']")
    _ = try begin()
    try sandbox.merge("Long", ["data/long": "some text"])
    try sandbox.apply()
    try sandbox.merge("Away", ["data/long": nil])
    try sandbox.merge("There", in: "managed", ["texts/long": "some text"])
    let done = try result()
    #expect(done.objects.map(\.action) == [.rename])
    #expect(done.objects.map(\.from) == ["data/long"])
    #expect(try sandbox.texts() == ["a/x": "one", "texts/x": "one", "texts/long": "some text"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `removed files of both are left behind, and pruned once that is allowed`() throws {
    try configure("deployment: ad-hoc")
    _ = try begin()
    try sandbox.apply()
    try sandbox.merge("Away", ["data/a/x": nil, "data/a/z": "z"])
    try sandbox.merge("Away", in: "managed", ["texts/x": nil, "texts/z": "z"])
    try sandbox.apply()
    #expect(
      try sandbox.record("a")?.leftBehind.map(\.path.text) == ["data/a/x", "managed:/texts/x"])
    try configure("deployment: ad-hoc, prune: delete")
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/z": "z", "texts/z": "z"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `two files in one place fail the item alone`() throws {
    try sandbox.configure(
      """
      repositories: [managed]
      items:
        a: { paths: [data, 'managed:data'], targets: { live: { deployment: ad-hoc } } }
        b: { paths: [other], targets: { live: { deployment: ad-hoc } } }
      """)
    try sandbox.merge("Mine", ["data/x": "mine", "other/y": "y"])
    try sandbox.merge("Theirs", in: "managed", ["data/x": "theirs"])
    let results = try sandbox.apply().record.bindings
    #expect(results.map(\.outcome) == [.failed, .applied])
    #expect(
      results.first?.why == "data/x and managed:/data/x would both be data/x on the target")
    #expect(try sandbox.texts() == ["other/y": "y"])
  }

  @Test func `a date deploys of each repository what was merged by then`() throws {
    try configure("deployment: standard")
    let heads = try begin()
    try sandbox.apply()
    try sandbox.go(to: "2026-02-01T00:10:00Z")
    let due = try result()
    #expect(due.commits == ["control": heads.control.hex, "managed": heads.managed.hex])
    try sandbox.go(to: "2026-02-27T12:00:00Z")
    let before = try sandbox.merge("Before", in: "managed", ["texts/x": "two"])
    try sandbox.go(to: "2026-03-01T00:10:00Z")
    let after = try sandbox.merge("After", in: "managed", ["texts/x": "three"])
    let done = try result()
    #expect(done.commits == ["control": heads.control.hex, "managed": before.hex])
    #expect(done.excluded == 1)
    #expect(try sandbox.texts()["texts/x"] == "two")
    #expect(try sandbox.queue("a")?.entries?.map(\.commit) == [after])
    #expect(try sandbox.findings() == [])
  }

  @Test func `an item that gains a repository brings its content with its next deployment`() throws
  {
    try configure(paths: "[data/a]")
    _ = try begin()
    try sandbox.apply()
    try configure()
    let queue = try #require(try sandbox.queue("a"))
    #expect(queue.changes.map(\.path) == [GitPath("managed:/texts/x")])
    #expect(queue.entries?.map(\.status).contains(.configuration) == true)
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/x": "one", "texts/x": "one"])
    #expect(try sandbox.queue("a")?.entries == [])
    try configure("deployment: ad-hoc, prune: delete", paths: "[data/a]")
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/x": "one"])
    #expect(try sandbox.record("a")?.commits.keys.sorted() == ["control"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `rewritten history of the other repository is refused until a baseline`() throws {
    try configure()
    let heads = try begin()
    try sandbox.merge("Two", in: "managed", ["texts/x": "two"])
    try sandbox.apply()
    try sandbox.setHead(heads.managed, of: "managed")
    let other = try sandbox.merge("Other", in: "managed", ["texts/x": "two", "texts/y": "y"])
    let refused = try result()
    #expect(refused.outcome == .refused)
    #expect(refused.why?.contains("the branch of managed no longer contains") == true)
    let baseline = try sandbox.baseline(["a"], at: heads.control)
    #expect(baseline.results.first?.differences.map(\.path) == [GitPath("managed:/texts/y")])
    #expect(try sandbox.record("a")?.commits["managed"] == other)
    #expect(try result().objects.map(\.path) == ["managed:/texts/y"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a baseline names a commit of the other repository`() throws {
    try configure()
    let heads = try begin()
    let later = try sandbox.merge("Two", in: "managed", ["texts/x": "two"])
    _ = try BaselineRun(
      sandbox.surroundings(), commit: heads.control, others: ["managed": heads.managed],
      proof: .unproven
    ).run([BindingID(named: "a")])
    #expect(
      try sandbox.record("a")?.commits == ["control": heads.control, "managed": heads.managed])
    #expect(try sandbox.queue("a")?.entries?.map(\.commit) == [later])
    let strange = try sandbox.commit("Strange", .emptyTree, [], at: sandbox.now)
    #expect(throws: BaselineError.self) {
      try BaselineRun(
        sandbox.surroundings(), commit: heads.control, others: ["managed": strange],
        proof: .unproven
      ).run([BindingID(named: "a")])
    }
  }

  @Test func `an item of a repository that is not known here fails alone`() throws {
    try sandbox.configure(
      """
      repositories: [managed]
      items:
        a: { paths: [data, 'managed:data'], targets: { live: { deployment: ad-hoc } } }
        b: { paths: [other], targets: { live: { deployment: ad-hoc } } }
      """)
    try sandbox.merge("Mine", ["data/x": "mine", "other/y": "y"])
    let results = try sandbox.apply().record.bindings
    #expect(results.map(\.outcome) == [.failed, .applied])
    #expect(results.first?.why?.contains("takes content from the repository managed") == true)
    sandbox.branch.repositories = ["managed"]
    let error = #expect(throws: RepositoryAbsentError.self) { try sandbox.apply() }
    #expect(error?.category == .unreadable)
    #expect(error?.hints == ["add --fetch to the command"])
  }

  @Test func `a folder that is named like a repository disables the items that could own it`()
    throws
  {
    try sandbox.configure(
      """
      items:
        a: { paths: ['**/x'], targets: { live: { deployment: ad-hoc } } }
        b: { paths: [other], targets: { live: { deployment: ad-hoc } } }
      """)
    try sandbox.merge("Mine", ["managed:/x": "mine", "other/y": "y"])
    let results = try sandbox.apply().record.bindings
    #expect(results.map(\.outcome) == [.failed, .applied])
    #expect(results.first?.why?.contains("managed:") == true)
  }

  @Test func `a commit that is in both repositories makes the entries unknown`() throws {
    try configure()
    let heads = try begin()
    try sandbox.setHead(heads.control, of: "managed")
    let shared = try sandbox.merge("Shared", in: "managed", ["texts/x": "s", "data/a/x": "s"])
    try sandbox.setHead(shared)
    let queue = try #require(try sandbox.queue("a"))
    #expect(queue.entries == nil)
    #expect(queue.why?.contains("is in two of the item's repositories") == true)
    #expect(queue.changes.count == 2)
  }
}
