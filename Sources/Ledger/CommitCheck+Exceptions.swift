import Domain
import Exceptions
import Git

extension CommitCheck {
  /// Steps of exceptions are added one by one and never change: in a commit of their own, or, where
  /// a run uses an exception up, with the run that did.
  func checkExceptions(_ trailers: LedgerTrailers) throws {
    for (id, steps) in step.exceptions.sorted(by: { $0.key < $1.key }) {
      for (name, change) in steps.sorted(by: { $0.key < $1.key }) {
        guard change.old == nil, let version = change.new else {
          report("it changes the step \(name) of \(id), which stays as it was taken")
          continue
        }
        try check(name, of: id, version, trailers)
      }
    }
    for (id, contents) in step.impactContents.sorted(by: { $0.key < $1.key }) {
      for (name, changes) in contents.sorted(by: { $0.key < $1.key }) {
        if step.exceptions[id]?[name] == nil || changes.contains(where: { $0.old != nil }) {
          report("it changes what the step \(name) of \(id) keeps")
        }
        for change in changes {
          if let version = change.new { try checkBlob(version, at: change.path) }
        }
      }
    }
    if trailers.runs.isEmpty, let id = trailers.exceptions.first,
      step.exceptions[id]?.keys.sorted() != trailers.steps
    {
      report("its trailers name a step of \(shown(id)) that it does not take")
    }
  }

  private func check(
    _ name: String, of id: String, _ version: FileVersion, _ trailers: LedgerTrailers
  ) throws {
    let path = LedgerPath.step(id, name)
    guard let taken = try decode(ExceptionStep.self, version, at: path) else { return }
    let number = try count(ofStepsOf: id, in: before) + 1
    let expected = (number < 10 ? "0\(number)" : "\(number)") + "-\(taken.step.rawValue)"
    if name != expected || taken.exception != id || taken.schema != 1 {
      report("it takes the step \(name) of \(id), where \(expected) is next")
    }
    if taken.step == .deployment {
      if taken.run == nil || trailers.runs != [taken.run ?? ""] {
        report("\(name) of \(id) is not recorded by the run that it names")
      }
    } else if !trailers.runs.isEmpty {
      report("it takes the step \(name) of \(id) in a commit of a run")
    }
    for impact in taken.impact?.bindings ?? [] {
      guard let binding = BindingID(impact.binding) else { continue }
      let folder = LedgerPath.impactContent(id, name, binding)
      let kept = try reading(folder, { try redactions.unredacted(content(at: folder)) })
      if (kept ?? .emptyTree).hex != impact.tree {
        report("\(name) of \(id) does not keep the tree that it names for \(shown(binding))")
      }
    }
  }

  private func count(ofStepsOf id: String, in tree: ObjectID) throws -> Int {
    let path = LedgerPath.exception(id)
    guard
      let folder = try reading(path, { try repository.entry(at: path, in: tree) })
        .flatMap(\.self), folder.mode == .folder
    else { return 0 }
    return try reading(path, { try repository.tree(folder.id) })?
      .count { $0.mode != .folder } ?? 0
  }

  /// A step of another kind than a run leaves runs, leases and records alone.
  func checkNothingElse(_ kind: String) {
    if !step.runs.isEmpty { report("it changes a run's record, and is \(kind)") }
    if kind != Self.lockStep { checkNoLocks(kind) }
    if kind != Self.procedureStep {
      for binding in step.procedures.keys.sorted() {
        report("it changes the procedure of \(shown(binding)), and is \(kind)")
      }
    }
    if !step.leases.isEmpty || !step.intended.isEmpty {
      report("it changes a lease, and is \(kind)")
    }
    for binding in step.deployed.keys.sorted() {
      report("it changes what is recorded of \(shown(binding)), and is \(kind)")
    }
    for binding in step.latest.keys.sorted() {
      report("it changes which run of \(shown(binding)) is the latest, and is \(kind)")
    }
  }

  /// A hold or a release changes which entries are held, and nothing else of a record.
  func checkHolds(_ trailers: LedgerTrailers) throws {
    let records = step.deployed
    step.deployed = [:]
    checkNothingElse("a hold or a release")
    if !step.exceptions.isEmpty { report("it takes a step of an exception, and is a hold") }
    let named = Set(trailers.holds.flatMap { $0.split(separator: " ").map(String.init) })
    for (binding, change) in records.sorted(by: { $0.key < $1.key }) {
      if !named.contains(binding.description) {
        report("it changes what is held on \(shown(binding)), which it does not name")
      }
      guard change.content.isEmpty, change.leftBehind.isEmpty,
        let new = try record(of: binding, in: after, reporting: true)
      else {
        report("it changes what is recorded of \(shown(binding)), and is a hold or a release")
        continue
      }
      var old = try record(of: binding, in: before, reporting: false)
      try checkEntries(of: new, after: old, of: binding, trailers)
      let isNew = old == nil
      old?.held = new.held
      old?.entryRepositories = new.entryRepositories
      if isNew ? !new.commits.isEmpty : old != new {
        report("it changes more of \(shown(binding)) than what is held")
      }
    }
  }
}
