import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// What stops a procedure, and what it stops.
struct ProcedureGuardTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(Sandbox.special)
    try sandbox.merge("First", ["oncall/a": "1"])
  }

  private func configure(_ text: String) throws { try sandbox.configure(Sandbox.special + text) }

  @Test func `a lock stops every step but giving up`() throws {
    try sandbox.advance()
    try sandbox.lock("oncall", reason: "the vendor migrates")
    let why =
      "oncall@live is locked by ops@example.com since 2026-01-10T12:00:00Z: the vendor migrates"
    #expect(refusal { try sandbox.advance() } == [why])
    #expect(refusal { try sandbox.advance(done: 1) } == [why])
    #expect(try sandbox.walk().abandon(reason: "the vendor migrates").end != nil)
    #expect(try sandbox.advance().stopped?.record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.procedure() == nil)
    #expect(try sandbox.audit() == [])
  }

  @Test func `a freeze stops it until the content is there`() throws {
    try sandbox.advance()
    let freeze = "calendar: { freezes: [{ from: 2026-01-10, to: 2026-01-11, reason: fair }] }\n"
    try configure(freeze)
    #expect(
      refusal { try sandbox.advance(done: 1) }.first?.hasPrefix(
        "oncall@live: nothing is deployed until 2026-01-12T00:00:00Z") == true)
    #expect(try sandbox.procedure()?.next == .confirm(1))
    try sandbox.configure(Sandbox.special)
    try sandbox.advance(done: 1)
    try configure(freeze)
    #expect(try sandbox.advance(done: 3).end != nil)
    try sandbox.merge("Second", ["oncall/a": "2"])
    let frozen = try #require(try sandbox.advance().stopped)
    #expect(frozen.record.bindings.map(\.outcome) == [.notDue])
    #expect(try sandbox.procedure() == nil)
  }

  @Test func `drift in the way is told before anything is announced`() throws {
    try sandbox.handWrite("by hand", to: "oncall/a")
    let stopped = try #require(try sandbox.advance().stopped)
    #expect(!stopped.isRecorded)
    #expect(stopped.record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.procedure() == nil)
    let request = Preparer.Request(overwritesDrift: true)
    #expect(try sandbox.advance(by: request).waiting != nil)
    #expect(try sandbox.advance(done: 1, by: request).waiting?.next == .confirm(3))
    #expect(try sandbox.texts() == ["oncall/a": "1"])
    #expect(try sandbox.audit() == [])
  }

  @Test func `drift that came meanwhile stops the content and leaves it open`() throws {
    try sandbox.advance()
    try sandbox.handWrite("by hand", to: "oncall/a")
    let stopped = try #require(try sandbox.advance(done: 1).stopped)
    #expect(stopped.record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.procedure()?.next == .sync(2))
    #expect(try sandbox.audit() == [])
  }

  @Test func `a limit stops it before it is begun`() throws {
    try sandbox.configure(
      Sandbox.special.replacing("prune: delete", with: "limits: { changes: 0 }"))
    #expect(try sandbox.advance().stopped?.record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.procedure() == nil)
    #expect(try sandbox.advance(by: Preparer.Request(overridesLimits: true)).waiting != nil)
  }

  @Test func `only those who may run may walk`() throws {
    try configure("roles: { run: [ci@example.com] }\n")
    #expect(
      refusal { try sandbox.advance() }.first == "ops@example.com may not run deployments here")
    #expect(
      refusal { _ = try sandbox.walk().abandon(reason: "x") }.first
        == "ops@example.com may not run deployments here")
  }

  @Test func `a commit that the branch lost is not brought`() throws {
    let before = try #require(sandbox.head)
    try sandbox.merge("Second", ["oncall/a": "2"])
    try sandbox.advance()
    try sandbox.setHead(before)
    let why = refusal { try sandbox.advance(done: 1) }.first
    #expect(why?.contains("the branch no longer contains the commit") == true)
    #expect(try sandbox.walk().abandon(reason: "rewritten").end != nil)
  }

  @Test func `what was rolled back is not confirmed`() throws {
    try sandbox.advance()
    let first = try #require(try sandbox.advance(done: 1).sync)
    try sandbox.advance(done: 3)
    try sandbox.merge("Second", ["oncall/a": "2"])
    try sandbox.advance()
    try sandbox.advance(done: 1)
    let rolled = try sandbox.rollback("oncall", to: first.record.run)
    #expect(rolled.record.bindings.map(\.outcome) == [.applied])
    let why = try #require(rolled.record.bindings.first?.why)
    #expect(why.contains("a rollback does not walk through the procedure"))
    #expect(why.contains("--abandon REASON"))
    #expect(try sandbox.texts() == ["oncall/a": "1"])
    #expect(
      refusal { try sandbox.advance(done: 3) }.first
        == "what the procedure of oncall@live brought is not deployed any more")
    #expect(try sandbox.walk().abandon(reason: "outage").end != nil)
    #expect(try sandbox.audit() == [])
  }

  @Test func `a binding that is special no longer only gives up`() throws {
    try sandbox.advance()
    try sandbox.configure("items: { oncall: { paths: [oncall], targets: [live] } }\n")
    #expect(
      refusal { try sandbox.advance(done: 1) } == [
        "oncall@live is not special any more, and its procedure is still open"
      ])
    #expect(try sandbox.walk().abandon(reason: "now monthly").end != nil)
    #expect(try sandbox.audit() == [])
  }

  @Test func `an item that is gone shows what it left open`() throws {
    try sandbox.advance()
    try sandbox.configure("items: { other: { paths: [other], targets: [live] } }\n")
    let status = try StatusReader(sandbox.situation()).statuses(nil)
    #expect(status.map(\.binding.item) == ["other", "oncall"])
    #expect(status.last?.state == .unconfigured)
    #expect(status.last?.procedure?.item == "oncall")
    #expect(try sandbox.walk().abandon(reason: "gone").end != nil)
  }

  @Test func `an exception has nothing to go before`() throws {
    try configure(
      "exceptions: { distinct: false, steps: [{ impact: {} }, { decision: { by: [ops@example.com] } }] }\n"
    )
    let desk = ExceptionDesk(try sandbox.surroundings())
    #expect(
      refusal {
        _ = try desk.request(
          [BindingID(named: "oncall")], only: [], reason: "now", ticket: nil, attestation: nil
        ) { _ in "" }
      } == ["oncall@live is special: it has no date that an exception could go before"])
  }

  @Test func `an open procedure shows in the status, and one left lying is an alarm`() throws {
    func state() throws -> BindingStatus.State? {
      try StatusReader(sandbox.situation()).statuses(nil).first?.state
    }
    #expect(try state() == .queued)
    try sandbox.advance()
    #expect(try state() == .open)
    #expect(!BindingStatus.State.open.isAlarming)
    try sandbox.go(to: "2026-01-13T12:00:30Z")
    #expect(try state() == .stalled)
    #expect(BindingStatus.State.stalled.isAlarming)
    try sandbox.advance(done: 1)
    #expect(try state() == .open)
    try sandbox.advance(done: 3)
    #expect(try state() == .upToDate)
  }
}
