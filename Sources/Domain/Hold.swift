/// An entry that somebody keeps out of the runs of a binding until it is released.
package struct Hold: Hashable, Sendable {
  package var commit: ObjectID
  package var reason: String
  /// Who holds it, and since when.
  package var by: String
  package var at: Timestamp

  package init(commit: ObjectID, reason: String, by: String, at: Timestamp) {
    self.commit = commit
    self.reason = reason
    self.by = by
    self.at = at
  }
}
