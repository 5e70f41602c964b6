package import Differences

/// What changes about one object, for people who must judge it. Nothing in it is secret.
package struct ObjectChange: Sendable, Hashable {
  /// From what is recorded, or where nothing is from what is on the target, to what is to be; nil
  /// where the content stays.
  package var difference: ContentDifference?
  /// The lines that differ, as hunks of a patch, where no values tell it and nothing is secret.
  package var patch: String?
  /// What the content does not tell: that a file becomes executable, or a link leads elsewhere.
  package var notes: [String] = []
  /// What was changed by hand on the target and would be overwritten, where it is known by values.
  package var lost: [LostValue] = []
  /// The lines that were changed by hand and would be overwritten, where no values tell them.
  package var lostPatch: String?
}
