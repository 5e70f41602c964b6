import Domain
import Ledger
import Queueing

/// Something that will stop the deployment of an exception, as things are when its impact is made:
/// the agreement does not overcome it.
package struct ImpactObstacle: Sendable, Hashable {
  package enum Kind: String, Sendable {
    case lock, limit
  }

  package var kind: Kind
  /// A sentence without a period.
  package var why: String
  /// The way on.
  package var hint: String

  /// Those in the way of a plan: a lock of its binding or of one that gives objects to it, and what
  /// is over a limit.
  static func all(
    of plan: BindingPlan, _ queue: BindingQueue, for id: String, in situation: Situation
  ) throws -> [ImpactObstacle] {
    var obstacles = try ([plan.binding] + plan.otherOwners).compactMap { binding in
      try situation.lock(of: binding).map { ImpactObstacle(BindingLocked($0)) }
    }
    let rule = LimitRule(isOverridden: false, in: situation.repository) { _ in
      "deploysync apply --exception \(id) --limit-override"
    }
    if case .refused(let why, let hint, _)? = try rule.refusal(of: plan, queue) {
      obstacles.append(ImpactObstacle(kind: .limit, why: why, hint: hint ?? ""))
    }
    return obstacles
  }

  private init(kind: Kind, why: String, hint: String) {
    self.kind = kind
    self.why = why
    self.hint = hint
  }

  private init(_ locked: BindingLocked) {
    self.init(kind: .lock, why: locked.message, hint: locked.hints.joined(separator: "; "))
  }
}
