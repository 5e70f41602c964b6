import Domain
import Fixtures
import Ledger
import Targets
import Testing

@testable import Syncing

/// A procedure from its beginning to its end, and what interrupts it.
struct ProcedureWalkTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(Sandbox.special)
    try sandbox.merge("First", ["oncall/a": "1"])
  }

  private func isSound() throws {
    #expect(try sandbox.findings() == [])
    #expect(try sandbox.audit() == [])
  }

  @Test func `it waits for people before and after it brings the content`() throws {
    let begun = try #require(try sandbox.advance().waiting)
    #expect(begun.next == .confirm(1))
    #expect(begun.commit == sandbox.head?.hex)
    #expect(begun.begunBy == "ops@example.com")
    #expect(try sandbox.texts() == [:])
    #expect(try sandbox.advance().waiting == begun, "looking again changes nothing")

    let second = try sandbox.advance(done: 1)
    #expect(second.waiting?.next == .confirm(3))
    let run = try #require(second.sync?.record)
    #expect(run.bindings.map(\.outcome) == [.applied])
    #expect(run.procedure?.next == .sync(2))
    #expect(second.waiting?.steps[1].done?.run == run.run)
    #expect(try sandbox.texts() == ["oncall/a": "1"])
    #expect(try sandbox.record("oncall")?.commit == sandbox.head)

    let end = try #require(try sandbox.advance(done: 3).end)
    #expect(end.kind == .procedure)
    #expect(end.run == begun.procedure)
    #expect(end.bindings.map(\.outcome) == [.applied])
    #expect(end.procedure?.next == .end)
    #expect(try sandbox.procedure() == nil)
    #expect(try sandbox.ledger().run(begun.procedure) == end)
    #expect(try sandbox.advance().stopped?.record.bindings.map(\.outcome) == [.unchanged])
    #expect(try sandbox.procedure() == nil, "nothing is queued, so nothing is begun")
    try isSound()
  }

  @Test func `a procedure without manual steps ends at once`() throws {
    try sandbox.configure(
      Sandbox.special.replacing("      - manual: Announce it\n", with: "")
        .replacing("      - manual: Check it\n", with: ""))
    let progress = try sandbox.advance()
    #expect(progress.end?.procedure?.steps.count == 1)
    #expect(progress.sync?.record.bindings.map(\.outcome) == [.applied])
    #expect(try sandbox.texts() == ["oncall/a": "1"])
    try isSound()
  }

  @Test func `it goes on with the commit it was begun with`() throws {
    let begun = try #require(try sandbox.advance().waiting)
    let next = try sandbox.merge("Second", ["oncall/a": "2"])
    let notes = try sandbox.advance().notes
    #expect(notes.count == 1)
    #expect(notes.first?.hasSuffix("what was merged since waits for the next one") == true)
    let progress = try sandbox.advance(done: 1)
    #expect(try sandbox.texts() == ["oncall/a": "1"])
    #expect(try sandbox.record("oncall")?.commit?.hex == begun.commit)
    #expect(progress.sync?.record.bindings.first?.excluded == 1)
    #expect(try sandbox.advance(done: 3).end != nil)
    let again = try #require(try sandbox.advance().waiting)
    #expect(again.commit == next.hex)
    #expect(try sandbox.advance(done: 1).waiting != nil)
    #expect(try sandbox.texts() == ["oncall/a": "2"])
    try isSound()
  }

  @Test func `its steps are those it was begun with`() throws {
    try sandbox.advance()
    try sandbox.configure(Sandbox.special.replacing("Check it", with: "Look again"))
    #expect(try sandbox.advance(done: 1).waiting?.nextManual == "Check it")
    try isSound()
  }

  @Test func `content that cannot be brought leaves it open, and is tried again`() throws {
    try sandbox.advance()
    var fails = true
    let folder = try sandbox.access()
    sandbox.opening = { _ in
      FaultyTarget(try folder.writer("live", by: sandbox.ledger())) { _ in fails }
    }
    let failed = try #require(try sandbox.advance(done: 1).stopped)
    #expect(failed.record.bindings.map(\.outcome) == [.failed])
    #expect(try sandbox.procedure()?.next == .sync(2))
    #expect(try sandbox.advance().stopped?.record.bindings.map(\.outcome) == [.failed])
    fails = false
    #expect(try sandbox.advance().waiting?.next == .confirm(3))
    #expect(try sandbox.texts() == ["oncall/a": "1"])
    try isSound()
  }

  @Test func `only the next step is confirmed, and another one names it`() throws {
    #expect(
      refusal { try sandbox.advance(done: 1) } == ["no procedure of oncall@live is open"])
    try sandbox.advance()
    #expect(
      refusal { try sandbox.advance(done: 3) } == [
        "step 3 of oncall@live is not the next one: that is step 1 of 3 (Announce it)"
      ])
    try sandbox.advance(done: 1)
    #expect(
      refusal { try sandbox.advance(done: 1) } == [
        "step 1 of oncall@live is not the next one: that is step 3 of 3 (Check it)"
      ])
    try isSound()
  }

  @Test func `it is given up wherever it stands`() throws {
    try sandbox.advance()
    let record = try #require(try sandbox.walk().abandon(reason: "superseded").end)
    #expect(record.procedure?.abandoned?.reason == "superseded")
    #expect(record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.procedure() == nil)
    #expect(
      refusal { _ = try sandbox.walk().abandon(reason: "again") } == [
        "no procedure of oncall@live is open"
      ])
    try sandbox.advance()
    try sandbox.advance(done: 1)
    #expect(try sandbox.walk().abandon(reason: "enough").end != nil)
    #expect(try sandbox.texts() == ["oncall/a": "1"])
    try isSound()
  }

  @Test func `a run without names leaves it alone and says where it stands`() throws {
    func why() throws -> String? {
      let report = try sandbox.apply()
      #expect(report.record.bindings.map(\.outcome) == [.notDue])
      #expect(!report.isRecorded)
      return report.record.bindings.first?.why
    }
    #expect(
      try why() == "its procedure of 3 steps is to be begun: deploysync apply oncall@live")
    try sandbox.advance()
    #expect(
      try why()?.hasPrefix("its procedure is at step 1 of 3 (Announce it) since 2026-01-10T")
        == true)
    try sandbox.advance(done: 1)
    #expect(try why()?.hasPrefix("its procedure is at step 3 of 3 (Check it) since") == true)
    try sandbox.advance(done: 3)
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.unchanged])
    try isSound()
  }

  @Test func `a renamed item goes on with its procedure`() throws {
    try sandbox.advance()
    try sandbox.configure(
      Sandbox.special.replacing("  oncall:\n", with: "  duty:\n    was: oncall\n"))
    #expect(try sandbox.procedure("duty")?.item == "oncall")
    #expect(try sandbox.advance("duty", done: 1).waiting?.next == .confirm(3))
    #expect(try sandbox.advance("duty", done: 3).end != nil)
    #expect(try sandbox.record("duty") != nil)
    try isSound()
  }
}
