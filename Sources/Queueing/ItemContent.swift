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
    return try walking.history().contents.tree(Self.question(patterns, commits)) {
      try walking.content(of: patterns, at: commits)
    }
  }

  /// Whether nothing of the item is, or is below, a submodule in a commit of the control repository;
  /// remembered as well. Only where no submodule is followed.
  func hasNoSubmodule(_ patterns: [PathPattern], in commit: ObjectID) throws -> Bool {
    let walking = try forWalking()
    let question = Self.question(patterns, [Repositories.control: commit])
    return try walking.history().contents.isTrue(Array("no submodule\n".utf8) + question) {
      try walking.unknownSubmodule(of: ItemPaths(patterns), in: walking.link(commit).tree) == nil
    }
  }

  /// All that the content of an item depends on. The order of patterns does not matter.
  private static func question(_ patterns: [PathPattern], _ commits: [String: ObjectID]) -> [UInt8]
  {
    let lines = commits.sorted { $0.key < $1.key }.map { name, commit in "\(name) \(commit.hex)" }
    return Array((lines + patterns.map(\.description).sorted()).joined(separator: "\n").utf8)
  }

  /// The same of what one commit has of the item in its own repository.
  package func content(
    of patterns: [PathPattern], in tree: ObjectID, of name: String
  ) throws -> ObjectID {
    try joined([name: content(of: ItemPaths(patterns, in: name), in: tree)])
  }
}
