import Domain

extension BindingQueue {
  /// Whether something is merged and not deployed: a change, or an entry that waits. What history
  /// cannot tell counts.
  package var hasSomethingQueued: Bool {
    if !changes.isEmpty { return true }
    return entries?.contains { [.queued, .held].contains($0.status) } ?? true
  }
}
