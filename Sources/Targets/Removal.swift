/// What a target can do with an object of ours that is to go.
package enum Removal: Sendable, Hashable {
  /// It can be turned off and stays.
  case deactivate
  case delete
  /// The target lets go of nothing.
  case neither
}

extension TargetReader {
  /// A kind of target that can do otherwise says so itself.
  package var removal: Removal { .delete }
}
