import Domain
import Git
import Queueing

/// Refuses a plan that is over the limits of its binding, with the ways to go on.
struct LimitRule {
  private let isOverridden: Bool
  private let repository: Repository
  /// The command that brings a binding's plan all the same.
  private let command: (BindingID) -> String

  init(
    isOverridden: Bool, in repository: Repository, command: @escaping (BindingID) -> String
  ) {
    self.isOverridden = isOverridden
    self.repository = repository
    self.command = command
  }

  /// The refusal, with the objects that count; nil where the plan is within its limits.
  func refusal(of plan: BindingPlan, _ queue: BindingQueue) throws -> PreparedBinding.Stage? {
    let limits = queue.binding.limits
    guard !isOverridden, limits != Limits() else { return nil }
    let recorded = try ObjectSide(queue.record, in: repository).count()
    guard let violation = LimitCheck.violation(of: plan, limits: limits, recordedCount: recorded)
    else { return nil }
    let place = limits.line.map { " in line \($0) of deploysync.yaml" } ?? ""
    return .refused(
      why: violation.why,
      hint: "if that is meant: \(command(plan.binding)); or merge higher `limits`\(place)",
      objects: violation.objects)
  }
}
