import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// `prune: never` where a file becomes a folder: nothing is removed, and the way on is told.
struct InTheWayTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["data/x": "one", "data/f/1": "one", "data/f/2": "two"])
    try sandbox.apply()
  }

  private func refusal() throws -> String {
    let result = try #require(try sandbox.apply().record.bindings.first)
    return result.objects.first { $0.outcome == .failed }?.error ?? "\(result)"
  }

  @Test func `a file that becomes a folder is named until it is gone by hand`() throws {
    try sandbox.merge("Folder", ["data/x": nil, "data/x/y": "new"])
    let told =
      "data/x is in the way: it left the content and `prune` keeps it on the target. Remove it "
      + "there by hand, or set `prune: delete`, and run again"
    // In the run that leaves it behind, and in every later one.
    #expect(try refusal() == told)
    #expect(try refusal() == told)
    #expect(try sandbox.texts()["data/x"] == "one")
    try sandbox.handWrite(nil, to: "data/x")
    #expect(try sandbox.apply().record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts()["data/x/y"] == "new")
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a folder that becomes a file keeps its files and names one`() throws {
    try sandbox.merge("File", ["data/f/1": nil, "data/f/2": nil, "data/f": "new"])
    #expect(try refusal().hasPrefix("data/f/1 is in the way: "))
    try sandbox.handWrite(nil, to: "data/f/1")
    #expect(try refusal().hasPrefix("data/f/2 is in the way: "))
    try sandbox.handWrite(nil, to: "data/f/2")
    #expect(try sandbox.apply().record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts()["data/f"] == "new")
    #expect(try sandbox.findings() == [])
  }

  @Test func `with prune delete it makes way`() throws {
    try sandbox.merge("Folder", ["data/x": nil, "data/x/y": "new"])
    _ = try refusal()
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc, prune: delete } } } }")
    #expect(try sandbox.apply().record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts()["data/x/y"] == "new")
    #expect(try sandbox.findings() == [])
  }
}
