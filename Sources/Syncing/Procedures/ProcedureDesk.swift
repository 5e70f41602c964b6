import Configuration
import Domain
import Git
import Ledger
import Queueing

/// Begins procedures, confirms what people did, and ends them: each is one commit of the ledger.
struct ProcedureDesk {
  private let surroundings: ApplyRun.Surroundings
  private let binding: BindingID

  init(_ surroundings: ApplyRun.Surroundings, of binding: BindingID) {
    self.surroundings = surroundings
    self.binding = binding
  }

  /// Begins one with what is merged now, unless somebody else has begun one meanwhile.
  func begin() throws {
    try surroundings.transact { situation, identity in
      let steps = try requireSpecial(situation).procedure
      try situation.configuration.roles.require(.run, of: identity)
      try situation.requireUnlocked(binding)
      if let open = try situation.procedure(of: binding) {
        throw ProcedureMoved(now: open)
      }
      var generator = SystemRandomNumberGenerator()
      let used = Set(
        situation.configuration.item(named: binding.item)?.otherRepositories ?? [])
      let procedure = Procedure(
        RunID.make(at: situation.now, using: &generator), of: binding, commit: situation.head,
        others: situation.otherHeads.filter { used.contains($0.key) }, by: identity.email,
        at: situation.now, steps: steps)
      var transition = LedgerTransition(
        subject: "begin the procedure of \(binding) with \(situation.head.short)",
        procedure: binding)
      try transition.record(procedure)
      return (transition, ())
    }
  }

  /// Confirms a step that people did; the last one ends the procedure. Returns the record of that
  /// end, where it is one.
  func confirm(_ number: Int) throws -> RunRecord? {
    try surroundings.transact { situation, identity in
      try situation.configuration.roles.require(.run, of: identity)
      guard let open = try situation.procedure(of: binding) else {
        throw ProcedureError.notOpen(binding)
      }
      try requireMayGoOn(open, situation)
      guard let next = open.confirming(number, by: identity.email, at: situation.now) else {
        throw ProcedureError.otherStep(binding, number, open)
      }
      if next.next == .end { return try end(next, situation, identity) }
      let text = LockDesk.oneLine(open.nextManual ?? "")
      var transition = LedgerTransition(
        subject: "confirm \(open.position) of \(open.binding): \(text)", procedure: open.binding)
      try transition.record(next)
      return (transition, nil)
    }
  }

  /// Ends one whose steps are all done.
  func end() throws -> RunRecord? {
    try surroundings.transact { situation, identity in
      try situation.configuration.roles.require(.run, of: identity)
      guard let open = try situation.procedure(of: binding), open.next == .end else {
        throw ProcedureMoved(now: try situation.procedure(of: binding))
      }
      return try end(open, situation, identity)
    }
  }

  /// Gives one up, wherever it stands, also of a binding that is not special any more.
  func abandon(reason: String) throws -> RunRecord? {
    try surroundings.transact { situation, identity in
      try situation.configuration.roles.require(.run, of: identity)
      guard let open = try situation.procedure(of: binding) else {
        throw ProcedureError.notOpen(binding)
      }
      try situation.requireIdle(binding)
      return try end(
        open.abandoned(by: identity.email, at: situation.now, reason: reason), situation, identity)
    }
  }

  /// The step that takes an open procedure into the record of its end.
  private func end(
    _ procedure: Procedure, _ situation: Situation, _ identity: Identity
  ) throws -> (transition: LedgerTransition, answer: RunRecord?) {
    let name = procedure.binding
    var result = BindingResult(
      binding: name, outcome: procedure.abandoned == nil ? .applied : .refused)
    var subject = "finish the procedure of \(name)"
    if let abandoned = procedure.abandoned {
      let reason = LockDesk.oneLine(abandoned.reason)
      result.why = "its procedure was given up before \(procedure.position): \(abandoned.reason)"
      subject = "abandon the procedure of \(name) before \(procedure.position): \(reason)"
    } else {
      result.to = procedure.commit
      result.commits = procedure.commits.map {
        $0.merging([Repositories.control: procedure.commit]) { $1 }
      }
    }
    var record = RunRecord(
      run: procedure.procedure, kind: .procedure, state: .finished,
      startedAt: Timestamp(iso8601: procedure.begunAt) ?? situation.now,
      finishedAt: situation.now, by: "\(identity.person.name) <\(identity.email)>",
      reason: "procedure of \(name)", bindings: [result])
    record.procedure = procedure
    var transition = LedgerTransition(subject: subject, run: record.run)
    transition.removeProcedure(of: name)
    try transition.record(record)
    return (transition, record)
  }

  /// The item, where its binding is special at head.
  @discardableResult
  private func requireSpecial(_ situation: Situation) throws -> Item {
    guard let item = situation.configuration.item(named: binding.item),
      situation.configuration.binding(binding)?.deployment == .special
    else {
      throw ProcedureError.notSpecial(
        binding, isOpen: try situation.procedure(of: binding) != nil)
    }
    return item
  }

  /// Throws where no step may be done now: the binding is locked; what is to be brought may not be
  /// brought now or ever; what was brought is gone. Returns what people should know besides.
  @discardableResult
  func requireMayGoOn(_ open: Procedure, _ situation: Situation) throws -> [String] {
    try requireSpecial(situation)
    try situation.requireUnlocked(binding)
    guard open.isSynced else {
      let own = situation.configuration.bindings.filter { $0.id == binding }
      guard let queue = try situation.queues(own).first else { return [] }
      let decided = try Decider(situation, walking: binding).decide(queue)
      switch decided.decision {
      case .frozen(let why, _):
        throw ProcedureError.stopped(binding, why: why, hint: "deploysync calendar")
      case .refused(let why, let hint):
        throw ProcedureError.stopped(binding, why: why, hint: hint)
      case .deploy, .unchanged, .notDue: return decided.notes
      }
    }
    let deployed = try situation.record(of: binding)?.commit
    guard let deployed, let pinned = ObjectID(hex: open.commit),
      situation.repository.contains(pinned), situation.repository.contains(deployed),
      try situation.repository.isAncestor(pinned, of: deployed)
    else { throw ProcedureError.takenBack(open, deployed: deployed) }
    return []
  }
}

/// Somebody else took the step, or ended the procedure, in between.
struct ProcedureMoved: ExplainedError, Hashable {
  var now: Procedure?

  var category: FailureCategory { .refused }
  var message: String {
    now.map { "somebody else goes on with the procedure: it is at \($0.clause)" }
      ?? "somebody else ended the procedure"
  }
}
