package import Domain
package import Git

extension Repository {
  /// The item's content at one commit of each repository: a tree of exactly its files (see
  /// `GitPath.inRepository`). What it owns in a repository without a commit here is left out.
  package func content(
    of patterns: [PathPattern], at commits: [String: ObjectID]
  ) throws -> ObjectID {
    var parts: [String: ObjectID] = [:]
    for name in Set(patterns.map(\.repository)) {
      guard let commit = commits[name] else { continue }
      parts[name] = try content(of: ItemPaths(patterns, in: name), in: link(commit).tree)
    }
    return try joined(parts)
  }

  /// The same of what one commit has of the item in its own repository.
  package func content(
    of patterns: [PathPattern], in tree: ObjectID, of name: String
  ) throws -> ObjectID {
    try joined([name: content(of: ItemPaths(patterns, in: name), in: tree)])
  }
}
