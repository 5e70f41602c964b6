package import Domain

extension BindingQueue {
  /// Whether something is merged and not deployed: a change, or an entry that waits. What history
  /// cannot tell counts.
  package var hasSomethingQueued: Bool {
    if !changes.isEmpty { return true }
    return entries?.contains { [.queued, .held].contains($0.status) } ?? true
  }

  /// The repositories of the entries that are not of the control one.
  package var entryRepositories: [ObjectID: String] {
    var found = record?.entryRepositories ?? [:]
    for entry in entries ?? [] where entry.repository != Repositories.control {
      found[entry.commit] = entry.repository
    }
    return found
  }
}
