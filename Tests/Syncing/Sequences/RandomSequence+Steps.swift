import Configuration
import Domain
import Fixtures
import Ledger
import Syncing

extension RandomSequence {
  /// Lets time pass, does one thing, and checks all that must hold after it.
  func step() throws {
    passTime()
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<34: try mergeFiles()
    case ..<48: try mergeConfiguration()
    case ..<60: try changeByHand()
    case ..<64: try recordBaseline()
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

  private func apply() throws {
    var request = Preparer.Request(
      allowsLate: generator.chance(20), overwritesDrift: generator.chance(15))
    let bindings = configuration.items.flatMap { item in
      item.bindings.keys.sorted().map { BindingID(item: item.name, target: $0) }
    }
    if generator.chance(25) {
      request.names = Set(bindings.filter { _ in generator.chance(50) })
    }
    let names = request.names.map { $0.sorted().map(\.description).joined(separator: " ") } ?? "all"
    steps.append(
      "\(sandbox.now) apply \(names)\(request.allowsLate ? " --late" : "")"
        + (request.overwritesDrift ? " --overwrite-drift" : ""))
    let before = try SequenceSnapshot(sandbox)
    let report: ApplyRun.Report
    do {
      report = try sandbox.apply(request)
    } catch let error as OwnershipConflicts {
      try require(current.conflicts(in: line.files), "no conflict: \(error.causes)")
      return try checkNothingDone(since: before)
    } catch let error as ConfigurationError {
      try require(line.commits.last?.configuration == nil, "readable: \(error.problems)")
      return try checkNothingDone(since: before)
    }
    try require(!current.conflicts(in: line.files), "a conflict was not found")
    for result in report.record.bindings {
      steps.append(
        "  \(result.binding) \(result.outcome.rawValue) to \(result.to?.prefix(10) ?? "-")"
          + " \(result.why ?? "")"
          + result.objects.map { "\n      \($0.action.rawValue) \($0.path) \($0.outcome.rawValue)" }
          .joined())
    }
    let after = try SequenceSnapshot(sandbox)
    try check(report, request, before, after)
    try checkRepetition(request, after)
  }

  /// A second apply right after does nothing, but that what was due in the first takes over now
  /// what is on the target as it is at head.
  private func checkRepetition(_ request: Preparer.Request, _ after: SequenceSnapshot) throws {
    var former = after
    for attempt in 2...3 {
      let report = try sandbox.apply(request)
      let again = try SequenceSnapshot(sandbox)
      try require(again.live == former.live, "apply \(attempt) right after wrote to a target")
      let hasTaken = report.record.bindings.contains { result in
        result.outcome == .notDue && result.objects.contains { $0.action == .takeOver }
      }
      try require(
        again.tip == former.tip || (attempt == 2 && hasTaken),
        "apply \(attempt) right after wrote to the ledger: "
          + report.record.bindings.filter { !$0.objects.isEmpty || $0.to != nil }
          .map { "\($0.binding) \($0.outcome) \($0.objects.map(\.path))" }.description)
      if again.tip == former.tip { return }
      former = again
    }
  }

  private func checkNothingDone(since before: SequenceSnapshot) throws {
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
    steps.append(
      "\(sandbox.now) baseline \(binding) at \(commit.id.short)\(isProven ? "" : " --unproven")")
    let before = try SequenceSnapshot(sandbox)
    try sandbox.baseline([binding], at: commit.id, isProven ? .read : .unproven)
    let after = try SequenceSnapshot(sandbox)
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
