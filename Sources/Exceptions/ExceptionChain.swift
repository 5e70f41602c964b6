package import Domain

/// The steps of one exception in their order, and the rules of what may come next.
package struct ExceptionChain: Sendable, Hashable {
  /// Where an exception stands by its steps alone.
  package enum State: Sendable, Hashable {
    /// The step that is missing next.
    case waiting(ExceptionPolicy.Step)
    /// All agreed: it may be deployed.
    case agreed
    case rejected
    case withdrawn
    case deployed
  }

  /// A step with the name of its file, `02-impact`.
  package struct Named: Sendable, Hashable {
    package var name: String
    package var step: ExceptionStep

    package init(name: String, step: ExceptionStep) {
      self.name = name
      self.step = step
    }
  }

  package let id: String
  package let steps: [Named]

  /// Takes the steps as the ledger has them, in order.
  package init(id: String, steps: [Named]) {
    self.id = id
    self.steps = steps
  }

  /// The request; nil only in a damaged ledger.
  package var request: ExceptionStep? { steps.first { $0.step.step == .request }?.step }

  /// The latest impact: what was agreed before it no longer counts.
  package var impact: Named? { steps.last { $0.step.step == .impact } }

  /// What was taken since the latest impact.
  private var current: ArraySlice<Named> {
    guard let start = steps.lastIndex(where: { $0.step.step == .impact }) else { return [] }
    return steps[(start + 1)...]
  }

  /// The name of the next step's file.
  package func fileName(of kind: ExceptionStep.Kind) -> String {
    let number = steps.count + 1
    return (number < 10 ? "0\(number)" : "\(number)") + "-\(kind.rawValue)"
  }

  /// Where it stands under a policy.
  package func state(under policy: ExceptionPolicy) -> State {
    if steps.contains(where: { $0.step.step == .deployment }) { return .deployed }
    if steps.contains(where: { $0.step.step == .withdrawal }) { return .withdrawn }
    if steps.contains(where: { $0.step.verdict == .rejected }) { return .rejected }
    for step in policy.steps where !isTaken(step) { return .waiting(step) }
    return .agreed
  }

  /// Whether somebody may still do something with it.
  package func isOpen(under policy: ExceptionPolicy) -> Bool {
    switch state(under: policy) {
    case .waiting, .agreed: true
    case .rejected, .withdrawn, .deployed: false
    }
  }

  /// Until when the agreement holds; nil before an impact.
  package func expiry(under policy: ExceptionPolicy) -> Timestamp? {
    impact.flatMap { Timestamp(iso8601: $0.step.at) }.map { $0 + policy.expires }
  }

  private func isTaken(_ step: ExceptionPolicy.Step) -> Bool {
    switch step.kind {
    case .impact: return impact != nil
    case .decision:
      let approvals = current.filter { $0.step.verdict == .approved }
      return Set(approvals.map { $0.step.by.lowercased() }).count >= step.approvals
    case .confirmation: return current.contains { $0.step.step == .confirmation }
    }
  }

  private func isTaken(_ kind: ExceptionPolicy.StepKind, under policy: ExceptionPolicy) -> Bool {
    policy.steps.contains { $0.kind == kind && isTaken($0) }
  }

  /// Why a person may not take a step now; nil where they may.
  ///
  /// - Parameters:
  ///   - person: who takes it: the signature's principal, or the one it is attested for.
  ///   - recorder: who records it.
  package func refusal(
    of kind: ExceptionStep.Kind, by person: String, recordedBy recorder: String,
    under policy: ExceptionPolicy, at now: Timestamp
  ) -> String? {
    let state = state(under: policy)
    switch state {
    case .rejected: return "it was rejected"
    case .withdrawn: return "it was withdrawn"
    case .deployed: return "it was deployed and is used up"
    case .waiting, .agreed: break
    }
    let isAttested = !same(person, recorder)
    if isAttested, !policy.attestable.contains(kind.rawValue) {
      return "the configuration does not allow a \(kind.rawValue) to be attested"
    }
    switch kind {
    case .request, .deployment: return nil
    case .withdrawal:
      guard let requester = request?.by, same(person, requester) else {
        return "only the requester \(request?.by ?? "") may withdraw it"
      }
      return nil
    case .impact: return refusal(of: .impact, by: person, under: policy)
    case .decision: return later(.decision, state, person, policy, now)
    case .confirmation: return later(.confirmation, state, person, policy, now)
    }
  }

  /// The rules of the steps behind the impact.
  private func later(
    _ kind: ExceptionPolicy.StepKind, _ state: State, _ person: String,
    _ policy: ExceptionPolicy, _ now: Timestamp
  ) -> String? {
    guard policy.steps.contains(where: { $0.kind == kind }) else {
      return "the configuration has no step \(kind.rawValue)"
    }
    if impact != nil, let expiry = expiry(under: policy), now > expiry {
      return "the impact expired on \(expiry.iso8601)"
    }
    if let before = current.first(where: {
      $0.step.step.rawValue == kind.rawValue && same($0.step.by, person)
    }) {
      return "\(person) has taken this step already, as \(before.name)"
    }
    switch state {
    case .waiting(let next) where next.kind == kind:
      return refusal(of: kind, by: person, under: policy)
    case .waiting(let next):
      return isTaken(kind, under: policy)
        ? "enough people took the \(kind.rawValue) already; next is the \(next.kind.rawValue)"
        : "the \(next.kind.rawValue) is missing first"
    default: return "all have agreed already; it can be deployed"
    }
  }

  private func refusal(
    of kind: ExceptionPolicy.StepKind, by person: String, under policy: ExceptionPolicy
  ) -> String? {
    guard let step = policy.steps.first(where: { $0.kind == kind }) else {
      return "the configuration has no step \(kind.rawValue)"
    }
    switch step.by {
    case .anyone: break
    case .requester:
      guard let requester = request?.by, same(person, requester) else {
        return "only the requester \(request?.by ?? "") may take the \(kind.rawValue)"
      }
    case .people(let people):
      guard people.contains(where: { same($0, person) }) else {
        return "\(person) may not take the \(kind.rawValue); "
          + "\(people.joined(separator: ", ")) may"
      }
    }
    guard policy.isDistinct else { return nil }
    if kind != .confirmation, let requester = request?.by, same(person, requester) {
      return "\(person) requested it, and nobody takes two steps"
    }
    if kind != .impact, let impact, same(impact.step.by, person) {
      return "\(person) recorded the impact, and nobody takes two steps"
    }
    let other = current.first {
      $0.step.step.rawValue != kind.rawValue && same($0.step.by, person)
    }
    if let other { return "\(person) took \(other.name), and nobody takes two steps" }
    return nil
  }

  /// The approval rules that a step must be taken under, as `canonicalText`: those of its impact.
  /// Nil for steps that do not depend on an impact.
  package func policy(agreedToBy step: ExceptionStep) -> String? {
    switch step.step {
    case .impact: step.impact?.policy
    case .decision where step.verdict == .approved, .confirmation: impact?.step.impact?.policy
    case .decision, .request, .withdrawal, .deployment: nil
    }
  }

  private func same(_ a: String, _ b: String) -> Bool { a.lowercased() == b.lowercased() }
}
