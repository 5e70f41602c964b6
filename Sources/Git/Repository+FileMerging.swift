extension Repository {
  /// Merges the lines of one file as `git merge-file` does; nil where changes meet, or where a side
  /// is binary.
  ///
  /// - Throws: `GitError` where the library fails.
  package static func mergeLines(
    ancestor: [UInt8], ours: [UInt8], theirs: [UInt8]
  ) throws -> [UInt8]? {
    try FileMerge.merge(ThreeSides(ancestor: ancestor, ours: ours, theirs: theirs))
  }
}
