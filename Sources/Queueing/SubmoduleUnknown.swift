package import Domain
package import Git

/// A submodule among an item's files whose own files are not known here, so that the item's content
/// is not.
package struct SubmoduleUnknown: ExplainedError, Hashable {
  package enum Reason: Hashable, Sendable {
    /// No repository of the operator's file has it.
    case unnamed
    case notFetched(String)
    /// Its commit is not on the branch of its repository, as far as that is fetched.
    case notMerged(ObjectID, in: String)
    /// It is in a submodule itself.
    case nested(in: GitPath)
    /// It is in another repository that the item takes content from.
    case elsewhere(String)
  }

  /// In the item's content.
  package var path: GitPath
  package var reason: Reason

  package init(path: GitPath, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// Whether a fetch is all that it needs.
  package var isNotFetched: Bool {
    if case .notFetched = reason { true } else { false }
  }

  package var category: FailureCategory { .refused }

  package var message: String {
    switch reason {
    case .unnamed:
      "\(path) is a submodule, and this machine's targets file does not say which repository has "
        + "its files"
    case .notFetched(let name):
      "\(path) is a submodule, and its repository \(name) has not been fetched here yet"
    case .notMerged(let commit, let name):
      "\(path) is a submodule at \(commit.short), which is not on the branch of its repository "
        + name
    case .nested(let outer):
      "\(path) is a submodule inside of the submodule \(outer), which is not followed"
    case .elsewhere(let name):
      "\(path.ownPath) is a submodule of the repository \(name), which is not followed"
    }
  }

  package var hints: [String] {
    switch reason {
    case .unnamed:
      [
        "name it there: `repositories: { NAME: { url: URL, submodules: [\(path)] } }`, see "
          + "docs/configuration.md"
      ]
    case .notFetched: ["add --fetch to the command"]
    case .notMerged(_, let name):
      [
        "merge that commit in \(name), or move the submodule to one that is merged; what was merged "
          + "since the last fetch counts with --fetch"
      ]
    case .nested, .elsewhere:
      [
        "name its repository in `repositories` and its files in the item's `paths` as "
          + "`NAME:FOLDER`, and leave the submodule out of them"
      ]
    }
  }
}

extension Repository {
  /// The first submodule in a commit's tree that the item would need and that is not known: at one of
  /// the named paths, or where the item's paths lead. Others are found by looking through the tree.
  package func unknownSubmodule(
    of paths: ItemPaths, in tree: ObjectID
  ) throws -> SubmoduleUnknown? {
    for source in submodules(of: paths) {
      let side = try side(of: source, in: tree)
      guard let commit = side.commit, side.file != nil else { continue }
      return SubmoduleUnknown(path: source.path, reason: reason(commit, source))
    }
    guard paths.repository == Repositories.control else { return nil }
    for prefix in paths.literalPrefixes where !prefix.isRoot {
      guard let path = try submodule(atOrAbove: prefix, in: tree) else { continue }
      if submoduleSources.contains(where: { $0.path == path }) { continue }
      return SubmoduleUnknown(path: path, reason: .unnamed)
    }
    return nil
  }

  /// The first submodule of all that the item's files could be in and that are not known: every folder
  /// of the item is looked into.
  package func unknownSubmodule(amongAllOf paths: ItemPaths, in tree: ObjectID) throws
    -> SubmoduleUnknown?
  {
    var found: SubmoduleUnknown?
    try compareTrees(
      nil, try expanded(tree), enter: { found == nil && paths.canBeBelow($0) },
      visit: { difference in
        guard found == nil, let version = difference.new, version.mode == .submodule,
          paths.canBeBelow(difference.path)
        else { return }
        found = unknownSubmodule(at: difference.path, version.content)
      })
    return found
  }

  /// The first submodule that is left in an item's content; nil where all of it is files.
  package func unknownSubmodule(in content: ObjectID) throws -> SubmoduleUnknown? {
    try files(in: content).first { $0.version.mode == .submodule }
      .map { unknownSubmodule(at: $0.path, $0.version.content) }
  }

  /// Why a submodule is left at a path of an item's content.
  package func unknownSubmodule(at path: GitPath, _ commit: ObjectID) -> SubmoduleUnknown {
    let reason: SubmoduleUnknown.Reason
    if path.repository != Repositories.control {
      reason = .elsewhere(path.repository)
    } else if let source = submoduleSources.first(where: { $0.path == path }) {
      reason = self.reason(commit, source)
    } else if let outer = submoduleSources.first(where: { path.isOrIsBelow($0.path) }) {
      reason = .nested(in: outer.path)
    } else {
      reason = .unnamed
    }
    return SubmoduleUnknown(path: path, reason: reason)
  }

  /// A submodule that an entry moves to a commit that is not merged in its repository.
  func unknownSubmodule(movedBy entry: Entry) throws -> SubmoduleUnknown? {
    for move in entry.submodules {
      guard let commit = move.to,
        let source = submoduleSources.first(where: { $0.path == move.path }),
        try !isMerged(commit, in: source)
      else { continue }
      return SubmoduleUnknown(path: move.path, reason: reason(commit, source))
    }
    return nil
  }

  private func reason(_ commit: ObjectID, _ source: SubmoduleSource) -> SubmoduleUnknown.Reason {
    source.head == nil
      ? .notFetched(source.repository) : .notMerged(commit, in: source.repository)
  }
}
