package import Domain

/// A span of time in which one commit's configuration was in force for one binding.
///
/// Which configuration was in force when, is told by a sequence of epochs, newest first, that do
/// not overlap; together they go back to the oldest commit of the first-parent line.
package struct Epoch: Sendable, Hashable {
  /// From this instant (the commit's committer time) ...
  package var from: Timestamp
  /// ... to before this one; nil for the newest.
  package var until: Timestamp?
  /// The binding's schedule; nil where the binding is not there or not standard.
  package var schedule: Schedule?
  /// Whether the configuration had the binding at all.
  package var exists: Bool

  package init(from: Timestamp, until: Timestamp?, schedule: Schedule?, exists: Bool) {
    self.from = from
    self.until = until
    self.schedule = schedule
    self.exists = exists
  }
}
