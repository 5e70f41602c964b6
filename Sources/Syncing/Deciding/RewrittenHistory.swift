package import Domain
import Queueing

/// The branch lacks a binding's deployed commit, so that nothing can be deployed on top of it.
package struct RewrittenHistory: ExplainedError, Hashable {
  package var binding: BindingID
  /// A clause that says what is missing.
  var reason: String

  /// Nil where the branch contains the deployed commit, or nothing was deployed.
  init?(_ queue: BindingQueue) {
    guard queue.isRewritten, let deployed = queue.record?.commit else { return nil }
    binding = queue.binding.id
    // Of another repository the notes tell it, with its name.
    let other = queue.notes.first { note in
      queue.item.otherRepositories.contains { note.hasPrefix("the branch of \($0) no longer") }
    }
    reason =
      queue.why ?? other
      ?? "the branch no longer contains the deployed commit \(deployed.short): its history was "
      + "rewritten"
  }

  package var category: FailureCategory { .refused }
  package var message: String { "\(binding): \(reason)" }
  package var hints: [String] { [hint] }

  var hint: String {
    "fetch the branch; if it was rewritten on purpose: deploysync baseline \(binding) --at COMMIT"
  }
}
