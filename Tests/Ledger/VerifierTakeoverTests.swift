import Domain
import Ledger
import Testing

/// The lease of a dead run passes to whoever settles it, and that step does nothing else.
struct VerifierTakeoverTests {
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

  /// The run's lease in other hands, so often taken over.
  private func taken(_ times: Int = 1, renewals: Int? = nil) -> Lease {
    var lease = chain.lease(run, renewals: renewals ?? times)
    lease.owner.pid += Int32(times)
    lease.since = "2026-11-01T00:00:00Z"
    lease.length = 30
    lease.takeovers = times
    return lease
  }

  private func append(
    _ change: (inout LedgerTransition) throws -> Void
  ) throws {
    var transition = LedgerTransition(subject: "step", run: run.run)
    try change(&transition)
    try chain.append(transition)
  }

  private func expectOnly(_ problem: String) throws {
    try chain.expectOnly(problem)
  }

  private let otherwise =
    "it takes over the lease of triggers@production, and changes another thing of it than whose it "
    + "is, since when and how long, or does not count that"

  @Test func `a lease that is taken over, again, renewed and settled is right`() throws {
    try append {
      try $0.takeOver(triggers, lease: taken())
      try $0.takeOver(forms, lease: taken())
    }
    try append { try $0.takeOver(triggers, lease: taken(2)) }
    try append { try $0.renew(triggers, lease: taken(2, renewals: 5)) }
    var first = chain.ended(run, run.bindings, as: .interrupted)
    first.bindings[0].why = "settled here"
    try append {
      $0.release(triggers)
      try $0.record(first)
    }
    // The rest of the run was told as interrupted by then.
    try append { try $0.renew(forms, lease: taken(1, renewals: 2)) }
    var again = taken(2, renewals: 3)
    again.owner.pid += 7
    try append { try $0.takeOver(forms, lease: again) }
    try append { $0.release(forms) }
    #expect(try chain.report().findings == [])
  }

  @Test func `what the program makes of a lease is what is right`() throws {
    var owner = LeaseOwner.current()
    owner.pid += 1
    let lease = chain.lease(run).takenOver(by: owner, at: "2026-11-01T00:00:00Z", length: 60)
    #expect(lease.renewals == 1 && lease.takeovers == 1)
    try append { try $0.takeOver(triggers, lease: lease) }
    #expect(try chain.report().findings == [])
  }

  @Test(arguments: 0..<8)
  func `a takeover changes nothing else, and counts itself`(_ field: Int) throws {
    var lease = taken()
    switch field {
    case 0: lease.commit = ObjectID.emptyTree.hex
    case 1: lease.root = "data"
    case 2: lease.objects = [Lease.Object(path: GitPath("a"), action: .create, from: nil)]
    case 3: lease.renewals = 0
    case 4: lease.renewals = 2
    case 5: lease.takeovers = 2
    case 6: lease.commits = ["managed": ObjectID.emptyBlob.hex]
    default: lease.owner = .current()
    }
    try append { try $0.takeOver(triggers, lease: lease) }
    try expectOnly(otherwise)
  }

  @Test func `another owner without a count is no renewal`() throws {
    var lease = taken()
    lease.takeovers = nil
    try append { try $0.takeOver(triggers, lease: lease) }
    try expectOnly("it changes the lease of triggers@production in more than its renewals")
  }

  @Test func `a takeover that records something is found`() throws {
    let first = chain.ended(run, run.bindings, as: .interrupted)
    try append {
      try $0.takeOver(triggers, lease: taken())
      $0.release(forms)
      try $0.record(first)
    }
    try expectOnly("it takes over the lease of triggers@production, and does more than that")
  }

  @Test func `a takeover by the step of another run is found`() throws {
    let other = chain.start()
    var transition = LedgerTransition(subject: "step", run: other.run)
    try transition.takeOver(triggers, lease: taken())
    try transition.record(other)
    try chain.append(transition)
    try expectOnly(
      "it takes over the lease that run \(run.run) has on triggers@production, and is a step of run "
        + other.run)
  }

  @Test func `a lease that begins as taken over is found`() throws {
    let rules = BindingID(item: "rules", target: "production")
    let other = chain.start()
    var lease = chain.lease(other)
    lease.takeovers = 1
    var transition = LedgerTransition(subject: "step", run: other.run)
    try transition.take(rules, lease: lease, content: .emptyTree)
    try transition.record(other)
    try chain.append(transition)
    try expectOnly("it takes rules@production with a lease that says it was taken over")
  }

  @Test func `a run that was taken over does not finish`() throws {
    try append { try $0.takeOver(triggers, lease: taken()) }
    try append {
      $0.release(triggers)
      $0.release(forms)
      try $0.record(chain.ended(run, run.bindings))
    }
    try expectOnly(
      "run \(run.run) finishes with it, and the lease of triggers@production was taken over")
  }
}
