import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// Whoever settles a dead run has its lease first.
final class TakeoverTests {
  private let sandbox: Sandbox
  private let id = BindingID(named: "a")
  private let dead: String
  private var clock = Duration.seconds(1_000)

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc, prune: delete } } } }")
    try sandbox.merge("First", ["a/old": "1", "a/x": "1"])
    try sandbox.apply()
    try sandbox.merge("Second", ["a/old": nil, "a/new": "1", "a/x": "2"])
    dead = try sandbox.leaveIntent(of: sandbox.prepare())
  }

  private func lease() throws -> Lease? { try sandbox.ledger().lease(of: id) }

  /// The subjects of the ledger's newest commits, the newest first.
  private func subjects(_ count: Int) throws -> [String] {
    var found: [String] = []
    var next = try sandbox.ledger().tip
    while let commit = next, found.count < count {
      let read = try sandbox.repository.commit(commit)
      found.append(String(read.message.prefix { $0 != "\n" }))
      next = read.parents.first
    }
    return found
  }

  /// Settles by the rules of a run, with leases that outlive one attempt.
  private func settle(
    _ taken: TakenLeases, isDead: (BindingID, Lease) -> Bool = { $1.owner.isProvablyGone }
  ) throws -> [String]? {
    try settlement(taken).settle(sandbox.ledger(), isDead: isDead)?.runs
  }

  private func settlement(_ taken: TakenLeases) throws -> Settlement {
    try Settlement(
      targets: sandbox.access(), writer: sandbox.writer, control: try #require(sandbox.head),
      in: sandbox.repository, recordedName: { $0 }, leases: taken,
      now: {
        self.sandbox.interlude()
        return self.sandbox.now
      })
  }

  private func taken() throws -> TakenLeases {
    var surroundings = try sandbox.surroundings()
    surroundings.leaseClock = { self.clock }
    return TakenLeases(surroundings)
  }

  /// Takes the dead lease over as another process would that lives.
  @discardableResult
  private func takeOver(by owner: LeaseOwner) throws -> Lease {
    let lease = try #require(try lease()).takenOver(
      by: owner, at: sandbox.now.iso8601, length: 60)
    var transition = LedgerTransition(subject: "take over run \(dead)", run: dead)
    try transition.takeOver(id, lease: lease)
    transition.decided(at: try #require(sandbox.head))
    #expect(try sandbox.writer.append(transition, to: sandbox.ledger(), at: sandbox.now) != nil)
    return lease
  }

  private var stranger: LeaseOwner {
    var owner = LeaseOwner.current()
    owner.bootID = "another"
    owner.host = "far"
    return owner
  }

  @Test func `a dead run is taken over, settled and let go, in this order`() throws {
    #expect(try sandbox.apply().settled == [dead])
    let subjects = try subjects(4)
    #expect(subjects[3] == "take over run \(dead), which ended early")
    #expect(subjects[2] == "settle run \(dead), which ended early")
    #expect(try sandbox.texts() == ["a/new": "1", "a/x": "2"])
    #expect(try sandbox.ledger().leasedBindings() == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `who settles it is waited for, as the run would be`() throws {
    try takeOver(by: stranger)
    let tip = try sandbox.ledger().tip
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .refused)
    #expect(
      result.why?.contains("run \(dead) died on it, and is being settled since ") == true,
      "\(result.why ?? "")")
    #expect(result.why?.contains("on far") == true, "\(result.why ?? "")")
    #expect(try sandbox.ledger().tip == tip)
    #expect(try sandbox.texts()["a/x"] == "1")
    #expect(try sandbox.findings() == [])
  }

  @Test func `where who settles it dies, the next one takes over again`() throws {
    var gone = LeaseOwner.current()
    gone.processStart = "1"
    gone.pid += 1
    try takeOver(by: gone)
    #expect(try sandbox.apply().settled == [dead])
    #expect(try subjects(4)[3] == "take over run \(dead), which ended early")
    #expect(try sandbox.ledger().leasedBindings() == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `of two that find it dead, only one settles it`() throws {
    let found = try sandbox.ledger()
    try takeOver(by: stranger)
    let settled = try settlement(taken()).settle(found, isDead: { _, _ in true })
    #expect(settled == nil, "the ledger it had seen is no more")
    #expect(try lease()?.owner.host == "far")
    #expect(try settle(taken()) == [])
  }

  @Test func `what others record meanwhile does not keep it from its result`() throws {
    let taken = try taken()
    var isDone = false
    sandbox.interlude = {
      guard !isDone, let lease = try? self.lease(), lease.takeovers == 1 else { return }
      isDone = true
      #expect(throws: Never.self) { try self.sandbox.lock("a", reason: "stop") }
    }
    #expect(try settle(taken) == [dead])
    #expect(isDone)
    #expect(try sandbox.ledger().leasedBindings() == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `without a lease it writes nothing and records nothing`() throws {
    // The rename came half way, so that there is something to write.
    try sandbox.handWrite("1", to: "a/new")
    let taken = try taken()
    // The clock goes on while the target is read.
    var looks = 0
    sandbox.interlude = {
      looks += 1
      if (try? self.lease()?.takeovers) == 1 { self.clock += .seconds(60) }
    }
    #expect(throws: RunError.leaseExpired(id, reason: nil)) { try settle(taken) }
    sandbox.interlude = {}
    #expect(looks > 0)
    #expect(try sandbox.texts() == ["a/new": "1", "a/old": "1", "a/x": "1"])
    #expect(try lease()?.takeovers == 1)
    #expect(throws: RunError.leaseExpired(id, reason: nil)) { try settle(taken) }
    #expect(try sandbox.findings() == [])
  }

  @Test func `who lost the lease looks anew`() throws {
    try sandbox.handWrite("1", to: "a/new")
    let taken = try taken()
    sandbox.interlude = {
      guard let lease = try? self.lease(), lease.takeovers == 1, lease.owner == .current() else {
        return
      }
      #expect(throws: Never.self) { try self.takeOver(by: self.stranger) }
    }
    #expect(try settle(taken) == nil)
    sandbox.interlude = {}
    #expect(try sandbox.texts()["a/old"] == "1", "it wrote nothing")
    #expect(try settle(taken) == [])
    #expect(try lease()?.takeovers == 2)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a target that cannot be read is no reason to take anything over`() throws {
    let tip = try sandbox.ledger().tip
    let path = sandbox.path(of: "live")
    try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
    for _ in 0..<2 { _ = try? settle(taken()) }
    try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
    #expect(try sandbox.ledger().tip == tip)
  }
}
