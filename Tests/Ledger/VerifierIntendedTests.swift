import Domain
import Ledger
import Testing

struct VerifierIntendedTests {
  private let chain: Chain
  private let run: RunRecord

  /// Two bindings are leased to a run.
  init() throws {
    chain = try Chain()
    run = chain.start(
      .apply, [BindingResult.done(Chain.triggers), BindingResult.done(Chain.forms)])
    try chain.take([Chain.triggers, Chain.forms], run)
  }

  @Test func `intended content that changes is found`() throws {
    try chain.forge(
      ["intended/production/triggers/control/data/a.yaml": chain.file("other")], run: run.run)
    try chain.expectOnly(
      "it changes intended/production/triggers, which the lease of triggers@production stands for")
  }

  @Test func `intended content without a lease is found`() throws {
    try chain.forge(
      ["intended/production/rules/control/data/a.yaml": chain.file("other")], run: run.run)
    try chain.expectOnly("it adds intended/production/rules without taking rules@production")
  }

  @Test func `intended content that goes before its lease is found`() throws {
    try chain.forge(["intended/production/forms": nil], run: run.run)
    try chain.expectOnly(
      "it removes intended/production/forms and keeps the lease of forms@production")
  }

  @Test func `intended content that outlives its lease is found`() throws {
    let ended = chain.ended(run, run.bindings)
    let path = "runs/\(run.run.prefix(4))/\(run.run.dropFirst(4).prefix(2))/\(run.run).json"
    try chain.forge(
      [
        path: chain.file(String(decoding: LedgerJSON.encode(ended), as: UTF8.self)),
        "leases": nil, "intended/production/forms": nil,
      ], run: run.run)
    try chain.expectOnly(
      "it keeps intended/production/triggers without the lease of triggers@production")
  }
}
