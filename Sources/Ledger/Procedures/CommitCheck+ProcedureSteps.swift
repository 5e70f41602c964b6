import Domain
import Git

extension CommitCheck {
  /// What must be true of an open procedure by itself.
  func check(_ procedure: Procedure, of binding: BindingID, at path: GitPath) {
    if procedure.schema != 1 {
      report("\(path.quoted) has the schema \(procedure.schema), known is 1")
    }
    if procedure.binding != binding {
      report("\(path.quoted) is the procedure of \(shown(procedure.binding))")
    }
    let times = [procedure.begunAt] + procedure.steps.compactMap(\.done?.at)
    let commits = [procedure.commit] + (procedure.commits ?? [:]).values.sorted()
    let bad =
      times.filter { Timestamp(iso8601: $0) == nil } + commits.filter { ObjectID(hex: $0) == nil }
      + [procedure.procedure].filter { !RunID.isValid($0) }
    for value in bad {
      report("the procedure of \(shown(binding)) holds the value \(shown(value))")
    }
    let isSound = procedure.steps.allSatisfy { ($0.manual == nil) == $0.isSync }
    if !isSound || procedure.steps.count(where: \.isSync) != 1 {
      report("the procedure of \(shown(binding)) has not just one step that brings its content")
    }
    if procedure.abandoned != nil {
      report("the procedure of \(shown(binding)) is open and given up at once")
    }
  }

  func checkBeginning(
    _ new: Procedure, of binding: BindingID, _ trailers: LedgerTrailers
  ) {
    if new.steps.contains(where: { $0.done != nil }) {
      report("it begins the procedure of \(shown(binding)) with steps that are done")
    }
    if let control = trailers.control, new.commit != control.hex {
      report(
        "it begins the procedure of \(shown(binding)) with \(shown(String(new.commit.prefix(10)))), and was "
          + "decided at \(control.short)")
    }
    for (name, commit) in (new.commits ?? [:]).sorted(by: { $0.key < $1.key })
    where trailers.heads[name]?.hex != commit {
      report(
        "it begins the procedure of \(shown(binding)) with another commit of \(shown(name)) than "
          + "it was decided at")
    }
  }

  func checkConfirmation(_ new: Procedure, of binding: BindingID, after old: Procedure) {
    guard old.begins(as: new) else {
      return report("it changes the procedure of \(shown(binding)), which stays as it was begun")
    }
    let done = new.newlyDone(after: old)
    for number in done where new.steps[number - 1].isSync {
      return report(
        "it marks step \(number) of the procedure of \(shown(binding)) as done, which only a run does"
      )
    }
    guard let next = old.nextNumber, done == [next], new.steps[next - 1].done?.run == nil else {
      return report(Self.skipped(done, of: shown(binding), after: old))
    }
  }

  func checkSync(
    _ new: Procedure, of binding: BindingID, after old: Procedure, _ record: RunRecord
  ) {
    guard old.begins(as: new) else {
      return report("it changes the procedure of \(shown(binding)), which stays as it was begun")
    }
    let done = new.newlyDone(after: old)
    guard case .sync(let next) = old.next, done == [next] else {
      return report(Self.skipped(done, of: shown(binding), after: old))
    }
    if new.steps[next - 1].done?.run != record.run {
      report("run \(record.run) marks step \(next) of \(shown(binding)) for another run")
    }
    let hasBrought = record.bindings.contains {
      $0.target == binding.target && [.applied, .unchanged].contains($0.outcome)
    }
    if record.state != .finished || !hasBrought {
      report(
        "run \(record.run) marks step \(next) of \(shown(binding)) as done, and did not bring it")
    }
  }

  func checkEnd(
    _ end: Procedure, of binding: BindingID, after old: Procedure, isGone: Bool,
    _ record: RunRecord
  ) {
    if !isGone || record.run != old.procedure || record.state != .finished {
      report("run \(record.run) is not the end of the procedure of \(shown(binding))")
    }
    var known = end
    known.abandoned = nil
    guard old.begins(as: known) else {
      return report("run \(record.run) tells another procedure of \(shown(binding)) than was begun")
    }
    let done = end.newlyDone(after: old)
    if end.abandoned != nil {
      if !done.isEmpty {
        report("run \(record.run) gives up the procedure of \(shown(binding)) and does steps of it")
      }
      return
    }
    let isNext =
      switch old.next {
      case .confirm(let number): done == [number]
      case .sync: false
      case .end: done.isEmpty
      }
    guard isNext, end.next == .end else {
      return report(
        done.isEmpty || end.next != .end
          ? "run \(record.run) ends the procedure of \(shown(binding)) before \(end.position)"
          : Self.skipped(done, of: shown(binding), after: old))
    }
  }

  private static func skipped(
    _ done: [Int], of binding: String, after old: Procedure
  ) -> String {
    let next = old.nextNumber.map { "step \($0) is next" } ?? "all is done"
    guard let last = done.last else {
      return "it does no step of the procedure of \(binding), where \(next)"
    }
    return "it marks step \(last) of the procedure of \(binding) as done, where \(next)"
  }
}

extension Procedure {
  /// Whether the other is the same procedure, but for steps that are done by now: what is done
  /// already stays as it is.
  fileprivate func begins(as other: Procedure) -> Bool {
    guard steps.count == other.steps.count else { return false }
    var copy = other
    for index in steps.indices where steps[index].done == nil { copy.steps[index].done = nil }
    return copy == self
  }

  /// The numbers of the steps that are done in this one and were not in the other.
  fileprivate func newlyDone(after old: Procedure) -> [Int] {
    steps.indices.filter { steps[$0].done != nil && old.steps[$0].done == nil }.map { $0 + 1 }
  }
}
