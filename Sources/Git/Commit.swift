package import Domain

/// Who made something, and when on their clock.
package struct Signature: Hashable, Sendable {
  package var person: Person
  package var time: Timestamp
  /// How far the person's clock was ahead of UTC, in minutes.
  package var offsetMinutes: Int

  package init(person: Person, time: Timestamp, offsetMinutes: Int = 0) {
    self.person = person
    self.time = time
    self.offsetMinutes = offsetMinutes
  }
}

/// A commit as people read it.
package struct Commit: Sendable, Hashable {
  package var id: ObjectID
  package var tree: ObjectID
  package var parents: [ObjectID]
  package var author: Signature
  package var committer: Signature
  /// The whole message, up to a NUL if it has one; bytes that are not text are replaced.
  package var message: String

  package init(
    id: ObjectID, tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature,
    message: String
  ) {
    self.id = id
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.message = message
  }

  /// The message's first paragraph on one line, as git's `%s` (`format_subject` in git's
  /// pretty.c): leading blank lines are skipped, whitespace at the end of a line dropped.
  package var subject: String {
    func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0d].contains(byte) }
    let lines = message.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
    let paragraph = lines.drop { $0.allSatisfy(isSpace) }.prefix { !$0.allSatisfy(isSpace) }
    return paragraph.map { line in
      let end = line.lastIndex { !isSpace($0) }.map(line.index(after:)) ?? line.startIndex
      return String(decoding: line[..<end], as: UTF8.self)
    }.joined(separator: " ")
  }
}

/// What a walk through history needs of a commit.
package struct CommitLink: Hashable, Sendable {
  package var tree: ObjectID
  package var parents: [ObjectID]
  /// The committer's time.
  package var committedAt: Timestamp

  package init(tree: ObjectID, parents: [ObjectID], committedAt: Timestamp) {
    self.tree = tree
    self.parents = parents
    self.committedAt = committedAt
  }
}
