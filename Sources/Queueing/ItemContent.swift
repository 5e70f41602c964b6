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

  /// The ID alone of the same, which is remembered from run to run: the tree need not be here, and
  /// nothing of it may be deployed.
  func contentID(of patterns: [PathPattern], at commits: [String: ObjectID]) throws -> ObjectID {
    let walking = try forWalking()
    // What submodules have depends on what was fetched of their repositories.
    guard submoduleSources.isEmpty else { return try walking.content(of: patterns, at: commits) }
    var question: [String] = []
    for (name, commit) in commits.sorted(by: { $0.key < $1.key }) {
      question.append("\(name) \(commit.hex)")
    }
    // Their order does not matter.
    question += patterns.map(\.description).sorted()
    return try walking.history().contents.tree(Array(question.joined(separator: "\n").utf8)) {
      try walking.content(of: patterns, at: commits)
    }
  }

  /// The same of what one commit has of the item in its own repository.
  package func content(
    of patterns: [PathPattern], in tree: ObjectID, of name: String
  ) throws -> ObjectID {
    try joined([name: content(of: ItemPaths(patterns, in: name), in: tree)])
  }
}
