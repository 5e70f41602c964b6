package import Domain

/// The bytes of a commit object with the parts of its header (gitformat-signature(5) and "Commit
/// objects" in git's user manual): for what must prove bytes, or change a part of them and no other.
package struct RawCommit: Sendable, Hashable {
  package let bytes: [UInt8]
  package let tree: ObjectID
  package let parents: [ObjectID]
  /// Where the header ends: the empty line before the message, or the end.
  private let headerEnd: Int

  /// Nil where the bytes are no commit.
  package init?(_ bytes: [UInt8]) {
    var parser = CommitParser(bytes)
    guard let link = parser.link() else { return nil }
    self.bytes = bytes
    tree = link.tree
    parents = link.parents
    var end = 0
    while end < bytes.count, bytes[end] != 0x0a {
      end = (bytes[end...].firstIndex(of: 0x0a) ?? bytes.count - 1) + 1
    }
    headerEnd = end
  }

  /// The ID that a commit of these bytes has in every repository.
  package var id: ObjectID { Repository.hash(bytes, .commit) ?? .zero }

  /// The whole commit, as people read it.
  package var commit: Commit? {
    var parser = CommitParser(bytes)
    return parser.commit(id: id)
  }

  /// The header's fields in order, each with the lines that continue it and its line feed.
  private var fields: [ArraySlice<UInt8>] {
    var found: [ArraySlice<UInt8>] = []
    var start = 0
    while start < headerEnd {
      var end = start
      repeat {
        end = (bytes[end..<headerEnd].firstIndex(of: 0x0a) ?? headerEnd - 1) + 1
      } while end < headerEnd && bytes[end] == 0x20
      found.append(bytes[start..<end])
      start = end
    }
    return found
  }

  private static func isSignature(_ field: ArraySlice<UInt8>) -> Bool {
    field.starts(with: Array("gpgsig ".utf8))
  }

  /// The signature and the bytes that it was made of; nil for an unsigned commit. The same as
  /// `Repository.signature`, also of a commit that is not stored.
  package var signature: (signature: [UInt8], signedContent: [UInt8])? {
    let fields = fields
    guard let field = fields.first(where: Self.isSignature) else { return nil }
    var text: [UInt8] = []
    for line in field.dropFirst("gpgsig ".utf8.count).split(
      separator: 0x0a, omittingEmptySubsequences: false)
    {
      text += (text.isEmpty || line.first != 0x20 ? line : line.dropFirst()) + [0x0a]
    }
    while text.last == 0x0a { text.removeLast() }
    let content = fields.filter { !Self.isSignature($0) }.flatMap(\.self)
    return (text, content + bytes[headerEnd...])
  }

  /// The same commit with another tree and other parents. It has no signature, which would be one of
  /// other bytes.
  package func replacing(tree: ObjectID, parents: [ObjectID]) -> RawCommit? {
    var result = Array("tree \(tree.hex)\n".utf8)
    for parent in parents { result += "parent \(parent.hex)\n".utf8 }
    for field in fields.dropFirst(1 + self.parents.count) where !Self.isSignature(field) {
      result += field
    }
    return RawCommit(result + bytes[headerEnd...])
  }
}

extension Repository {
  /// A commit's bytes.
  ///
  /// - Throws: `RepositoryError` where it is missing, damaged or no commit.
  package func rawCommit(_ id: ObjectID) throws -> RawCommit {
    guard let commit = RawCommit(try raw(id, .commit)) else {
      throw RepositoryError.corruptedObject(
        id, kind: .commit, reason: "its header has no tree, or a parent without ID")
    }
    return commit
  }

  /// Stores a commit just as it is; no reference moves.
  ///
  /// - Throws: `RepositoryError` where its tree or a parent is missing, `GitError` where it cannot
  ///   be written.
  package func writeCommit(_ commit: RawCommit) throws -> ObjectID {
    for parent in commit.parents { _ = try link(parent) }
    _ = try rawTree(commit.tree)
    try persist(commit.tree)
    return try write(commit.bytes, .commit)
  }
}
