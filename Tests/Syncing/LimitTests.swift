import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

struct LimitTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func configure(_ limits: String) throws {
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: "
        + "{ deployment: ad-hoc, prune: delete, limits: { \(limits) } } } } }")
  }

  private func files(_ range: ClosedRange<Int>, _ text: String?) -> [String: FixtureFile?] {
    Dictionary(uniqueKeysWithValues: range.map { ("data/\($0)", text.map(FixtureFile.text)) })
  }

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  @Test func `a number of deletes stops a run with the objects' names`() throws {
    try configure("deletes: 1")
    try sandbox.merge("First", files(1...9, "one"))
    #expect(try result().outcome == .applied, "a first run deletes nothing")
    try sandbox.merge("Remove two", files(1...2, nil))
    let before = try sandbox.record("a")
    let stopped = try result()
    #expect(stopped.outcome == .refused)
    #expect(stopped.why == "it is over the limit `deletes`: 2, allowed 1")
    #expect(stopped.objects.map(\.path).sorted() == ["data/1", "data/2"])
    #expect(try sandbox.record("a") == before)
    let tip = try sandbox.ledger().tip
    #expect(try result().outcome == .refused)
    #expect(try sandbox.ledger().tip == tip, "it is recorded once, for monitoring")
    #expect(try sandbox.files().count == 9)

    let hint = try sandbox.prepare().bindings.compactMap { prepared -> String? in
      if case .refused(_, let hint, _) = prepared.stage { hint } else { nil }
    }
    #expect(
      hint == [
        "if that is meant: deploysync apply a@live --limit-override; or merge higher `limits` in "
          + "line 2 of deploysync.yaml"
      ])
    #expect(try result(Preparer.Request(overridesLimits: true)).outcome == .applied)
    #expect(try sandbox.files().count == 7)
  }

  @Test func `a limit that is just met lets the run through`() throws {
    try configure("deletes: 2, changes: 3")
    try sandbox.merge("First", files(1...3, "one"))
    #expect(try result().outcome == .applied)
    try sandbox.merge("Remove", files(1...2, nil).merging(files(3...3, "two")) { $1 })
    #expect(try result().outcome == .applied)
  }

  @Test func `a share counts once something is recorded`() throws {
    try configure("changes: 30%")
    try sandbox.merge("First", files(1...10, "one"))
    #expect(try result().outcome == .applied, "there is nothing to take a share of")
    try sandbox.merge("Edit three", files(1...3, "two"))
    #expect(try result().outcome == .applied)
    try sandbox.merge("Edit four", files(1...4, "three"))
    let stopped = try result()
    #expect(stopped.outcome == .refused)
    #expect(stopped.why == "it is over the limit `changes`: 4, allowed 3 (30% of 10)")
  }

  @Test func `what is taken over or left behind does not count`() throws {
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: "
        + "{ deployment: ad-hoc, limits: { changes: 0 } } } } }")
    try sandbox.merge("First", files(1...2, "one"))
    for name in ["data/1", "data/2"] { try sandbox.handWrite("one", to: name) }
    #expect(try result().objects.map(\.action) == [.takeOver, .takeOver])
    try sandbox.merge("Remove", files(1...1, nil))
    #expect(try result().objects.map(\.action) == [.leaveBehind])
    try sandbox.merge("Edit", files(2...2, "two"))
    #expect(try result().outcome == .refused)
  }

  @Test func `another binding goes on`() throws {
    try sandbox.configure(
      """
      items:
        a: { paths: [data], targets: { live: { deployment: ad-hoc, limits: { changes: 1 } } } }
        b: { paths: [more], targets: { live: { deployment: ad-hoc } } }

      """)
    try sandbox.merge("First", files(1...3, "one").merging(["more/1": "one"]) { $1 })
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.refused, .applied])
    #expect(try sandbox.texts() == ["more/1": "one"])
  }

  @Test func `a rename is one change and no delete`() throws {
    try configure("deletes: 0, changes: 1")
    try sandbox.merge("First", files(1...1, "one"))
    #expect(try result().outcome == .applied)
    try sandbox.merge("Rename", ["data/1": nil, "data/9": "one"])
    #expect(try result().objects.map(\.action) == [.rename])
    try sandbox.merge("Rename and remove", ["data/9": nil])
    #expect(try result().why == "it is over the limit `deletes`: 1, allowed 0")
  }

  @Test func `a limit of nothing stops the first run, too`() throws {
    try configure("changes: 0")
    try sandbox.merge("First", files(1...1, "one"))
    #expect(try result().why == "it is over the limit `changes`: 1, allowed 0")
    try configure("changes: 0%")
    #expect(try result().outcome == .applied, "there is nothing to take a share of")
    try sandbox.merge("Second", files(1...1, "two"))
    #expect(try result().why == "it is over the limit `changes`: 1, allowed 0 (0% of 1)")
  }
}
