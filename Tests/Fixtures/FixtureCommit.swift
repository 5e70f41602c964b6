/// A commit of a ``HistoryBuilder``, before it has an ID.
package struct Mark: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Counts from 1 in the order of creation.
  package let number: Int

  package static func < (left: Mark, right: Mark) -> Bool { left.number < right.number }

  package var description: String { ":\(number)" }
}

/// One commit to be written: its place, its files, who made it and when.
package struct FixtureCommit: Sendable {
  /// The files of a commit, told in one of two ways.
  package enum Files: Sendable {
    /// Exactly these.
    case snapshot([String: FixtureFile])
    /// Those of the first parent with these changes; nil removes a file or a whole folder.
    case changes([String: FixtureFile?])
  }

  package let mark: Mark
  /// The full name of the ref that it moves, or nil for a commit that no ref of its own keeps.
  package let ref: String?
  package let parents: [Mark]
  package let files: Files
  package let message: String
  package let author: Person
  package let committer: Person
  /// Seconds since 1970.
  package let authoredAt: Int64
  /// Seconds since 1970.
  package let committedAt: Int64
}
