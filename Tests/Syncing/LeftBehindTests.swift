import Domain
import Fixtures
import Ledger
import Queueing
import Testing

@testable import Syncing

struct LeftBehindTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure(prune: "never")
    try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    try sandbox.apply()
    try sandbox.merge("Remove", ["data/x": nil])
    try sandbox.apply()
  }

  private func configure(prune: String) throws {
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc, prune: \(prune) } } } }")
  }

  @Test func `a removed object stays, leaves the recorded tree and is listed`() throws {
    #expect(try sandbox.texts() == ["data/x": "one", "data/y": "one"])
    #expect(try sandbox.recorded("a") == ["data/y": "one"])
    let left = try #require(try sandbox.record("a")?.leftBehind.first)
    #expect(left.path == "data/x" && left.place == "data/x")
    #expect(left.version == (try sandbox.version("one")))
    let queue = try #require(try sandbox.queue("a"))
    #expect(queue.changes.isEmpty, "what is left behind is in no changes")
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ["one", "two"]) func `adding it again takes it up`(text: String) throws {
    try sandbox.merge("Add again", ["data/x": .text(text)])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.objects.map(\.action) == [text == "one" ? .takeOver : .update])
    #expect(try sandbox.texts() == ["data/x": text, "data/y": "one"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `one that was changed by hand is not taken up in silence`() throws {
    try sandbox.handWrite("by hand", to: "data/x")
    try sandbox.merge("Add again", ["data/x": "two"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .refused)
    #expect(try sandbox.texts()["data/x"] == "by hand")
    #expect(try sandbox.record("a")?.leftBehind.count == 1)
  }

  @Test func `a later prune removes it`() throws {
    try configure(prune: "delete")
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.objects.map(\.action) == [.delete])
    #expect(try sandbox.texts() == ["data/y": "one"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a run before the date does not forget what is still there`() throws {
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: standard, prune: delete } } } }")
    try sandbox.merge("Change", ["data/y": "two"])
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.notDue])
    #expect(try sandbox.texts()["data/x"] == "one")
    #expect(try sandbox.record("a")?.leftBehind.map(\.path) == ["data/x"])
  }

  @Test func `a later prune does not remove what was changed by hand`() throws {
    try sandbox.handWrite("by hand", to: "data/x")
    try configure(prune: "delete")
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.texts()["data/x"] == "by hand")
    let forced = Preparer.Request(overwritesDrift: true)
    #expect(try sandbox.apply(forced).record.bindings.map(\.outcome) == [.applied])
    #expect(try sandbox.texts() == ["data/y": "one"])
  }

  @Test func `one that was removed by hand is forgotten by a later prune`() throws {
    try sandbox.handWrite(nil, to: "data/x")
    try configure(prune: "delete")
    try sandbox.apply()
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `it outlives a second removal of the same path`() throws {
    try sandbox.merge("Add again", ["data/x": "two"])
    try sandbox.apply()
    try sandbox.merge("Remove again", ["data/x": nil])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["data/x": "two", "data/y": "one"])
    #expect(try sandbox.record("a")?.leftBehind.map(\.version) == [try sandbox.version("two")])
    #expect(try sandbox.findings() == [])
  }
}
