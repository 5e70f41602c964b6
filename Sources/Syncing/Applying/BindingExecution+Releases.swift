import Ledger
import Targets

extension BindingExecution {
  /// The plan on a target where all goes live at once: as long as one object cannot be brought, no
  /// other of the binding is, so that nobody sees half of it.
  func runAsWhole(_ plan: BindingPlan, _ steps: [Step]) -> [ObjectOutcome] {
    guard !steps.isEmpty else { return results(of: plan, [:]) }
    guard plan.blocked.isEmpty else { return held(results(of: plan, [:])) }
    writer.beginPart()
    let outcomes = results(of: plan, write(inOrder(steps)))
    guard outcomes.contains(where: { !$0.isDone }) else { return outcomes }
    writer.takeBackPart()
    return held(outcomes)
  }

  /// The outcomes where nothing of the binding is brought.
  private func held(_ outcomes: [ObjectOutcome]) -> [ObjectOutcome] {
    // What only waits for refused objects is refused by the same rules.
    let isRefused = outcomes.allSatisfy { $0.isDone || $0.outcome == .refused }
    return outcomes.map { outcome in
      guard outcome.isDone, outcome.object.writes else { return outcome }
      return ObjectOutcome(
        outcome.object, isRefused ? .refused : .skipped, BindingPlan.waitsForOthers)
    }
  }
}

extension [ObjectOutcome] {
  /// The outcomes once the target has said what became of all that was written.
  func published(_ outcome: WriteOutcome) -> [ObjectOutcome] {
    map { object in
      guard object.isDone, object.object.writes else { return object }
      switch outcome {
      case .done: return object
      case .failed(let reason): return ObjectOutcome(object.object, .failed, reason)
      case .skipped(let reason): return ObjectOutcome(object.object, .skipped, reason)
      }
    }
  }
}

extension TargetWriter {
  /// Writes one object, live.
  func writeNow(_ write: ObjectWrite) -> WriteOutcome {
    beginPart()
    let outcome =
      self.write([write], mayContinue: {}).first ?? .failed("the target does not answer")
    guard outcome == .done else {
      takeBackPart()
      return outcome
    }
    return publish(mayContinue: {}) ?? .done
  }
}
