package import Domain
import Queueing

/// Something is held, and what the holds keep out cannot be told: nothing is deployed then.
package struct HoldsUnknown: ExplainedError, Hashable {
  package var binding: BindingID
  /// A clause that says why the entries cannot be told.
  package var reason: String

  init(_ queue: BindingQueue) {
    binding = queue.binding.id
    reason = queue.why ?? "its entries cannot be told"
  }

  package var category: FailureCategory { .refused }
  package var message: String {
    "something is held on \(binding), and it cannot be told what stays out with it: \(reason)"
  }
  package var hints: [String] {
    [
      "fetch what is missing; where the branch lost a held entry on purpose, a baseline forgets its "
        + "hold: deploysync baseline \(ShellWord.quoted(binding.description)) --at COMMIT"
    ]
  }
}
