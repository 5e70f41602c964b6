import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// Rollback and explain of an item that takes content from a second repository.
struct TwoRepositoriesGuardTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      """
      repositories: [managed]
      items:
        a:
          paths: [data/a, 'managed:texts']
          root: data
          targets: { live: { deployment: ad-hoc } }
      """)
    try sandbox.merge("Texts (!1)", in: "managed", ["texts/x": "one", "other/y": "no"])
    try sandbox.merge("Data (!1)", ["data/a/x": "one"])
  }

  private func explain(_ name: String) throws -> Explanation {
    let situation = try sandbox.situation()
    return try Explainer(situation).explain(ChangeName(situation).resolve(name))
  }

  @Test func `a rollback goes back in both, and holds what it took back in both`() throws {
    let first = try sandbox.apply().record.run
    let before = try sandbox.record("a")
    let text = try sandbox.merge("Change (!2)", in: "managed", ["texts/x": "two"])
    let data = try sandbox.merge("Change (!2)", ["data/a/x": "two"])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/x": "two", "texts/x": "two"])
    #expect(try sandbox.rollback("a", to: first).record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts() == ["a/x": "one", "texts/x": "one"])
    let record = try #require(try sandbox.record("a"))
    #expect(record.commits == before?.commits)
    #expect(Set(record.held.map(\.commit)) == [text, data])
    #expect(record.repository(of: text) == "managed" && record.repository(of: data) == "control")
    #expect(try sandbox.apply().record.bindings.first?.outcome == .unchanged)
    #expect(try sandbox.queue("a")?.entries?.map(\.status) == [.held, .held])
    try sandbox.release("a", [text])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/x": "one", "texts/x": "two"])
    try sandbox.release("a", [data])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/x": "two", "texts/x": "two"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a change of the other repository is explained, and named with it where both fit`()
    throws
  {
    try sandbox.apply()
    #expect(throws: ChangeNameError.self) { try explain("!1") }
    let live = try explain("managed!1")
    #expect(live.entry?.repository == "managed")
    #expect(live.places.map(\.state) == [.live])
    #expect(live.places.first?.run == (try sandbox.record("a")?.run))
    let waiting = try sandbox.merge("Change (!2)", in: "managed", ["texts/x": "two"])
    let queued = try explain(String(waiting.hex.prefix(10)))
    #expect(queued.places.map(\.state) == [.due])
    let foreign = try sandbox.merge("Other (!3)", in: "managed", ["other/y": "yes"])
    #expect(try explain("managed \(foreign.hex.prefix(8))").places.isEmpty)
    #expect(try explain("!3").paths == [GitPath("other/y")])
  }
}
