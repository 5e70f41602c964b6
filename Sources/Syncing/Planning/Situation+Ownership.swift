import Configuration
package import Domain
import Ledger
import Queueing

extension Situation {
  /// The records of bindings that are not in the configuration any more.
  package func unconfiguredRecords() throws -> [(binding: BindingID, record: DeploymentRecord)] {
    let configured = try Set(configuration.bindings.map { try recordedName(of: $0.id) })
    return try ledger.recordedBindings().compactMap { binding in
      guard !configured.contains(binding), let record = try ledger.record(of: binding) else {
        return nil
      }
      return (binding, record)
    }
  }

  /// Which items own which places of a target; of the queues, those of its bindings count, and all
  /// of them must be there. Throws `OwnershipConflicts` where two items own one object.
  func ownership(of target: String, among queues: [BindingQueue]) throws -> Ownership {
    let ownership = try ownership(
      of: target, among: queues, unconfigured: unconfiguredRecords())
    let conflicts = try ownership.conflicts()
    guard conflicts.isEmpty else { throw OwnershipConflicts(conflicts) }
    return ownership
  }

  /// The same for every target that a queue is for, by its name. Throws `OwnershipConflicts` where
  /// two items own one object.
  func ownerships(among queues: [BindingQueue]) throws -> [String: Ownership] {
    let unconfigured = try unconfiguredRecords()
    var ownerships: [String: Ownership] = [:]
    for (target, own) in Dictionary(grouping: queues, by: { $0.binding.id.target }) {
      ownerships[target] = try ownership(of: target, among: own, unconfigured: unconfigured)
    }
    let conflicts = try ownerships.values.flatMap { try $0.conflicts() }
    guard conflicts.isEmpty else { throw OwnershipConflicts(conflicts) }
    return ownerships
  }

  private func ownership(
    of target: String, among queues: [BindingQueue],
    unconfigured: [(binding: BindingID, record: DeploymentRecord)]
  ) throws -> Ownership {
    try Ownership.of(
      queues.filter { $0.binding.id.target == target },
      unconfigured: unconfigured.filter { $0.binding.target == target }, in: repository)
  }
}
