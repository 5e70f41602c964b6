import Domain
import Fixtures
import Ledger
import Queueing
import Testing

@testable import Syncing

/// `prune: deactivate` on a target that moves what is turned off below a folder.
struct DeactivateTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    sandbox.inactive = "off"
    try configure()
    try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    try sandbox.apply()
  }

  private func configure(prune: String = "deactivate", more: String = "") throws {
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: "
        + "{ deployment: ad-hoc, prune: \(prune)\(more) } } } }")
  }

  private func remove() throws -> BindingResult {
    try sandbox.merge("Remove", ["data/x": nil])
    return try result()
  }

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  @Test func `a removed object is turned off, and is ours still`() throws {
    let result = try remove()
    #expect(result.outcome == .applied)
    #expect(result.objects.map(\.action) == [.deactivate])
    #expect(result.objects.map(\.path) == ["data/x"])
    #expect(try sandbox.texts() == ["off/data/x": "one", "data/y": "one"])
    #expect(try sandbox.recorded("a") == ["data/y": "one"])
    let left = try #require(try sandbox.record("a")?.leftBehind.first)
    #expect(left.path == "data/x" && left.place == "off/data/x")
    #expect(left.deactivatedFrom == "data/x")
    #expect(left.version == (try sandbox.version("one")))
    #expect(try #require(try sandbox.queue("a")).changes.isEmpty)
    #expect(try self.result().outcome == .unchanged)
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ["one", "two"]) func `adding it again is one update`(text: String) throws {
    _ = try remove()
    try sandbox.merge("Add again", ["data/x": .text(text)])
    let result = try result()
    #expect(result.objects.map(\.action) == [.update])
    #expect(result.outcome == .applied)
    #expect(try sandbox.texts() == ["data/x": text, "data/y": "one"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
    #expect(try remove().outcome == .applied)
    #expect(try sandbox.texts() == ["off/data/x": text, "data/y": "one"])
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ["one", "two"])
  func `a rollback behind the run that brought it back turns it off again`(text: String) throws {
    try sandbox.merge("Remove", ["data/x": nil])
    let removal = try sandbox.apply().record.run
    try sandbox.merge("Add again", ["data/x": .text(text), "data/z": "one"])
    _ = try result()
    let back = try sandbox.rollback("a", to: removal)
    let outcome = try #require(back.record.bindings.first)
    #expect(outcome.outcome == .applied)
    #expect(
      Set(outcome.objects.map { "\($0.action) \($0.path)" }) == [
        "deactivate data/x", "deactivate data/z",
      ])
    #expect(try sandbox.texts() == ["off/data/x": text, "data/y": "one", "off/data/z": "one"])
    #expect(try sandbox.recorded("a") == ["data/y": "one"])
    #expect(
      Set(try sandbox.record("a")?.leftBehind.compactMap(\.deactivatedFrom) ?? []) == [
        "data/x", "data/z",
      ])
    #expect(try sandbox.findings() == [])
    #expect(try self.result().outcome == .unchanged)
  }

  @Test func `a later delete removes it`() throws {
    _ = try remove()
    try configure(prune: "delete")
    #expect(try result().objects.map(\.action) == [.delete])
    #expect(try sandbox.texts() == ["data/y": "one"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `what was left behind is turned off later`() throws {
    try configure(prune: "never")
    #expect(try remove().objects.map(\.action) == [.leaveBehind])
    try configure()
    #expect(try result().objects.map(\.action) == [.deactivate])
    #expect(try sandbox.texts() == ["off/data/x": "one", "data/y": "one"])
    #expect(try sandbox.record("a")?.leftBehind.map(\.deactivatedFrom) == ["data/x"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `what was changed by hand is not turned off in silence`() throws {
    try sandbox.handWrite("by hand", to: "data/x")
    #expect(try remove().outcome == .refused)
    #expect(try sandbox.texts() == ["data/x": "by hand", "data/y": "one"])
    #expect(try result(Preparer.Request(overwritesDrift: true)).outcome == .applied)
    #expect(try sandbox.texts() == ["off/data/x": "one", "data/y": "one"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `nor is what somebody else put there overwritten`() throws {
    try sandbox.handWrite("foreign", to: "off/data/x")
    let result = try remove()
    #expect(result.outcome == .refused)
    #expect(result.objects.map(\.error) == ["something is at off/data/x already"])
    #expect(try sandbox.texts()["data/x"] == "one")
  }

  @Test(arguments: [FixtureFile.text("by hand"), nil])
  func `what was changed by hand since is not taken up in silence`(file: FixtureFile?) throws {
    _ = try remove()
    try sandbox.handWrite(file, to: "off/data/x")
    try sandbox.merge("Add again", ["data/x": "two"])
    #expect(try result().outcome == .refused)
    #expect(try sandbox.texts()["data/x"] == nil)
    #expect(try sandbox.record("a")?.leftBehind.count == 1)
    #expect(try result(Preparer.Request(overwritesDrift: true)).outcome == .applied)
    #expect(try sandbox.texts() == ["data/x": "two", "data/y": "one"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `one that was turned off by hand is recorded so`() throws {
    try sandbox.handWrite(nil, to: "data/x")
    try sandbox.handWrite("one", to: "off/data/x")
    #expect(try remove().objects.map(\.action) == [.takeOver])
    #expect(try sandbox.record("a")?.leftBehind.map(\.deactivatedFrom) == ["data/x"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `one that was turned on again by hand is recorded so`() throws {
    _ = try remove()
    try sandbox.handWrite("two", to: "data/x")
    try sandbox.handWrite(nil, to: "off/data/x")
    try sandbox.merge("Add again", ["data/x": "two"])
    #expect(try result().objects.map(\.action) == [.takeOver])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a target that cannot leaves the object alone, and says so`() throws {
    sandbox.inactive = nil
    try sandbox.merge("Remove and edit", ["data/x": nil, "data/y": "two"])
    let result = try result()
    #expect(result.outcome == .partial)
    #expect(result.objects.map(\.outcome) == [.refused, .done])
    #expect(result.objects.first?.error == "the target cannot deactivate")
    #expect(try sandbox.texts() == ["data/x": "one", "data/y": "two"])
    #expect(try sandbox.recorded("a") == ["data/x": "one", "data/y": "two"])
    sandbox.inactive = "off"
    #expect(try self.result().outcome == .applied)
    #expect(try sandbox.texts() == ["off/data/x": "one", "data/y": "two"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `nothing of an item is placed in the folder`() throws {
    sandbox.inactive = "data/off"
    try sandbox.merge("Add", ["data/off/z": "one", "data/z": "one"])
    let result = try result()
    #expect(result.outcome == .partial)
    #expect(try sandbox.texts()["data/off/z"] == nil)
    #expect(result.why?.contains("the target keeps data/off for what is deactivated") == true)
  }

  @Test func `deactivations count as deletes`() throws {
    try configure(more: ", limits: { deletes: 0 }")
    #expect(try remove().why == "it is over the limit `deletes`: 1, allowed 0")
    #expect(try sandbox.texts()["data/x"] == "one")
  }

  @Test func `of two rules the milder counts`() throws {
    #expect(min(PrunePolicy.delete, .deactivate) == .deactivate)
    #expect([.delete, .never, .deactivate].sorted() == [PrunePolicy.never, .deactivate, .delete])
  }
}
