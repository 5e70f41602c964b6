import Configuration
import Domain
import Fixtures
import Ledger
import Syncing
import Targets

extension RandomSequence {
  /// Lets time pass, does one thing, and checks all that must hold after it.
  func step() throws {
    passTime()
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<26: try mergeFiles()
    case ..<35: try mergeConfiguration()
    case ..<43: try changeByHand()
    case ..<47: try recordBaseline()
    case ..<53: try hold()
    case ..<57: try release()
    case ..<59: try lockOne()
    case ..<62: try unlockOne()
    case ..<69: try rollback()
    case ..<74: try adopt()
    case ..<76: try mergeAdopted()
    case ..<78: try savePlan()
    case ..<81: try applyPlan()
    default: try apply()
    }
    try checkAlways()
  }

  private func passTime() {
    let seconds: Int64
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<35: seconds = .random(in: 1...3600, using: &generator)
    case ..<75: seconds = .random(in: 3600...200_000, using: &generator)
    case ..<90: seconds = .random(in: 200_000...1_000_000, using: &generator)
    default:
      // To the next first of the month, or a little after it.
      let day = sandbox.now + 32 * 86_400
      let instant = ModelSchedule.instants(until: day.seconds)
        .last { $0.at > sandbox.now.seconds && $0.schedule == "monthly" }
      seconds =
        (instant?.at ?? 0) - sandbox.now.seconds + Int64.random(in: 0...20, using: &generator)
    }
    sandbox.now = sandbox.now + max(1, seconds)
  }

  /// What an apply is asked for.
  func randomRequest() -> Preparer.Request {
    var request = Preparer.Request(
      allowsLate: generator.chance(20), overwritesDrift: generator.chance(15))
    let bindings = configuration.items.flatMap { item in
      item.bindings.keys.sorted().map { BindingID(item: item.name, target: $0) }
    }
    if generator.chance(25) {
      request.names = Set(bindings.filter { _ in generator.chance(50) })
    }
    return request
  }

  private func apply() throws {
    let request = randomRequest()
    let names = request.names.map { $0.sorted().map(\.description).joined(separator: " ") } ?? "all"
    steps.append(
      "\(sandbox.now) apply \(names)\(request.allowsLate ? " --late" : "")"
        + (request.overwritesDrift ? " --overwrite-drift" : ""))
    if generator.chance(12) { breakDisk() }
    let first = try applyOnce(request)
    sandbox.opening = nil
    guard let first, first.hasWritten else { return }
    try checkRepetition(request, of: first.report)
  }

  /// Lets the targets refuse to write some places, until their disk is whole again.
  func breakDisk() {
    let places = Set((0..<3).map { _ in path() } + ["a/one.yaml", "b/one.yaml"])
      .union((0..<2).map { _ in "inactive/\(path())" })
    steps.append("  while the disk refuses \(places.sorted())")
    sandbox.opening = { target in
      FaultyTarget(try TargetOpening.writer(for: target)) { places.contains($0.text) }
    }
  }

  /// Applies, and checks what must hold of the run; nil where nothing could be decided.
  func applyOnce(
    _ request: Preparer.Request, _ run: (() throws -> ApplyRun.Report)? = nil
  ) throws -> (report: ApplyRun.Report, hasWritten: Bool, hasChangedTargets: Bool)? {
    let before = try SequenceSnapshot(sandbox)
    let report: ApplyRun.Report
    do {
      report = try run?() ?? sandbox.apply(request)
    } catch let error as OwnershipConflicts {
      try require(current.conflicts(in: line.files), "no conflict: \(error.causes)")
      try checkNothingDone(since: before)
      return nil
    } catch let error as ConfigurationError {
      try require(line.commits.last?.configuration == nil, "readable: \(error.problems)")
      try checkNothingDone(since: before)
      return nil
    }
    try require(!current.conflicts(in: line.files), "a conflict was not found")
    tell(report)
    let after = try SequenceSnapshot(sandbox)
    if report.isRecorded { remember(report.record.run, after) }
    try check(report, request, before, after)
    return (report, after.tip != before.tip, after.live != before.live)
  }

  func tell(_ report: ApplyRun.Report) {
    for result in report.record.bindings {
      steps.append(
        "  \(result.binding) \(result.outcome.rawValue) to \(result.to?.prefix(10) ?? "-")"
          + " \(result.why ?? "")"
          + result.objects.map { "\n      \($0.action.rawValue) \($0.path) \($0.outcome.rawValue)" }
          .joined())
    }
  }

  /// A second apply right after a run that did all it was to do changes no target, and writes to
  /// the ledger only what it takes over at head of what the first had deployed on its date. After
  /// one that did not, some more come to an end: an object can be in another's way.
  private func checkRepetition(
    _ request: Preparer.Request, of first: ApplyRun.Report
  ) throws {
    let isWhole = first.record.bindings.allSatisfy {
      [.applied, .unchanged, .notDue].contains($0.outcome)
    }
    for attempt in 2...5 {
      steps.append("  again:")
      guard let next = try applyOnce(request), next.hasWritten else { return }
      if isWhole {
        let hasTaken = next.report.record.bindings.contains { result in
          result.outcome == .notDue && result.objects.contains { $0.action == .takeOver }
        }
        try require(!next.hasChangedTargets, "apply \(attempt) right after wrote to a target")
        try require(
          attempt == 2 && hasTaken, "apply \(attempt) right after wrote to the ledger")
      }
    }
    throw fail("applies right after each other do not come to an end")
  }

  func checkNothingDone(since before: SequenceSnapshot) throws {
    let after = try SequenceSnapshot(sandbox)
    try require(
      before.tip == after.tip && before.live == after.live, "a run that was refused wrote something"
    )
  }

  private func recordBaseline() throws {
    guard let item = generator.pick(current.items), line.commits.last?.configuration != nil,
      let target = generator.pick(item.bindings.keys.sorted()),
      let commit = generator.pick(line.commits.suffix(4))
    else { return }
    let binding = "\(item.name)@\(target)"
    let isProven = generator.chance(70)
    let isInferred = generator.chance(25)
    steps.append(
      "\(sandbox.now) baseline \(binding) "
        + (isInferred ? "--infer" : "at \(commit.id.short)\(isProven ? "" : " --unproven")"))
    let before = try SequenceSnapshot(sandbox)
    let run: RunRecord
    do {
      run =
        isInferred
        ? try BaselineRun(sandbox.surroundings(), choice: .nearest)
          .run([BindingID(named: binding)]).record
        : try sandbox.baseline([binding], at: commit.id, isProven ? .read : .unproven).record
    } catch let error as any ExplainedError {
      steps.append("  refused: \(error.message)")
      try checkNothingDone(since: before)
      if error is BindingLocked {
        return try require(before.isAnyLocked(on: target), "nothing is locked")
      }
      guard isInferred, case BaselineError.nothingEqual = error else { throw error }
      return
    }
    let after = try SequenceSnapshot(sandbox)
    remember(run.run, after)
    if isInferred {
      steps.append("  at \(after.records[BindingID(named: binding)]?.commit?.short ?? "none")")
    }
    try require(before.live == after.live, "a baseline wrote to a target")
    // What a baseline does not record is not ours any more; what it records unproven may be wrong.
    let places = Set(before.claims[target, default: [:]].keys)
      .union(after.claims[target, default: [:]].keys)
    for place in places {
      let claims = after.claims[target]?[place] ?? []
      let live = after.live[target]?[place]
      if !claims.contains(where: { $0.version == live }) {
        handMade[target, default: [:]][place] = .some(live)
      }
      if claims.contains(where: { $0.binding == BindingID(named: binding) }) {
        levels[target]?[place] = nil
      }
    }
  }
}
