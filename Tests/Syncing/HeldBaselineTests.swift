import Domain
import Fixtures
import Queueing
import Testing

@testable import Syncing

/// A hold outlives a baseline that names a place after it.
struct HeldBaselineTests {
  @Test func `what is held stays out after a baseline whose commit contains it`() throws {
    let sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["a/1": "1"])
    try sandbox.apply()
    let entry = try sandbox.merge("Second", ["a/1": "2", "a/new": "2"])
    try sandbox.hold("a", [entry])
    let later = try sandbox.merge("Third", ["a/3": "3"])
    try sandbox.handWrite("3", to: "a/3")
    try sandbox.baseline(["a"], at: later)
    #expect(try sandbox.queue("a")?.entries?.map(\.status) == [.held])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/1": "1", "a/3": "3"])
    try sandbox.release("a", [entry])
    try sandbox.apply(Preparer.Request(overwritesDrift: true))
    #expect(try sandbox.texts() == ["a/1": "2", "a/3": "3", "a/new": "2"])
    #expect(try sandbox.findings() == [])
  }
}
