package import Domain
import Queueing

/// Something is held, and what the holds keep out cannot be told: nothing is deployed then.
package struct HoldsUnknown: ExplainedError, Hashable {
  package var binding: BindingID
  /// A clause that says why the entries cannot be told.
  package var reason: String
  /// The commits that are held.
  package var held: [ObjectID]

  init(_ queue: BindingQueue) {
    held = (queue.record?.held ?? []).map(\.commit)
    binding = queue.binding.id
    reason = queue.why ?? "its entries cannot be told"
  }

  package var category: FailureCategory { .refused }
  package var message: String {
    "something is held on \(binding), and it cannot be told what stays out with it: \(reason)"
  }
  package var hints: [String] {
    let name = ShellWord.quoted(binding.description)
    let entries = held.map { " --only \($0.short)" }.joined()
    return [
      "fetch what is missing; where the branch lost a held entry on purpose, let it go: "
        + "deploysync release \(name)\(entries); a baseline forgets it, too: "
        + "deploysync baseline \(name) --at COMMIT"
    ]
  }
}
