extension Repository {
  /// The hunks of a patch between two texts, without any header; nothing where they are the same or
  /// not text.
  ///
  /// - Throws: `GitError` where the library fails.
  package static func textPatch(old: [UInt8], new: [UInt8]) throws -> [UInt8] {
    if case .text(let hunks) = try Patch.hunks(old: old, new: new) { hunks } else { [] }
  }
}
