import Domain
import Ledger
import Testing

/// A saved plan is used by one run.
struct VerifierPlanTests {
  private let chain: Chain
  private let digest = String(repeating: "ab", count: 20)

  init() throws {
    chain = try Chain()
    try chain.baseline(Chain.triggers, ["data/a.yaml": "1"])
  }

  /// A run without any binding that names one plan in its record and others in its trailers.
  @discardableResult
  private func run(record plan: String?, trailers: [String]) throws -> RunRecord {
    var record = chain.ended(chain.start(), [])
    record.plan = plan
    var transition = LedgerTransition(subject: "step", run: record.run)
    try transition.record(record)
    for trailer in trailers { transition.uses(plan: trailer) }
    try chain.append(transition)
    return record
  }

  @Test func `a run names its plan in its record and its trailer`() throws {
    try run(record: digest, trailers: [digest])
    try run(record: String(digest.reversed()), trailers: [String(digest.reversed())])
    #expect(try chain.report().findings == [])
  }

  @Test func `a renewal and a takeover of its lease name no plan`() throws {
    var record = chain.start(.apply, [BindingResult.done(Chain.triggers)])
    record.plan = digest
    var begin = LedgerTransition(subject: "begin", run: record.run)
    begin.uses(plan: digest)
    try begin.take(Chain.triggers, lease: chain.lease(record), content: .emptyTree)
    try begin.record(record)
    try chain.append(begin)
    var renewal = LedgerTransition(subject: "renew", run: record.run)
    try renewal.renew(Chain.triggers, lease: chain.lease(record, renewals: 1))
    try chain.append(renewal)
    var lease = chain.lease(record, renewals: 2)
    lease.owner.pid += 1
    lease.since = "2026-11-01T00:00:00Z"
    lease.takeovers = 1
    var takeover = LedgerTransition(subject: "take over", run: record.run)
    try takeover.takeOver(Chain.triggers, lease: lease)
    try chain.append(takeover)
    #expect(try chain.report().findings == [])
  }

  @Test func `one that names it in one place alone is found`() throws {
    for (plan, trailers) in [(digest, []), (nil, [digest]), (digest, ["other"])] {
      let chain = try VerifierPlanTests()
      let record = try chain.run(record: plan, trailers: trailers)
      #expect(
        try chain.chain.report().findings.map(\.problem) == [
          "its trailers do not name the plan that the record of run \(record.run) names"
        ])
    }
  }

  @Test func `a plan that two runs used is found, with both`() throws {
    let first = try run(record: digest, trailers: [digest])
    try run(record: digest, trailers: [digest])
    let findings = try chain.report().findings
    #expect(
      findings.map(\.problem) == [
        "it uses the plan ababababab again, which run \(first.run) had used"
      ])
    #expect(findings.first?.commit == (try chain.tip()))
  }

  @Test func `where a plan was used is looked for since it was made`() throws {
    let before = try chain.read()
    #expect(try before.use(ofPlan: digest, since: before.tip) == .unused)
    let record = try run(record: digest, trailers: [digest])
    let now = try chain.read()
    #expect(try now.use(ofPlan: digest, since: before.tip) == .used(run: record.run))
    #expect(try now.use(ofPlan: digest, since: nil) == .used(run: record.run))
    #expect(try now.use(ofPlan: "other", since: before.tip) == .unused)
    #expect(try before.use(ofPlan: digest, since: now.tip) == .otherLedger)
  }
}
