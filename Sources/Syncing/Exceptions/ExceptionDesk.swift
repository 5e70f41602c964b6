import Configuration
package import Domain
package import Exceptions
import Git
import Ledger
import Queueing
import Targets

/// Takes the steps of exceptions: each is checked against the rules at head and becomes one commit
/// of the ledger.
package struct ExceptionDesk {
  private let surroundings: ApplyRun.Surroundings

  package init(_ surroundings: ApplyRun.Surroundings) { self.surroundings = surroundings }

  /// A step taken for somebody who has no clone: who, and where they gave their word.
  package struct Attestation: Sendable {
    package var person: String
    package var evidence: String

    package init(person: String, evidence: String) {
      self.person = person
      self.evidence = evidence
    }
  }

  /// A step that was taken.
  package struct Taken {
    package var chain: ExceptionChain
    package var situation: Situation
    package var policy: ExceptionPolicy
  }

  /// Opens an exception.
  ///
  /// - Parameters:
  ///   - names: the bindings.
  ///   - only: the chosen entries as a person named them; empty for the whole queue.
  ///   - command: the command that takes prerequisites too, for the hint.
  package func request(
    _ bindings: [BindingID], only: [String], reason: String, ticket: String?,
    attestation: Attestation?, command: ([Pick.Prerequisite]) -> String
  ) throws -> Taken {
    try transact { situation, policy, identity in
      try situation.requireNoProcedure(bindings)
      let ordered = DependencyOrder.sort(
        situation.configuration.bindings.filter { bindings.contains($0.id) },
        by: situation.configuration)
      let queues = try situation.queues(ordered)
      if let rewritten = queues.lazy.compactMap(RewrittenHistory.init).first { throw rewritten }
      let chosen = try EntryName.resolve(only, in: queues)
      for commit in chosen ?? []
      where !queues.contains(where: { Self.chosen([commit], in: $0)?.isEmpty == false }) {
        let entry = queues.flatMap { $0.entries ?? [] }.first { $0.commit == commit }
        if let entry { throw ExceptionError.notQueued(entry) }
      }
      var others: [Pick.Prerequisite] = []
      for queue in queues {
        if let reason = queue.why { throw ExceptionError.entriesUnknown(queue.binding.id, reason) }
        let own = Self.chosen(chosen, in: queue)
        guard own?.isEmpty != true else { continue }
        let content = try ExceptionContent.of(
          queue, only: own, head: situation.head, others: situation.otherHeads,
          history: situation.history, in: surroundings.repository)
        others += content.pick?.prerequisites ?? []
      }
      let isEmpty = queues.allSatisfy {
        Self.chosen(chosen, in: $0)?.isEmpty ?? !$0.hasSomethingQueued
      }
      guard !isEmpty else { throw ExceptionError.nothingQueued(bindings) }
      guard others.isEmpty else {
        throw ExceptionError.needsOthers(others, command: command(others))
      }
      let id = try situation.ledger.nextExceptionID()
      var step = ExceptionStep(
        exception: id, step: .request, by: identity.email, at: situation.now,
        control: situation.head, text: reason)
      step.request = ExceptionStep.Request(
        bindings: ordered.map(\.id.description), only: chosen?.map(\.hex), ticket: ticket)
      return (ExceptionChain(id: id, steps: []), step, attestation, [])
    }
  }

  /// Records what an exception would ship.
  package func impact(
    _ id: String, comment: String?
  ) throws -> (taken: Taken, impact: ImpactSummary) {
    var summary: ImpactSummary?
    let taken = try transact { situation, policy, identity in
      let chain = try self.openChain(id, for: .impact, by: identity, under: policy, situation)
      let maker = ImpactMaker(situation, targets: surroundings.targets, policy: policy)
      let made = try maker.make(for: chain)
      summary = made
      var step = ExceptionStep(
        exception: id, step: .impact, by: identity.email, at: situation.now,
        control: situation.head, text: comment)
      step.impact = made.impact
      return (chain, step, nil, made.contents.map { ($0.queue.binding.id, $0.desired.tree) })
    }
    guard let summary else { throw ExceptionError.unknown(id) }
    return (taken, summary)
  }

  /// Approves or rejects, confirms, or withdraws.
  package func take(
    _ kind: ExceptionStep.Kind, of id: String, verdict: ExceptionStep.Verdict? = nil,
    text: String?, attestation: Attestation?
  ) throws -> Taken {
    try transact { situation, policy, identity in
      let chain = try self.openChain(id, for: kind, by: identity, under: policy, situation)
      var step = ExceptionStep(
        exception: id, step: kind, by: identity.email, at: situation.now,
        control: situation.head, text: text)
      step.verdict = verdict
      step.about = chain.impact?.name
      // Nobody agrees to what is void already; the targets are not asked for that.
      if verdict != .rejected, kind != .withdrawal {
        let breaks = try AgreementChecker(situation, policy: policy, targets: nil).breaks(chain)
        guard breaks.isEmpty else { throw ExceptionError.void(id: id, breaks) }
      }
      return (chain, step, attestation, [])
    }
  }

  /// The exception, proven: every step was taken by whom it says.
  package func chain(_ id: String, in situation: Situation) throws -> ExceptionChain {
    guard let chain = try situation.ledger.exception(id) else { throw ExceptionError.unknown(id) }
    let problems = try ExceptionProof(situation, verify: surroundings.verify)
      .problems(of: chain)
    guard problems.isEmpty else { throw ExceptionError.notProven(id: id, problems: problems) }
    return chain
  }

  /// The exception, proven, which nothing has closed yet.
  private func openChain(
    _ id: String, for kind: ExceptionStep.Kind, by identity: Identity,
    under policy: ExceptionPolicy, _ situation: Situation
  ) throws -> ExceptionChain {
    let chain = try chain(id, in: situation)
    if !chain.isOpen(under: policy),
      let reason = chain.refusal(
        of: kind, by: identity.email, recordedBy: identity.email, under: policy, at: situation.now)
    {
      throw ExceptionError.refused(id: id, reason: reason)
    }
    return chain
  }

  /// The chosen entries that a binding's queue still has to bring; nil where the whole queue is
  /// asked for.
  static func chosen(_ commits: [ObjectID]?, in queue: BindingQueue) -> [ObjectID]? {
    commits.map { commits in
      (queue.entries ?? []).filter {
        commits.contains($0.commit) && [.queued, .held].contains($0.status) && !$0.paths.isEmpty
      }.map(\.commit)
    }
  }

  private typealias Draft = (
    chain: ExceptionChain, step: ExceptionStep, attestation: Attestation?,
    contents: [(BindingID, ObjectID)]
  )

  /// Decides on the newest ledger and appends; decides anew where somebody else was first.
  private func transact(
    _ decide: (Situation, ExceptionPolicy, Identity) throws -> Draft
  ) throws -> Taken {
    try surroundings.transact { situation, identity in
      guard let policy = situation.configuration.exceptions else {
        throw ExceptionError.notConfigured
      }
      var draft = try decide(situation, policy, identity)
      if let attestation = draft.attestation {
        draft.step.attestedBy = identity.email
        draft.step.evidence = attestation.evidence
        draft.step.by = attestation.person
      }
      let refusal = draft.chain.refusal(
        of: draft.step.step, by: draft.step.by, recordedBy: identity.email, under: policy,
        at: situation.now)
      if let refusal { throw ExceptionError.refused(id: draft.step.exception, reason: refusal) }
      let named = ExceptionChain.Named(
        name: draft.chain.fileName(of: draft.step.step), step: draft.step)
      var transition = try LedgerTransition(subject: Self.subject(draft.step), step: named)
      for (binding, tree) in draft.contents { transition.keep(tree, of: binding, for: named) }
      let chain = ExceptionChain(id: draft.chain.id, steps: draft.chain.steps + [named])
      return (transition, Taken(chain: chain, situation: situation, policy: policy))
    }
  }

  private static func subject(_ step: ExceptionStep) -> String {
    let id = step.exception
    switch step.step {
    case .request:
      return "request exception \(id) for \(step.request?.bindings.joined(separator: ", ") ?? "")"
    case .impact: return "record the impact of exception \(id)"
    case .decision:
      return step.verdict == .rejected ? "reject exception \(id)" : "approve exception \(id)"
    case .confirmation: return "confirm exception \(id)"
    case .withdrawal: return "withdraw exception \(id)"
    case .deployment: return "deploy exception \(id)"
    }
  }
}
