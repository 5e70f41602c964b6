import Domain
import Git
import Ledger
import Targets

/// Brings one plan to a target, batch by batch, and tells what became of each object.
struct BindingExecution {
  let writer: any TargetWriter
  let repository: Repository
  /// Throws when the run must not write any more: its lease is gone, or somebody ended it.
  let mayContinue: () throws -> Void
  /// Whether a rename that came half way may be taken back.
  private let mayTakeBack: () -> Bool
  /// Called with the number of objects that were dealt with.
  private let advance: (Int) -> Void

  init(
    writer: any TargetWriter, repository: Repository, mayContinue: @escaping () throws -> Void,
    mayTakeBack: @escaping () -> Bool, advance: @escaping (Int) -> Void
  ) {
    self.mayTakeBack = mayTakeBack
    self.writer = writer
    self.repository = repository
    self.mayContinue = mayContinue
    self.advance = advance
  }

  /// Every object of the plan with its outcome, in the plan's order.
  func run(_ plan: BindingPlan) -> [ObjectOutcome] {
    var steps: [Step] = []
    for (index, object) in plan.objects.enumerated()
    where object.verdict == .proceed && object.writes {
      steps += self.steps(for: object, index: index, plan.contents)
    }
    guard !writer.goesLiveAsWhole else { return runAsWhole(plan, steps) }
    return results(of: plan, write(inOrder(steps))).flatMap { outcome in
      guard outcome.isDone else { return [outcome] + [halfWritten(by: outcome)].compactMap(\.self) }
      var outcome = outcome
      let object = outcome.object
      outcome.object.remoteID = writer.remoteID(of: object.place) ?? object.remoteID
      if object.writes { outcome.note = writer.note(of: object.place) }
      return [outcome]
    }
  }

  /// Every object of the plan with its outcome, from the outcomes of its writes.
  func results(
    of plan: BindingPlan, _ outcomes: [Int: [(Step, WriteOutcome)]]
  ) -> [ObjectOutcome] {
    plan.objects.enumerated().map { index, object in
      switch object.verdict {
      case .drift(let clause), .occupied(let clause):
        return ObjectOutcome(object, .refused, clause)
      case .unsupported(let clause): return ObjectOutcome(object, .refused, clause)
      case .impossible(let clause): return ObjectOutcome(object, .failed, clause)
      case .proceed where object.writes: return outcome(of: object, outcomes[index] ?? [])
      case .proceed: return ObjectOutcome(object, .done)
      }
    }
  }

  /// One write for one object of the plan.
  struct Step {
    var index: Int
    var write: ObjectWrite
    var isRemoval: Bool
    /// The object as it is to be, or as it was before it goes.
    var object: DesiredObject
  }

  private func steps(
    for object: PlannedObject, index: Int, _ contents: [ObjectID: [UInt8]]
  ) -> [Step] {
    func known(_ version: FileVersion, at place: GitPath) -> DesiredObject {
      DesiredObject(
        path: place, version: version, isVerified: true,
        size: { try repository.blobSize(version.content) }
      ) { try contents[version.content] ?? repository.blob(version.content) }
    }
    let content = object.desired.map { known($0, at: object.place) }
    if let content, let from = object.fromPlace, writer.capabilities.movesAtOnce {
      let write = ObjectWrite(
        path: object.place, action: .put(content), expected: object.liveFrom, movedFrom: from,
        recorded: object.recorded, remoteID: object.remoteID)
      return [
        Step(index: index, write: write, isRemoval: object.isDeactivation, object: content)
      ]
    }
    var steps: [Step] = []
    if let content, object.live != content.version {
      let write = ObjectWrite(
        path: object.place, action: .put(content), expected: object.live,
        recorded: object.recorded, remoteID: object.remoteID)
      steps.append(Step(index: index, write: write, isRemoval: false, object: content))
    }
    let leaving = object.desired == nil ? object.place : object.fromPlace
    let expected = object.desired == nil ? object.live : object.liveFrom
    if let leaving, let expected {
      let write = ObjectWrite(
        path: leaving, action: .remove, expected: expected, recorded: object.recorded,
        remoteID: object.remoteID)
      steps.append(
        Step(
          index: index, write: write, isRemoval: true,
          object: known(object.recorded ?? expected, at: leaving)))
    }
    return steps
  }

  /// Removals come last, so that a renamed object is never gone; but what stands where a folder is
  /// to be, or the other way round, goes first. Within that the target's order counts.
  func inOrder(_ steps: [Step]) -> [Step] {
    guard steps.contains(where: \.isRemoval) else { return ordered(steps) }
    let puts = Set(steps.filter { !$0.isRemoval }.map(\.write.path))
    var folders: Set<GitPath> = []
    for put in puts { folders.formUnion(put.ancestors) }
    let early = steps.filter { step in
      step.isRemoval
        && (folders.contains(step.write.path)
          || step.write.path.ancestors.contains(where: puts.contains))
    }
    let isEarly = Set(early.map(\.write.path))
    let late = steps.filter { $0.isRemoval && !isEarly.contains($0.write.path) }
    return early + ordered(steps.filter { !$0.isRemoval }) + ordered(late).reversed()
  }

  /// In the target's order; where a content cannot be read, which its own write then tells, as they
  /// are.
  private func ordered(_ steps: [Step]) -> [Step] {
    let order = (try? writer.order(steps.map(\.object))) ?? Array(steps.indices)
    return order.map { steps[$0] }
  }

  func write(_ steps: [Step]) -> [Int: [(Step, WriteOutcome)]] {
    var outcomes: [Int: [(Step, WriteOutcome)]] = [:]
    // A removal only happens when the object is safe at its new place.
    var start = 0
    while start < steps.count {
      let isRemoval = steps[start].isRemoval
      var end = start
      while end < steps.count, end - start < writer.batchSize, steps[end].isRemoval == isRemoval {
        end += 1
      }
      let batch = steps[start..<end].filter { step in
        !step.isRemoval || (outcomes[step.index] ?? []).allSatisfy { $0.1 == .done }
      }
      let results = writer.write(batch.map(\.write), mayContinue: mayContinue)
      for (step, result) in zip(batch, results) {
        outcomes[step.index, default: []].append((step, result))
      }
      advance(batch.count)
      start = end
    }
    return outcomes
  }

  private func outcome(
    of object: PlannedObject, _ results: [(Step, WriteOutcome)]
  ) -> ObjectOutcome {
    guard let bad = results.first(where: { $0.1 != .done }) else {
      return ObjectOutcome(object, .done)
    }
    // A rename that came half way is taken back, so that the object is not there twice; but not where
    // only the proof failed and the old name is gone, or the object would be nowhere.
    let old = bad.0.write.path
    if bad.0.isRemoval, let put = results.first(where: { !$0.0.isRemoval && $0.1 == .done }),
      let version = object.desired, object.live == nil, (try? writer.read([old]))?[old] != nil
    {
      guard mayTakeBack() else {
        var half = ObjectOutcome(object, .failed, "it is there under both names")
        half.isHalfRenamed = true
        return half
      }
      _ = writer.write(
        [ObjectWrite(path: put.0.write.path, action: .remove, expected: version)], mayContinue: {})
    }
    switch bad.1 {
    case .skipped(let reason): return ObjectOutcome(object, .skipped, reason)
    case .failed(let reason): return ObjectOutcome(object, .failed, reason)
    case .done: return ObjectOutcome(object, .done)
    }
  }
}

extension GitPath {
  /// The folders it is in, without the root.
  fileprivate var ancestors: [GitPath] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { GitPath(bytes: bytes[..<$0]) }
  }
}
