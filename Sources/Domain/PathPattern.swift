/// One path of an item: a literal file or folder, or a pattern with git's `:(glob)` meaning.
package struct PathPattern: Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// A file, or a folder with everything below it; the root means the whole repository.
    case literal(GitPath)
    /// A pattern; `*` and `?` do not match a slash, `**` matches folders.
    case glob([UInt8])
  }

  package var kind: Kind
  /// The repository it is in; `control` for a path without a prefix.
  package var repository: String

  package init(kind: Kind, repository: String = Repositories.control) {
    self.kind = kind
    self.repository = repository
  }

  /// Reads a path without repository prefix: one with `*` or `?` is a pattern, any other literal.
  /// A slash at the end of a literal path is dropped; `.` is the whole repository.
  package init(_ text: String, repository: String = Repositories.control) {
    self.repository = repository
    if text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
      kind = .glob(Array(text.utf8))
    } else {
      var bytes = Array(text.utf8)
      while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
      kind = .literal(bytes == [UInt8(ascii: ".")] ? .root : GitPath(bytes: bytes))
    }
  }

  /// Whether the file is the pattern's. A folder that is named like the pattern, star by star,
  /// belongs to it as a whole (`match_pathspec_item` in git's dir.c).
  package func matches(_ path: GitPath) -> Bool {
    switch kind {
    case .literal(let own): path.isOrIsBelow(own)
    case .glob(let pattern):
      path.isOrIsBelow(bytes: pattern) || Wildmatch.matches(pattern: pattern, text: path.bytes)
    }
  }

  /// The folder that everything it matches is in or below (for a literal path, the path itself):
  /// a pattern's components before the first one that holds a wildcard.
  package var literalPrefix: GitPath {
    switch kind {
    case .literal(let own): return own
    case .glob(let pattern):
      let components = GitPath(bytes: pattern).components
      let literal = components.dropLast().prefix { !Wildmatch.hasWildcard($0) }
      return GitPath(bytes: Array(literal.joined(separator: [UInt8(ascii: "/")])))
    }
  }

  /// As written in the configuration.
  package var description: String {
    let own =
      switch kind {
      case .literal(let path): path.isRoot ? "." : path.quoted
      case .glob(let pattern): GitPath(bytes: pattern).quoted
      }
    return repository == Repositories.control ? own : "\(repository):\(own)"
  }
}
