import Domain
import Exceptions
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// Entries that a hold cannot keep out, and the way out of holds that cannot be told.
struct HoldLimitTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure("[a]")
    try sandbox.merge("First", ["a/1": "1"])
    try sandbox.apply()
  }

  private func configure(_ paths: String) throws {
    try sandbox.configure(
      "items: { a: { paths: \(paths), targets: { live: { deployment: ad-hoc } } } }")
  }

  @Test func `where holds cannot be told, the way to lift each is named`() throws {
    let entry = try sandbox.merge("Second", ["a/1": "2"])
    try sandbox.hold("a", [entry])
    var queue = try #require(try sandbox.queue("a"))
    queue.entries = nil
    let error = #expect(throws: HoldsUnknown.self) {
      try HeldEntries.of(
        queue, content: queue.content, item: queue.item, in: sandbox.repository
      ) { _ in true }
    }
    #expect(
      error?.hints.first?.contains("deploysync release a@live --only \(entry.short); ") == true)
  }

  @Test func `an entry that changes only the definition cannot be held`() throws {
    try configure("[a, b]")
    let entry = try #require(try sandbox.queue("a")?.entries?.first)
    #expect(entry.status == .configuration)
    let error = #expect(throws: HoldError.self) { try sandbox.hold("a", [entry.commit]) }
    #expect(error?.message.contains("a hold keeps only files out") == true)
    #expect(error?.hints.first?.contains("deploysync lock a@live --reason TEXT") == true)
    #expect(try sandbox.record("a")?.held == [])
  }

  @Test func `one of two entries that cannot be held refuses both`() throws {
    let other = try sandbox.merge("Second", ["a/1": "2"])
    try configure("[a, b]")
    let commit = try #require(sandbox.head)
    #expect(throws: HoldError.self) { try sandbox.hold("a", [other, commit]) }
    #expect(try sandbox.record("a")?.held == [])
    try sandbox.hold("a", [other])
    #expect(try sandbox.record("a")?.held.map(\.commit) == [other])
  }
}
