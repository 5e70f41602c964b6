import Domain
import Fixtures
import Testing

@testable import Syncing

/// An item that has another name since its last run is held and released like any other.
struct HeldRenameTests {
  @Test func `the ledger's verifier accepts a hold on an item that was renamed`() throws {
    let sandbox = try Sandbox()
    func item(_ name: String, _ was: String) -> String {
      "items: { \(name): { paths: [a]\(was), targets: { live: { deployment: ad-hoc } } } }"
    }
    try sandbox.configure(item("old", ""))
    try sandbox.merge("First", ["a/1": "1"])
    try sandbox.apply()
    let entry = try sandbox.merge("Second", ["a/2": "2"])
    try sandbox.configure(item("new", ", was: old"))
    try sandbox.hold("new", [entry])
    #expect(try sandbox.record("old")?.held.map(\.commit) == [entry])
    #expect(try sandbox.findings() == [])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/1": "1"])
    try sandbox.release("new", [entry])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/1": "1", "a/2": "2"])
    #expect(try sandbox.findings() == [])
  }
}
