import Domain
import Ledger
import Queueing
import Syncing

extension PreparedBinding {
  /// The ways on for a person, each with what to type; empty where nothing stands in the way.
  ///
  /// - Parameter late: whether the run was allowed to deploy missed dates.
  func hints(late: Bool = false) -> [String] {
    let command = command + (late ? " --late" : "")
    switch stage {
    case .refused(_, let hint, _): return [hint].compactMap(\.self)
    case .planned(let plan, _):
      return
        (plan.restores == nil && plan.exception == nil
        ? plan.waysPastDrift(again: command, isDeployed: queue?.record?.commit != nil) : [])
        + plan.waysPastObstacles(again: plan.exception == nil ? command : nil)
    case .failed: return remedies
    default: return []
    }
  }

  /// The command that deploys it, as a person types it.
  private var command: String {
    "deploysync apply \(ShellWord.quoted(binding.id.description))"
  }
}

extension BindingPlan {
  private var name: String { ShellWord.quoted(binding.description) }

  /// What to do about objects that were changed by hand: look, keep the change, or overwrite it.
  fileprivate func waysPastDrift(again command: String, isDeployed: Bool) -> [String] {
    let drifted = blocked.filter { if case .drift = $0.verdict { true } else { false } }
    guard !drifted.isEmpty else { return [] }
    // Where nothing was deployed, there is no commit that what is there could be adopted to.
    guard isDeployed || drifted.contains(where: { $0.recorded != nil }) else {
      return ["overwrite it with what is merged: \(command) --overwrite-drift"]
    }
    // Of what nobody recorded, `drift` and `adopt` tell which of it a commit can be made of.
    guard drifted.contains(where: { $0.recorded != nil }) else {
      return [
        "see what is there: deploysync drift \(name)",
        "or overwrite it with what is merged: \(command) --overwrite-drift",
      ]
    }
    return [
      "see what was changed: deploysync drift \(name)",
      "bring it into the repository: deploysync adopt \(name)",
      "or overwrite it with what is merged: \(command) --overwrite-drift",
    ]
  }

  /// What to do about what no flag of a run overcomes.
  fileprivate func waysPastObstacles(again command: String?) -> [String] {
    var ways: [String] = []
    let then = command.map { "; then: \($0)" } ?? ""
    if blocked.contains(where: { if case .occupied = $0.verdict { true } else { false } }) {
      ways.append(
        "no flag overcomes what is in the way: clear the place on the target by hand, or give the object "
          + "another path in the repository\(then)")
    }
    let lacksDeactivation = blocked.contains {
      if case .unsupported = $0.verdict { $0.action == .deactivate } else { false }
    }
    if lacksDeactivation {
      ways.append(
        "give the target \(binding.target) `inactive: FOLDER` in targets.yaml, or \(binding) "
          + "another `prune` in deploysync.yaml, then: deploysync plan \(name)")
    }
    return ways
  }
}
