import Configuration
package import Domain
import Exceptions
import Scheduling

/// The freezes in the way of an exception: it passes those that its impact named.
enum ExceptionFreezes {
  /// The freezes that cover the binding now or start within so many seconds, as an impact names
  /// them; nil for none.
  static func within(
    _ seconds: Int64, of binding: BindingID, in situation: Situation
  ) throws -> [ExceptionStep.ImpactFreeze]? {
    let end = situation.now + seconds
    let freezes = try situation.freezes(of: binding).spans
      .filter { situation.now < $0.end && $0.start <= end }
      .map { ExceptionStep.ImpactFreeze($0.freeze) }
    return freezes.isEmpty ? nil : freezes
  }

  /// Throws `ExceptionFrozen` where a freeze covers one of the bindings now that its impact did
  /// not name. The agreement stays as it is.
  static func check(
    _ impact: ExceptionStep.Impact, of id: String, in situation: Situation
  ) throws {
    for agreed in impact.bindings {
      guard let binding = BindingID(agreed.binding) else { continue }
      let named = Set(agreed.freezes ?? [])
      let unnamed = try situation.freezes(of: binding).holding(situation.now)
        .filter { !named.contains(ExceptionStep.ImpactFreeze($0.freeze)) }
      guard let end = unnamed.map(\.end).max() else { continue }
      throw ExceptionFrozen(
        id: id, binding: binding, freezes: unnamed.map(\.freeze), until: end)
    }
  }
}

/// An exception came to a freeze that nobody who agreed to it knew of.
package struct ExceptionFrozen: ExplainedError, Hashable {
  package var id: String
  package var binding: BindingID
  package var freezes: [Freeze]
  package var until: Timestamp

  package var category: FailureCategory { .refused }
  package var message: String {
    "exception \(id) is stopped on \(binding) until \(until.iso8601) by \(freezes.clause), "
      + "which its impact did not name"
  }
  package var hints: [String] {
    [
      "to deploy in the freeze, make an impact that names it and have it agreed to anew: "
        + "deploysync exception impact \(id)",
      "after it, while the agreement lasts: deploysync apply --exception \(id)",
    ]
  }
}
