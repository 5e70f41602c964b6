import Domain
import Testing

@testable import Ledger

/// What comes next in a procedure, by its steps alone.
struct ProcedureNextTests {
  private let at = Timestamp(seconds: 1_790_000_000)

  private func procedure(_ steps: ProcedureStep...) -> Procedure {
    Procedure(
      "20260921T142640Z-0000000001", of: Chain.triggers, commit: .emptyBlob,
      by: "ops@example.com", at: at, steps: steps)
  }

  @Test func `its steps come one after the other`() throws {
    var now = procedure(.manual("Announce"), .sync, .manual("Look"))
    #expect(now.next == .confirm(1))
    #expect(now.position == "step 1 of 3")
    #expect(now.nextManual == "Announce")
    now = try #require(now.confirming(1, by: "olga@example.com", at: at + 60))
    #expect(now.next == .sync(2))
    #expect(now.nextManual == nil)
    #expect(!now.isSynced)
    now = try #require(now.synced(by: "R", of: "olga@example.com", at: at + 120))
    #expect(now.next == .confirm(3))
    #expect(now.isSynced)
    #expect(now.lastAt == (at + 120).iso8601)
    now = try #require(now.confirming(3, by: "tom@example.com", at: at + 180))
    #expect(now.next == .end)
    #expect(now.nextNumber == nil)
    #expect(
      now.steps.map { $0.done?.by } == ["olga@example.com", "olga@example.com", "tom@example.com"])
    #expect(now.steps.map { $0.done?.run } == [nil, "R", nil])
  }

  @Test(arguments: [0, 2, 3, 4, -1])
  func `only the next step is confirmed`(_ number: Int) {
    let now = procedure(.manual("Announce"), .manual("Wait"), .sync)
    #expect(now.confirming(number, by: "ops@example.com", at: at) == nil)
  }

  @Test func `nobody confirms what a run does, and no run what people do`() throws {
    let begun = procedure(.sync, .manual("Look"))
    #expect(begun.next == .sync(1))
    #expect(begun.confirming(1, by: "ops@example.com", at: at) == nil)
    let synced = try #require(begun.synced(by: "R", of: "ops@example.com", at: at))
    #expect(synced.synced(by: "S", of: "ops@example.com", at: at) == nil)
  }

  @Test func `it is read as it was written`() throws {
    var now = procedure(.manual("Announce"), .sync)
    now.commits = ["managed": ObjectID.emptyTree.hex]
    let done = try #require(now.confirming(1, by: "ops@example.com", at: at))
      .abandoned(by: "tom@example.com", at: at + 60, reason: "superseded")
    let bytes = try LedgerJSON.encode(done)
    #expect(try LedgerJSON.decode(Procedure.self, from: bytes, part: "it") == done)
    #expect(done.allCommits == ["control": .emptyBlob, "managed": .emptyTree])
  }
}
