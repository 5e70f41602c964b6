import Domain
import Fixtures
import Git
import Testing

@testable import Ledger

/// What the verifier says of procedures: what is forged, skipped or taken away is named.
struct VerifierProcedureTests {
  private let bench: ProcedureChain
  private var chain: Chain { bench.chain }
  private var id: String { bench.id }
  private var begun: Procedure { bench.begun }

  init() throws { bench = try ProcedureChain() }

  @Test func `a procedure from its beginning to its end is sound`() throws {
    try bench.append(begun)
    #expect(try chain.read().procedure(of: Chain.triggers) == begun)
    #expect(try chain.read().openProcedures() == [Chain.triggers])
    #expect(try chain.paths().contains("procedures/production/triggers.json"))
    try bench.append(bench.confirmed())
    try bench.sync(bench.confirmed(), marking: { _ in nil }, outcome: .failed)
    try bench.sync(bench.confirmed(), marking: bench.mark(bench.confirmed()))
    let synced = try #require(try chain.read().procedure(of: Chain.triggers))
    try bench.end(#require(synced.confirming(3, by: "ops@example.com", at: bench.at)))
    #expect(try chain.read().openProcedures() == [])
    #expect(try chain.read().run(id)?.procedure?.next == .end)
    #expect(try chain.report().findings == [])
  }

  @Test func `one that is given up is sound`() throws {
    try bench.append(begun)
    try bench.end(begun.abandoned(by: "ops@example.com", at: bench.at, reason: "superseded"))
    #expect(try chain.report().findings == [])
  }

  @Test func `it begins with nothing done`() throws {
    try bench.append(bench.confirmed())
    try chain.expectOnly(
      "it begins the procedure of triggers@production with steps that are done")
  }

  @Test func `it begins with the commit that it was decided at`() throws {
    var other = begun
    other.commit = ObjectID.emptyBlob.hex
    try bench.append(other)
    try chain.expectOnly(
      "it begins the procedure of triggers@production with e69de29bb2, and was decided at "
        + bench.control.short)
  }

  @Test func `a step names its binding`() throws {
    try bench.append(begun, named: Chain.forms)
    try chain.expectOnly(
      "it names forms@production as the binding of the procedure, and changes that of "
        + "triggers@production")
  }

  @Test func `it needs a step that brings the content`() throws {
    var other = begun
    other.steps.remove(at: 1)
    try bench.append(other)
    try chain.expectOnly(
      "the procedure of triggers@production has not just one step that brings its content")
  }

  @Test func `no step is skipped`() throws {
    try bench.append(begun)
    var skipped = begun
    skipped.steps[2].done = Procedure.Mark(by: "ops@example.com", at: bench.at)
    try bench.append(skipped)
    try chain.expectOnly(
      "it marks step 3 of the procedure of triggers@production as done, where step 1 is next")
  }

  @Test func `only a run brings the content`() throws {
    try bench.append(begun)
    try bench.append(bench.confirmed())
    try bench.append(bench.confirmed().synced(by: id, of: "ops@example.com", at: bench.at))
    try chain.expectOnly(
      "it marks step 2 of the procedure of triggers@production as done, which only a run does")
  }

  @Test func `a confirmation changes nothing else`() throws {
    try bench.append(begun)
    var other = try bench.confirmed()
    other.steps[2].manual = "Nothing"
    try bench.append(other)
    try chain.expectOnly(
      "it changes the procedure of triggers@production, which stays as it was begun")
  }

  @Test func `what is confirmed stays as it was confirmed`() throws {
    try bench.append(begun)
    try bench.append(bench.confirmed())
    var other = try bench.confirmed()
    other.steps[0].done?.by = "tom@example.com"
    try bench.append(other)
    try chain.expectOnly(
      "it changes the procedure of triggers@production, which stays as it was begun")
  }

  @Test func `it does not vanish`() throws {
    try bench.append(begun)
    var transition = LedgerTransition(subject: "step", procedure: Chain.triggers)
    transition.removeProcedure(of: Chain.triggers)
    try chain.append(transition)
    try chain.expectOnly(
      "it ends the procedure of triggers@production without a run that says so")
  }

  @Test func `no content is brought before its time`() throws {
    try bench.append(begun)
    try bench.sync(begun, marking: { _ in nil }, outcome: .failed)
    let tip = try chain.tip()
    let run = try #require(try chain.read().runs(limit: 1) { _ in true }.first)
    #expect(
      try chain.report().findings == [
        LedgerVerifier.Finding(
          commit: tip,
          problem: "run \(run.run) brings triggers@production before step 1 is confirmed")
      ])
  }

  @Test func `a run does not tell another procedure than is open`() throws {
    try bench.append(begun)
    try bench.sync(begun, as: bench.confirmed(), marking: { _ in nil }, outcome: .failed)
    let run = try #require(try chain.read().runs(limit: 1) { _ in true }.first)
    try chain.expectOnly(
      "run \(run.run) says that the procedure of triggers@production stood otherwise than it did")
  }

  @Test func `a run that brought the content says so`() throws {
    try bench.append(begun)
    try bench.append(bench.confirmed())
    try bench.sync(bench.confirmed(), marking: { _ in nil })
    let run = try #require(try chain.read().runs(limit: 1) { _ in true }.first)
    try chain.expectOnly(
      "run \(run.run) brings triggers@production and does not mark that step as done")
  }

  @Test func `a run that failed does not say that it brought the content`() throws {
    try bench.append(begun)
    try bench.append(bench.confirmed())
    try bench.sync(bench.confirmed(), marking: bench.mark(bench.confirmed()), outcome: .failed)
    let run = try #require(try chain.read().runs(limit: 1) { _ in true }.first)
    try chain.expectOnly(
      "run \(run.run) marks step 2 of triggers@production as done, and did not bring it")
  }

  @Test func `another run leaves it alone`() throws {
    try bench.append(begun)
    try chain.record([BindingResult(binding: Chain.triggers, outcome: .failed)]) { transition, _ in
      transition.removeProcedure(of: Chain.triggers)
    }
    try chain.expectOnly(
      "it changes the procedure of triggers@production, and is a step of a run that does not "
        + "belong to it")
  }

  @Test func `a lock leaves it alone`() throws {
    try bench.append(begun)
    var transition = LedgerTransition(subject: "unlock", locks: [Chain.triggers])
    transition.removeProcedure(of: Chain.triggers)
    try chain.append(transition)
    try chain.expectOnly(
      "it changes the procedure of triggers@production, and is a lock or an unlock")
  }

  @Test func `it does not end before its last step`() throws {
    try bench.append(begun)
    try bench.end(bench.confirmed())
    try chain.expectOnly(
      "run \(id) ends the procedure of triggers@production before step 2 of 3")
  }

  @Test func `it ends once`() throws {
    try bench.append(begun)
    try bench.end(begun.abandoned(by: "ops@example.com", at: bench.at, reason: "superseded"))
    var other = begun
    other.procedure = "20260921T142640Z-0000000002"
    try bench.end(other.abandoned(by: "ops@example.com", at: bench.at, reason: "again"))
    try chain.expectOnly(
      "run 20260921T142640Z-0000000002 ends the procedure of triggers@production, which was not "
        + "open")
  }
}
