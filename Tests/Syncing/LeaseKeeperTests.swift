import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

@testable import Syncing

/// A run keeps its leases, and stops where it must.
final class LeaseKeeperTests {
  private let sandbox: Sandbox
  private let lease: Lease
  private let id = BindingID(named: "a")
  private let reference: String
  /// The monotonic clock.
  private var clock = Duration.seconds(1_000)
  /// Called between the look at the ledger and a renewal.
  private var interlude: () throws -> Void = {}
  /// Whether the ledger cannot be written.
  private var isBroken = false
  /// How long a step of the ledger takes.
  private var answering = Duration.zero
  /// How often it was tried to write it.
  private var attempts = 0

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["a/1": "1"])
    _ = try sandbox.leaveIntent(of: sandbox.prepare())
    let ledger = try sandbox.ledger()
    reference = ledger.reference
    lease = try #require(try ledger.lease(of: id))
  }

  /// Keeps the lease since this instant, for a minute: renews after 20 seconds, ends after 50.
  private func keeper() throws -> LeaseKeeper {
    var surroundings = try sandbox.surroundings()
    surroundings.leaseClock = { self.clock }
    surroundings.now = {
      #expect(throws: Never.self) { try self.interlude() }
      return self.sandbox.now
    }
    return LeaseKeeper(
      [id: lease], askedAt: clock,
      writer: LedgerWriter(
        reference: LocalLedgerReference(
          LedgerLocation(name: reference, remote: nil), in: sandbox.repository,
          locks: LockWatch(in: sandbox.repository) { self.clock },
          pause: { self.sandbox.pause() }),
        person: Sandbox.person, sign: { _ in try self.sign() }, in: sandbox.repository),
      control: try #require(sandbox.head), surroundings: surroundings)
  }

  /// Signs a commit of the ledger, or fails as a full disk or a remote that is gone would.
  private func sign() throws -> [UInt8] {
    attempts += 1
    clock += answering
    if isBroken { throw FixtureError("the remote is gone") }
    return Array("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n".utf8)
  }

  private func renewals() throws -> Int? { try sandbox.ledger().lease(of: id)?.renewals }

  @Test func `a lock that is taken right before a renewal stops the run`() throws {
    let keeper = try keeper()
    try keeper.check()
    clock += .seconds(20)
    interlude = {
      self.interlude = {}
      try self.sandbox.lock("a", reason: "stop")
    }
    #expect(throws: BindingLocked.self) { try keeper.check() }
    #expect(try renewals() == 0)
    #expect(throws: BindingLocked.self) { try keeper.check() }
    #expect(keeper.mayStillWrite, "what is half done can be taken back")
  }

  @Test func `it renews after a third of the length, and counts from before it asked`() throws {
    let keeper = try keeper()
    clock += .seconds(19)
    try keeper.check()
    #expect(try renewals() == 0)
    clock += .seconds(1)
    interlude = { self.clock += .seconds(7) }
    try keeper.check()
    #expect(try renewals() == 1)
    interlude = {}
    clock += .seconds(12)
    try keeper.check()
    #expect(try renewals() == 1)
    clock += .seconds(1)
    try keeper.check()
    #expect(try renewals() == 2, "20 seconds after it asked, not after it was answered")
  }

  @Test func `where it cannot renew, it tries again until the lease runs out`() throws {
    let keeper = try keeper()
    let start = clock
    isBroken = true
    for second in 1..<50 {
      clock = start + .seconds(second)
      try keeper.check()
    }
    #expect(attempts == 10, "every three seconds from the 20th on")
    clock = start + .seconds(50)
    #expect(!keeper.mayStillWrite)
    let error = #expect(throws: RunError.self) { try keeper.check() }
    #expect(
      error?.message
        == "the lease of a@live ran out, and could not be renewed: the remote is gone")
    isBroken = false
    #expect(throws: RunError.self) { try keeper.check() }
    #expect(try renewals() == 0)
  }

  @Test func `a failed renewal is made good by the next`() throws {
    let keeper = try keeper()
    isBroken = true
    clock += .seconds(20)
    try keeper.check()
    isBroken = false
    clock += .seconds(3)
    try keeper.check()
    #expect(try renewals() == 2, "the first may have been heard of")
    clock += .seconds(49)
    #expect(keeper.mayStillWrite)
  }

  @Test func `a renewal whose answer comes too late does not count`() throws {
    let keeper = try keeper()
    clock += .seconds(49)
    answering = .seconds(1)
    #expect(throws: RunError.leaseExpired(id, reason: nil)) { try keeper.check() }
    #expect(try renewals() == 1)
    #expect(!keeper.mayStillWrite)
  }

  @Test func `while others hold the ledger's lock, it gives up when the lease runs out`() throws {
    let keeper = try keeper()
    let start = clock
    try lockReference()
    clock += .seconds(20)
    sandbox.pause = { self.clock += .seconds(1) }
    // A renewal that comes to nothing is tried again as long as there is time.
    let error = #expect(throws: RunError.self) {
      while clock - start < .seconds(100) {
        try keeper.check()
        clock += .seconds(1)
      }
    }
    guard case .leaseExpired(id, let reason?)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("is locked by another process"))
    #expect(clock - start >= .seconds(50) && clock - start < .seconds(65))
    #expect(!keeper.mayStillWrite)
    #expect(try renewals() == 0)
  }

  @Test func `a process that stood still longer than its lease writes no more`() throws {
    let keeper = try keeper()
    clock += .seconds(86_400)
    #expect(throws: RunError.leaseExpired(id, reason: nil)) { try keeper.check() }
    #expect(attempts == 0)
  }

  @Test func `a lease that somebody took over is lost, whoever has it`() throws {
    let keeper = try keeper()
    let next = try sandbox.repository.replacing(
      [GitPath("leases/live/a.json"): nil],
      in: sandbox.repository.link(#require(sandbox.ledger().tip)).tree)
    let tip = try #require(try sandbox.ledger().tip)
    let commit = try sandbox.commit("taken over", next, [tip], at: sandbox.now)
    try sandbox.repository.updateReference(reference, from: tip, to: commit, message: "test")
    #expect(throws: RunError.leaseLost(id)) { try keeper.check() }
    #expect(!keeper.mayStillWrite)
  }

  /// Holds the lock of the ledger's ref, as a process that writes it does.
  private func lockReference() throws {
    let path = "\(sandbox.fixture.path)/\(reference).lock"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
  }
}
