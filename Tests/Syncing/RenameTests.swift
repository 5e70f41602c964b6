import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

struct RenameTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure()
    try sandbox.merge("First", ["data/x": "one", "data/empty": ""])
    try sandbox.apply()
  }

  /// With `prune: never`, so that only a proven rename makes an old name go.
  private func configure(_ more: String = "") throws {
    try sandbox.configure(
      "items: { a: { paths: [data], \(more) targets: { live: { deployment: ad-hoc } } } }")
  }

  private func actions() throws -> [ObjectResult.Action] {
    try sandbox.apply().record.bindings.flatMap(\.objects).map(\.action)
  }

  @Test func `the same content at another path is a rename, and the old name goes`() throws {
    try sandbox.merge("Rename", ["data/x": nil, "data/z": "one"])
    #expect(try actions() == [.rename])
    #expect(try sandbox.texts() == ["data/z": "one", "data/empty": ""])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a rename with an edit proves nothing`() throws {
    try sandbox.merge("Rename", ["data/x": nil, "data/z": "one and more"])
    #expect(try actions() == [.leaveBehind, .create])
    #expect(try sandbox.texts() == ["data/x": "one", "data/z": "one and more", "data/empty": ""])
  }

  @Test func `an empty file proves nothing`() throws {
    try sandbox.merge("Rename", ["data/empty": nil, "data/void": ""])
    #expect(try actions() == [.leaveBehind, .create])
    #expect(try sandbox.texts() == ["data/x": "one", "data/empty": "", "data/void": ""])
  }

  @Test func `of two copies only as many move as left`() throws {
    try sandbox.merge("Copy", ["data/x": nil, "data/copy": "one", "data/sub/x": "one"])
    #expect(try actions() == [.create, .rename], "the one with the same last name moved")
    #expect(try sandbox.texts() == ["data/copy": "one", "data/sub/x": "one", "data/empty": ""])
  }

  @Test func `another root moves every object, changed ones too`() throws {
    try sandbox.merge("Edit", ["data/x": "two"])
    try configure("root: data,")
    #expect(try actions() == [.rename, .rename])
    #expect(try sandbox.texts() == ["x": "two", "empty": ""])
    #expect(try sandbox.record("a")?.root == "data")
    #expect(try sandbox.findings() == [])
  }

  @Test func `drift under the old name refuses a rename`() throws {
    try sandbox.handWrite("by hand", to: "data/x")
    try sandbox.merge("Rename", ["data/x": nil, "data/z": "one"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .refused)
    #expect(result.why?.hasSuffix(" was changed on the target under its former name") == true)
    #expect(try sandbox.texts() == ["data/x": "by hand", "data/empty": ""])
    #expect(try sandbox.recorded("a") == ["data/x": "one", "data/empty": ""])
  }

  @Test func `drift under the new name refuses a rename`() throws {
    try sandbox.handWrite("by hand", to: "data/z")
    try sandbox.merge("Rename", ["data/x": nil, "data/z": "one"])
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.texts()["data/x"] == "one")
    try sandbox.apply(Preparer.Request(overwritesDrift: true))
    #expect(try sandbox.texts() == ["data/z": "one", "data/empty": ""])
  }

  @Test func `a rename that somebody made by hand is taken over`() throws {
    try sandbox.handWrite(nil, to: "data/x")
    try sandbox.handWrite("one", to: "data/z")
    try sandbox.merge("Rename", ["data/x": nil, "data/z": "one"])
    #expect(try actions() == [.takeOver])
    #expect(try sandbox.recorded("a") == ["data/z": "one", "data/empty": ""])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a rename that comes half way is taken back`() throws {
    let fake = FakeTarget()
    fake.objects = try sandbox.files()
    sandbox.use(fake)
    fake.takes = { $0 != "data/x" }
    try sandbox.merge("Rename", ["data/x": nil, "data/z": "one"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .failed)
    #expect(fake.log == ["+data/z", "-data/z"])
    #expect(try sandbox.recorded("a") == ["data/x": "one", "data/empty": ""])
    #expect(Set(fake.objects.keys) == ["data/x", "data/empty"])

    fake.takes = { _ in true }
    #expect(try actions() == [.rename])
    #expect(Set(fake.objects.keys) == ["data/z", "data/empty"])
    #expect(try sandbox.findings() == [])
  }
}
