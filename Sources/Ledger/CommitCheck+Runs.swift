import Domain
import Git

extension CommitCheck {
  /// Run records are added when a run starts or at its end, change until its end, and stay.
  func checkRuns(plans: [String]) throws {
    // A renewal or takeover of its leases leaves the record as it is, and names no plan.
    let isAdded = run.flatMap { step.runs[$0] }.map { $0.old == nil } ?? false
    if let run, let record, isAdded || !plans.isEmpty,
      plans != [record.plan].compactMap(\.self)
    {
      report("its trailers do not name the plan that the record of run \(run) names")
    }
    for (id, change) in step.runs.sorted(by: { $0.key < $1.key }) {
      if let run, id != run {
        report("it changes the record of run \(id), and is a step of run \(run)")
      }
      guard let version = change.new else {
        report("it deletes the record of run \(id)")
        continue
      }
      // The record of the run itself was reported where it cannot be read.
      let new =
        id == run ? record : try decode(RunRecord.self, version, at: change.path)
      guard let new else { continue }
      check(new, id, at: change.path)
      guard let formerVersion = change.old else {
        if new.state == .interrupted {
          report("it adds the record of run \(id) as interrupted, which only a started one becomes")
        }
        continue
      }
      let old = try decode(RunRecord.self, formerVersion, at: change.path, reporting: false)
      if let old { try check(new, id, after: old) }
    }
  }

  /// What must be true of a record by itself.
  private func check(_ record: RunRecord, _ id: String, at path: GitPath) {
    if record.schema != 1 { report("\(path.quoted) has the schema \(record.schema), known is 1") }
    if record.run != id { report("\(path.quoted) is the record of run \(shown(record.run))") }
    let times = [record.startedAt] + [record.finishedAt].compactMap(\.self)
    for time in times where Timestamp(iso8601: time) == nil {
      report("the record of run \(id) has the time \(shown(time)), which is none")
    }
    if (record.state == .started) != (record.finishedAt == nil) {
      report(
        "the record of run \(id) is \(record.state.rawValue) and "
          + (record.finishedAt == nil ? "has no end" : "has an end"))
    }
    for object in record.bindings.flatMap(\.objects) {
      for text in [object.path, object.from].compactMap(\.self)
      where GitPath(portable: text) == nil {
        report("the record of run \(id) has the path \(shown(text)), which is none")
      }
    }
  }

  private func check(_ new: RunRecord, _ id: String, after old: RunRecord) throws {
    guard
      new.startedAt == old.startedAt, new.by == old.by, new.kind == old.kind,
      new.reason == old.reason, new.rollback == old.rollback, new.plan == old.plan,
      new.procedure == old.procedure
    else {
      return report("it changes who started run \(id), when or why")
    }
    guard old.state != .started else { return }
    if try !isFurtherSettlement(new, id, after: old) {
      report("it changes the record of run \(id), which was \(old.state.rawValue)")
    }
  }

  /// Whether the change only settles further bindings of a run that died. One machine may not
  /// serve all targets of a run, so that it is settled in parts.
  private func isFurtherSettlement(
    _ new: RunRecord, _ id: String, after old: RunRecord
  ) throws -> Bool {
    guard old.state == .interrupted, new.state == .interrupted,
      old.bindings.map(\.binding) == new.bindings.map(\.binding)
    else { return false }
    var settled: Set<BindingID> = []
    for (binding, change) in step.leases where change.new == nil {
      guard let version = change.old else { continue }
      let lease = try decode(Lease.self, version, at: change.path, reporting: false)
      if lease?.run == id { settled.insert(binding) }
    }
    return !settled.isEmpty
      && zip(old.bindings, new.bindings).allSatisfy { $0 == $1 || settled.contains($0.binding) }
  }
}
