import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// A run keeps its leases, and stops where it must.
struct LeaseKeeperTests {
  @Test func `a lock that is taken right before a renewal stops the run`() throws {
    let sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["a/1": "1"])
    _ = try sandbox.leaveIntent(of: sandbox.prepare())
    let id = BindingID(named: "a")
    let ledger = try sandbox.ledger()
    let lease = try #require(try ledger.lease(of: id))
    var mustLock = false
    let keeper = LeaseKeeper(
      [id: lease], writer: sandbox.writer,
      control: try #require(sandbox.head), in: sandbox.repository, renewal: .zero,
      now: {
        // The moment between the look at the ledger and the renewal.
        if mustLock {
          mustLock = false
          #expect(throws: Never.self) { try sandbox.lock("a", reason: "stop") }
        }
        return sandbox.now
      }, pause: {})
    try keeper.check()
    mustLock = true
    #expect(throws: BindingLocked.self) { try keeper.check() }
    let renewals = try sandbox.ledger().lease(of: id)?.renewals
    #expect(throws: BindingLocked.self) { try keeper.check() }
    #expect(try sandbox.ledger().lease(of: id)?.renewals == renewals)
  }
}
