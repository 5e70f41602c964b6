import Domain
import Ledger
import Testing

struct VerifierLeaseTests {
  private let chain: Chain
  private let run: RunRecord
  private let triggers = Chain.triggers
  private let forms = Chain.forms

  /// Two bindings are leased to a run.
  init() throws {
    chain = try Chain()
    run = chain.start(
      .apply, [BindingResult.done(Chain.triggers), BindingResult.done(Chain.forms)])
    try chain.take([triggers, forms], run)
  }

  private func append(
    _ run: RunRecord, _ change: (inout LedgerTransition) throws -> Void
  ) throws {
    var transition = LedgerTransition(subject: "step", run: run.run)
    try change(&transition)
    try chain.append(transition)
  }

  @Test func `leases that are taken, renewed and let go are right`() throws {
    try append(run) {
      try $0.renew(triggers, lease: chain.lease(run, renewals: 1))
      try $0.renew(forms, lease: chain.lease(run, renewals: 1))
    }
    try append(run) {
      $0.release(triggers)
      $0.release(forms)
      try $0.record(chain.ended(run, run.bindings))
    }
    #expect(try chain.report().findings == [])
  }

  @Test func `a dead run may be settled in parts`() throws {
    var first = chain.ended(run, run.bindings, as: .interrupted)
    first.bindings[0].why = "settled here"
    try append(run) {
      $0.release(triggers)
      try $0.record(first)
    }
    var second = chain.ended(run, first.bindings, as: .interrupted)
    second.bindings[1].why = "settled there"
    try append(run) {
      $0.release(forms)
      try $0.record(second)
    }
    #expect(try chain.report().findings == [])
  }

  @Test func `a further settlement may not tell the first one otherwise`() throws {
    let first = chain.ended(run, run.bindings, as: .interrupted)
    try append(run) {
      $0.release(triggers)
      try $0.record(first)
    }
    var second = chain.ended(run, first.bindings, as: .interrupted)
    second.bindings[0].why = "otherwise"
    try append(run) {
      $0.release(forms)
      try $0.record(second)
    }
    try chain.expectOnly("it changes the record of run \(run.run), which was interrupted")
  }

  @Test func `a run that takes a binding later than at its start is found`() throws {
    let rules = BindingID(item: "rules", target: "production")
    try append(run) { try $0.take(rules, lease: chain.lease(run), content: .emptyTree) }
    try chain.expectOnly(
      "it takes rules@production for run \(run.run), which does not start with it")
  }

  @Test func `a binding that is taken for another run is found`() throws {
    let rules = BindingID(item: "rules", target: "production")
    let other = chain.start()
    try append(other) {
      try $0.record(other)
      try $0.take(rules, lease: chain.lease(run), content: .emptyTree)
    }
    try chain.expectOnly(
      "it takes rules@production for run \(run.run), and is a step of run \(other.run)")
  }

  @Test func `a lease that passes to another run is found`() throws {
    let other = chain.start()
    try append(other) {
      try $0.record(other)
      try $0.renew(triggers, lease: chain.lease(other, renewals: 1))
    }
    try chain.expectOnly(
      "it hands the lease of triggers@production from run \(run.run) to run \(other.run)")
  }

  @Test(arguments: 0..<4)
  func `a lease changes in nothing but its renewals`(_ field: Int) throws {
    var lease = chain.lease(run, renewals: 1)
    switch field {
    case 0: lease.commit = ObjectID.emptyTree.hex
    case 1: lease.owner.pid += 1
    case 2: lease.root = "data"
    default: lease.objects = [Lease.Object(path: GitPath("a"), action: .create, from: nil)]
    }
    try append(run) { try $0.renew(triggers, lease: lease) }
    try chain.expectOnly("it changes the lease of triggers@production in more than its renewals")
  }

  @Test func `a renewal that counts down is found`() throws {
    try append(run) { try $0.renew(triggers, lease: chain.lease(run, renewals: 2)) }
    try append(run) { try $0.renew(triggers, lease: chain.lease(run, renewals: 1)) }
    try chain.expectOnly("it renews the lease of triggers@production without counting it")
  }

  @Test func `a renewal by another run is found`() throws {
    let other = chain.start()
    try append(other) {
      try $0.record(other)
      try $0.renew(triggers, lease: chain.lease(run, renewals: 1))
    }
    try chain.expectOnly(
      "it renews the lease that run \(run.run) has on triggers@production, and is a step of run "
        + other.run)
  }

  @Test func `a settled run renews nothing`() throws {
    try append(run) {
      $0.release(triggers)
      try $0.record(chain.ended(run, run.bindings, as: .interrupted))
    }
    try append(run) { try $0.renew(forms, lease: chain.lease(run, renewals: 1)) }
    try chain.expectOnly(
      "it renews the lease of forms@production, and run \(run.run) has ended")
  }

  @Test func `a lease that goes before its run's end is found`() throws {
    try append(run) { $0.release(triggers) }
    try chain.expectOnly(
      "it lets go of triggers@production, and run \(run.run) does not end with it")
  }

  @Test func `a lease that another run lets go is found`() throws {
    let other = chain.ended(chain.start(), [])
    try append(other) {
      try $0.record(other)
      $0.release(triggers)
    }
    try chain.expectOnly(
      "it lets go of triggers@production, which run \(run.run) holds, and is a step of run "
        + other.run)
  }

  @Test func `a finished run that keeps a lease is found`() throws {
    try append(run) {
      $0.release(triggers)
      try $0.record(chain.ended(run, run.bindings))
    }
    try chain.expectOnly("run \(run.run) finishes with it and keeps leases/production/forms.json")
  }

  @Test func `values of a lease that are none are found`() throws {
    let rules = BindingID(item: "rules", target: "production")
    let other = chain.start()
    var lease = chain.lease(other)
    lease.commit = "main"
    try append(other) {
      try $0.record(other)
      try $0.take(rules, lease: lease, content: .emptyTree)
    }
    try chain.expectOnly("the lease of rules@production holds the value main")
  }
}
