import Configuration
package import Domain
import Git
package import Ledger

/// Walks through the procedure of a special binding, as far as it goes without people.
package struct ProcedureWalk {
  /// Where it came to.
  package struct Progress {
    package enum Standing {
      /// People have to do the next step of this open procedure.
      case waits(Procedure)
      /// Its end is recorded.
      case ended(RunRecord)
      /// It did not come on; the report says why. Nil where it was not even begun.
      case stopped(ApplyRun.Report, Procedure?)
    }

    package var standing: Standing
    /// The run that brought the content, where that was a step of this walk.
    package var sync: ApplyRun.Report?
    /// What people should know beside it, before they do the next step.
    package var notes: [String] = []
  }

  private let surroundings: ApplyRun.Surroundings
  private let binding: BindingID
  private let request: Preparer.Request
  private let reason: String
  private let wait: Duration
  private let desk: ProcedureDesk

  /// - Parameter request: what the run that brings the content may do beyond the rules.
  package init(
    _ surroundings: ApplyRun.Surroundings, binding: BindingID, request: Preparer.Request,
    reason: String, wait: Duration = .zero
  ) {
    self.surroundings = surroundings
    self.binding = binding
    self.reason = reason
    self.wait = wait
    desk = ProcedureDesk(surroundings, of: binding)
    var own = request
    own.names = [binding]
    own.walking = binding
    self.request = own
  }

  /// Begins the procedure where none is open, and goes on until people have to do something.
  ///
  /// - Parameter number: the step that people did; it has to be the next one.
  /// - Throws: `ProcedureError`, `BindingLocked` and `RoleMissing` where it may not go on.
  package func advance(confirming number: Int? = nil) throws -> Progress {
    var number = number
    var sync: ApplyRun.Report?
    for _ in 0..<200 {
      let situation = try Situation.read(
        surroundings.repository, branch: surroundings.branch, now: surroundings.now())
      try situation.configuration.roles.require(.run, of: surroundings.identify(situation))
      guard let open = try situation.procedure(of: binding) else {
        if number != nil { throw ProcedureError.notOpen(binding) }
        if let report = try begin(situation) {
          return Progress(standing: .stopped(report, nil), sync: sync)
        }
        continue
      }
      if let asked = number {
        number = nil
        if let record = try desk.confirm(asked) {
          return Progress(standing: .ended(record), sync: sync)
        }
        continue
      }
      do {
        switch open.next {
        case .confirm:
          let notes = sync == nil ? try desk.requireMayGoOn(open, situation) : []
          return Progress(standing: .waits(open), sync: sync, notes: notes)
        case .sync:
          let report = try bring(open)
          sync = report
          guard report.hasBrought(binding) else {
            return Progress(standing: .stopped(report, open), sync: nil)
          }
        case .end:
          if let record = try desk.end() {
            return Progress(standing: .ended(record), sync: sync)
          }
        }
      } catch is ProcedureMoved {
        continue
      }
    }
    throw LedgerError.contended
  }

  /// Gives the open procedure up.
  package func abandon(reason: String) throws -> Progress {
    guard let record = try desk.abandon(reason: reason) else {
      throw ProcedureError.notOpen(binding)
    }
    return Progress(standing: .ended(record))
  }

  /// Begins it, where its content could be brought as things are: nobody is to announce what would be
  /// refused then. Else the report of what is in the way.
  private func begin(_ situation: Situation) throws -> ApplyRun.Report? {
    let preparation = try Preparer(situation, targets: surroundings.targets, request: request)
      .prepare()
    let own = preparation.bindings.first { $0.binding.id == binding }
    if case .planned(let plan, _)? = own?.stage, plan.blocked.isEmpty {
      do {
        try desk.begin()
      } catch is ProcedureMoved {}
      return nil
    }
    return try report(of: preparation, situation)
  }

  /// A run's record of what was not begun, which is in no ledger.
  private func report(
    of preparation: Preparation, _ situation: Situation
  ) throws -> ApplyRun.Report {
    var generator = SystemRandomNumberGenerator()
    let now = surroundings.now()
    let identity = try surroundings.identify(situation)
    let id = RunID.make(at: now, using: &generator)
    var preparation = preparation
    var outcomes: [BindingID: BindingOutcome] = [:]
    for (index, prepared) in preparation.bindings.enumerated() {
      // Nothing is recorded here, so nothing is taken over either.
      if case .waiting(let why, _) = prepared.stage {
        preparation.bindings[index].stage = .waiting(why: why, takingOver: nil)
      }
      guard case .planned(let plan, _) = prepared.stage else { continue }
      outcomes[plan.binding] = BindingOutcome(
        plan: plan, occurrence: nil, objects: plan.objects.map(\.notBegun), waits: true)
    }
    let results = RunResults(preparation: preparation, run: id, at: now)
    let record = RunRecord(
      run: id, kind: .apply, state: .finished, startedAt: now, finishedAt: now,
      by: "\(identity.person.name) <\(identity.email)>", reason: reason,
      bindings: try preparation.bindings.map { try results.result(of: $0, outcomes) })
    return ApplyRun.Report(
      record: record, isRecorded: false, preparation: preparation, settled: [])
  }

  /// The run that brings the content; it marks its step where it ends well.
  private func bring(_ open: Procedure) throws -> ApplyRun.Report {
    try ApplyRun(surroundings, request: request, reason: reason, wait: wait).run { situation in
      let now = try situation.procedure(of: binding)
      guard now == open else { throw ProcedureMoved(now: now) }
      try desk.requireMayGoOn(open, situation)
      var preparation = try Preparer(
        situation, targets: surroundings.targets, request: request
      ).prepare()
      preparation.procedure = now
      return (preparation, nil)
    }
  }
}

extension PlannedObject {
  /// Its outcome where the procedure is not begun, because of it or of others.
  fileprivate var notBegun: ObjectOutcome {
    switch verdict {
    case .drift(let clause), .occupied(let clause), .unsupported(let clause),
      .impossible(let clause):
      ObjectOutcome(self, .refused, clause)
    case .proceed:
      ObjectOutcome(self, .skipped, "its procedure is not begun while another object is in the way")
    }
  }
}

extension ApplyRun.Report {
  /// Whether all of the binding is on the target, and recorded so.
  fileprivate func hasBrought(_ binding: BindingID) -> Bool {
    isRecorded
      && record.bindings.contains {
        $0.binding == binding && [.applied, .unchanged].contains($0.outcome)
      }
  }
}
