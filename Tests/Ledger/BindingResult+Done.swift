import Domain
import Ledger

extension BindingResult {
  /// A result of objects that were all done.
  static func done(
    _ binding: BindingID, _ objects: (ObjectResult.Action, String)...
  ) -> BindingResult {
    BindingResult(
      binding: binding, outcome: objects.isEmpty ? .unchanged : .applied,
      objects: objects.map {
        ObjectResult(path: GitPath($0.1), action: $0.0, outcome: .done)
      })
  }
}
