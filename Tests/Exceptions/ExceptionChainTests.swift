import Domain
import Exceptions
import Testing

/// Every rule of the chain with the whole sentence that a refusal says.
struct ExceptionChainTests {
  private static let rita = "rita@example.com"
  private static let olga = "olga@example.com"
  private static let max = "max@example.com"
  private static let mia = "mia@example.com"
  private static let start = Timestamp(seconds: 1_767_225_600)

  /// Olga or Otto make impacts, Max or Mia decide, the requester confirms.
  private static func policy(
    approvals: Int = 1, distinct: Bool = true, attest: Set<String> = [],
    order: [ExceptionPolicy.StepKind] = [.impact, .decision, .confirmation]
  ) -> ExceptionPolicy {
    let takers: [ExceptionPolicy.StepKind: ExceptionPolicy.Takers] = [
      .impact: .people([olga, "otto@example.com", max]), .decision: .people([max, mia]),
      .confirmation: .requester,
    ]
    return ExceptionPolicy(
      steps: order.map {
        ExceptionPolicy.Step(
          kind: $0, by: takers[$0] ?? .anyone, approvals: $0 == .decision ? approvals : 1)
      }, isDistinct: distinct, attestable: attest)
  }

  /// A chain of `KIND PERSON` words; a decision approves unless it says `reject`.
  private static func chain(_ words: String...) -> ExceptionChain {
    var steps: [ExceptionChain.Named] = []
    for (index, word) in words.enumerated() {
      let parts = word.split(separator: " ").map(String.init)
      let kind: ExceptionStep.Kind =
        parts[0] == "reject" ? .decision : ExceptionStep.Kind(rawValue: parts[0]) ?? .request
      var step = ExceptionStep(
        exception: "E-1", step: kind, by: "\(parts[1])@example.com",
        at: start + Int64(index) * 60, control: .zero)
      if kind == .decision { step.verdict = parts[0] == "reject" ? .rejected : .approved }
      let name = ExceptionChain(id: "E-1", steps: steps).fileName(of: kind)
      steps.append(ExceptionChain.Named(name: name, step: step))
    }
    return ExceptionChain(id: "E-1", steps: steps)
  }

  private static func refusal(
    _ chain: ExceptionChain, _ kind: ExceptionStep.Kind, by person: String,
    recordedBy recorder: String? = nil, _ policy: ExceptionPolicy = policy(), after: Int64 = 600
  ) -> String? {
    chain.refusal(
      of: kind, by: person, recordedBy: recorder ?? person, under: policy, at: start + after)
  }

