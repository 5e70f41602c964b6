import Domain
import Git

extension CommitCheck {
  static let procedureStep = "a step of a procedure"

  /// A procedure is begun, and the steps that people did are confirmed one after the other, in
  /// commits of their own, which name the binding.
  func checkProcedureStep(_ trailers: LedgerTrailers) throws {
    checkNothingElse(Self.procedureStep)
    if !step.exceptions.isEmpty {
      report("it takes a step of an exception, and is \(Self.procedureStep)")
    }
    let changed = step.procedures.keys.map(\.description).sorted()
    if trailers.procedures != changed {
      let names = trailers.procedures.map(shown).joined(separator: ", ")
      report(
        "it names \(names) as the binding of the procedure, and changes "
          + (changed.isEmpty ? "none" : "that of \(changed.map(shown).joined(separator: ", "))"))
    }
    for (binding, change) in step.procedures.sorted(by: { $0.key < $1.key }) {
      guard let version = change.new else {
        report("it ends the procedure of \(shown(binding)) without a run that says so")
        continue
      }
      guard let new = try decode(Procedure.self, version, at: change.path) else { continue }
      check(new, of: binding, at: change.path)
      guard let former = change.old else {
        checkBeginning(new, of: binding, trailers)
        continue
      }
      guard let old = try decode(Procedure.self, former, at: change.path, reporting: false) else {
        continue
      }
      checkConfirmation(new, of: binding, after: old)
    }
  }

  /// In a step of a run: the run that brings the content marks that step, and the run that is the
  /// procedure's end takes it away.
  func checkProcedures() throws {
    let own = changesRun ? record?.procedure : nil
    if let record, changesRun, (record.kind == .procedure) && own == nil {
      report("run \(record.run) is the end of a procedure and does not say of which")
    }
    for (binding, change) in step.procedures.sorted(by: { $0.key < $1.key }) {
      guard let record, let own, own.binding == binding else {
        report(
          "it changes the procedure of \(shown(binding)), and is a step of a run that does not "
            + "belong to it")
        continue
      }
      guard let former = change.old,
        let old = try decode(Procedure.self, former, at: change.path, reporting: false)
      else {
        report("it begins the procedure of \(shown(binding)) with a run")
        continue
      }
      if record.kind == .procedure {
        checkEnd(own, of: binding, after: old, isGone: change.new == nil, record)
      } else if let version = change.new {
        guard let new = try decode(Procedure.self, version, at: change.path) else { continue }
        checkSync(new, of: binding, after: old, record)
      } else {
        report("run \(record.run) ends the procedure of \(shown(binding)), and is not its end")
      }
    }
    if let record, let own { try checkOwn(own, of: record) }
  }

  /// The procedure that a run's record names, as it was when the run began.
  private func checkOwn(_ own: Procedure, of record: RunRecord) throws {
    let binding = own.binding
    if record.kind == .procedure {
      if step.procedures[binding] == nil {
        report("run \(record.run) ends the procedure of \(shown(binding)), which was not open")
      }
      if !step.deployed.isEmpty || !step.leases.isEmpty {
        report("run \(record.run) ends a procedure, and changes what is recorded or leased")
      }
      return
    }
    // What a dead run was part of is told by its start.
    guard record.state != .interrupted else { return }
    let path = LedgerPath.procedure(binding)
    let before = try version(at: path, in: self.before).flatMap {
      try decode(Procedure.self, $0, at: path, reporting: false)
    }
    guard before == own else {
      return report(
        "run \(record.run) says that the procedure of \(shown(binding)) stood otherwise than it did"
      )
    }
    if case .confirm(let number) = own.next {
      report("run \(record.run) brings \(shown(binding)) before step \(number) is confirmed")
    }
    let hasBrought = record.bindings.contains {
      $0.binding == binding && $0.to != nil && [.applied, .unchanged].contains($0.outcome)
    }
    if record.state == .finished, hasBrought, step.procedures[binding] == nil {
      report("run \(record.run) brings \(shown(binding)) and does not mark that step as done")
    }
  }
}