  @Test func `the steps go in their order`() {
    let requested = Self.chain("request rita")
    #expect(Self.refusal(requested, .impact, by: Self.olga) == nil)
    #expect(
      Self.refusal(requested, .decision, by: Self.max) == "the impact is missing first")
    #expect(
      Self.refusal(requested, .confirmation, by: Self.rita) == "the impact is missing first")
    let shown = Self.chain("request rita", "impact olga")
    #expect(Self.refusal(shown, .decision, by: Self.max) == nil)
    #expect(
      Self.refusal(shown, .confirmation, by: Self.rita) == "the decision is missing first")
    let decided = Self.chain("request rita", "impact olga", "decision max")
    #expect(Self.refusal(decided, .confirmation, by: Self.rita) == nil)
    #expect(
      Self.refusal(decided, .decision, by: Self.mia)
        == "enough people took the decision already; next is the confirmation")
    let agreed = Self.chain("request rita", "impact olga", "decision max", "confirmation rita")
    #expect(agreed.state(under: Self.policy()) == .agreed)
    #expect(
      Self.refusal(agreed, .decision, by: Self.mia)
        == "all have agreed already; it can be deployed")
  }

  @Test func `a step is taken by those who may, whatever the case of their address`() {
    let requested = Self.chain("request rita")
    #expect(
      Self.refusal(requested, .impact, by: Self.mia)
        == "mia@example.com may not take the impact; "
        + "olga@example.com, otto@example.com, max@example.com may")
    #expect(Self.refusal(requested, .impact, by: "OLGA@example.com") == nil)
    let shown = Self.chain("request rita", "impact olga")
    #expect(
      Self.refusal(shown, .decision, by: Self.olga)
        == "olga@example.com may not take the decision; max@example.com, mia@example.com may")
    let decided = Self.chain("request rita", "impact olga", "decision max")
    #expect(
      Self.refusal(decided, .confirmation, by: Self.mia)
        == "only the requester rita@example.com may take the confirmation")
    #expect(
      Self.refusal(decided, .withdrawal, by: Self.max)
        == "only the requester rita@example.com may withdraw it")
    #expect(Self.refusal(decided, .withdrawal, by: "Rita@Example.com") == nil)
  }

  @Test func `nobody takes two steps, the request and its confirmation aside`() {
    #expect(
      Self.refusal(Self.chain("request max", "impact olga"), .decision, by: Self.max)
        == "max@example.com requested it, and nobody takes two steps")
    #expect(
      Self.refusal(Self.chain("request olga"), .impact, by: Self.olga)
        == "olga@example.com requested it, and nobody takes two steps")
    #expect(
      Self.refusal(Self.chain("request rita", "impact max"), .decision, by: "MAX@example.com")
        == "MAX@example.com recorded the impact, and nobody takes two steps")
    let free = Self.policy(distinct: false)
    #expect(
      Self.refusal(Self.chain("request max", "impact max"), .decision, by: Self.max, free) == nil)
    #expect(
      Self.refusal(Self.chain("request max", "impact olga"), .decision, by: Self.max, free) == nil)
  }

  @Test func `two approvals are those of two people`() {
    let two = Self.policy(approvals: 2)
    let one = Self.chain("request rita", "impact olga", "decision max")
    #expect(
      Self.refusal(one, .decision, by: "Max@example.com", two)
        == "Max@example.com has taken this step already, as 03-decision")
    #expect(
      Self.refusal(one, .confirmation, by: Self.rita, two) == "the decision is missing first")
    #expect(Self.refusal(one, .decision, by: Self.mia, two) == nil)
    let both = Self.chain("request rita", "impact olga", "decision max", "decision mia")
    #expect(Self.refusal(both, .confirmation, by: Self.rita, two) == nil)
    let rejected = Self.chain("request rita", "impact olga", "decision max", "reject mia")
    #expect(rejected.state(under: two) == .rejected)
    // A forged second approval of the same person counts once.
    let forged = Self.chain("request rita", "impact olga", "decision max", "decision max")
    #expect(
      Self.refusal(forged, .confirmation, by: Self.rita, two) == "the decision is missing first")
  }

  @Test func `a step is attested only where the configuration allows it`() {
    let shown = Self.chain("request rita", "impact olga")
    #expect(
      Self.refusal(shown, .decision, by: Self.max, recordedBy: Self.olga)
        == "the configuration does not allow a decision to be attested")
    #expect(
      Self.refusal(
        ExceptionChain(id: "E-1", steps: []), .request, by: Self.rita, recordedBy: Self.olga)
        == "the configuration does not allow a request to be attested")
    let open = Self.policy(attest: ["decision", "request"])
    #expect(Self.refusal(shown, .decision, by: Self.max, recordedBy: Self.olga, open) == nil)
    #expect(
      Self.refusal(shown, .decision, by: Self.olga, recordedBy: Self.max, open)
        == "olga@example.com may not take the decision; max@example.com, mia@example.com may")
    let decided = Self.chain("request rita", "impact olga", "decision max")
    #expect(
      Self.refusal(decided, .confirmation, by: Self.rita, recordedBy: Self.olga, open)
        == "the configuration does not allow a confirmation to be attested")
  }

  @Test func `an agreement expires counted from the impact`() {
    let shown = Self.chain("request rita", "impact olga")
    let end = Int64(60 + 72 * 3600)
    #expect(Self.refusal(shown, .decision, by: Self.max, after: end) == nil)
    #expect(
      Self.refusal(shown, .decision, by: Self.max, after: end + 1)
        == "the impact expired on 2026-01-04T00:01:00Z")
    #expect(Self.refusal(shown, .impact, by: Self.olga, after: end + 1) == nil)
    #expect(Self.refusal(shown, .withdrawal, by: Self.rita, after: end + 1) == nil)
  }

  @Test(arguments: [
    ("reject max", "it was rejected"), ("withdrawal rita", "it was withdrawn"),
    ("deployment olga", "it was deployed and is used up"),
  ])
  func `a closed exception takes no step`(last: String, reason: String) {
    let closed = Self.chain("request rita", "impact olga", last)
    #expect(!closed.isOpen(under: Self.policy()))
    for kind in [ExceptionStep.Kind.impact, .decision, .confirmation, .withdrawal] {
      #expect(Self.refusal(closed, kind, by: Self.mia) == reason)
    }
  }

  @Test func `a renewed impact starts anew behind it`() {
    let renewed = Self.chain(
      "request rita", "impact olga", "decision max", "confirmation rita", "impact olga")
    #expect(
      renewed.state(under: Self.policy())
        == .waiting(ExceptionPolicy.Step(kind: .decision, by: .people([Self.max, Self.mia]))))
    #expect(Self.refusal(renewed, .decision, by: Self.max) == nil)
    #expect(
      Self.refusal(renewed, .confirmation, by: Self.rita) == "the decision is missing first")
    #expect(renewed.fileName(of: .decision) == "06-decision")
    #expect(renewed.expiry(under: Self.policy()) == Self.start + 240 + 72 * 3600)
  }

  @Test func `the order is that of the configuration, and a step may be missing`() {
    let swapped = Self.policy(order: [.impact, .confirmation, .decision])
    let shown = Self.chain("request rita", "impact olga")
    #expect(
      Self.refusal(shown, .decision, by: Self.max, swapped) == "the confirmation is missing first")
    #expect(Self.refusal(shown, .confirmation, by: Self.rita, swapped) == nil)
    let short = Self.policy(order: [.impact, .decision])
    let decided = Self.chain("request rita", "impact olga", "decision max")
    #expect(decided.state(under: short) == .agreed)
    #expect(
      Self.refusal(decided, .confirmation, by: Self.rita, short)
        == "the configuration has no step confirmation")
  }

  @Test func `everything that an agreement depends on is in the policy's line`() {
    var all = [Self.policy()]
    all.append(Self.policy(approvals: 2))
    all.append(Self.policy(distinct: false))
    all.append(Self.policy(attest: ["decision"]))
    all.append(Self.policy(order: [.impact, .decision]))
    all.append(Self.policy(order: [.impact, .confirmation, .decision]))
    var other = Self.policy()
    other.expires = 3600
    all.append(other)
    other = Self.policy()
    other.signers = GitPath("signers")
    all.append(other)
    other = Self.policy()
    other.steps[1].by = .people([Self.max])
    all.append(other)
    #expect(Set(all.map(\.canonicalText)).count == all.count)
    other = Self.policy()
    other.steps[1].by = .people([Self.mia, "MAX@example.com"])
    #expect(other.canonicalText == Self.policy().canonicalText)
  }
}
