package import Domain

extension Repository {
  /// One tree of an item's content from its parts by repository, made in memory (see
  /// `GitPath.inRepository`).
  ///
  /// Throws `AmbiguousFolderError` where the control repository's part has a folder at its top that
  /// is named as only another repository's can be.
  package func joined(_ parts: [String: ObjectID]) throws -> ObjectID {
    let control = parts[Repositories.control] ?? .emptyTree
    let own = try tree(control)
    for entry in own where entry.mode == .folder {
      if Repositories.name(ofFolder: entry.name) != nil { throw AmbiguousFolderError(entry.name) }
    }
    let others = parts.filter { $0.key != Repositories.control && $0.value != .emptyTree }
    guard !others.isEmpty else { return control }
    return try build(
      own
        + others.map {
          TreeEntry(name: Repositories.folder(of: $0.key), mode: .folder, id: $0.value)
        })
  }

  /// The parts of an item's content by repository; none is empty.
  package func parts(of content: ObjectID) throws -> [String: ObjectID] {
    var parts: [String: ObjectID] = [:]
    var own: [TreeEntry] = []
    for entry in try tree(content) {
      if entry.mode == .folder, let name = Repositories.name(ofFolder: entry.name) {
        parts[name] = entry.id
      } else {
        own.append(entry)
      }
    }
    if !own.isEmpty { parts[Repositories.control] = parts.isEmpty ? content : try build(own) }
    return parts
  }
}

/// A folder of the control repository that cannot be told from one of another repository.
package struct AmbiguousFolderError: ExplainedError, Hashable {
  package var folder: GitPath

  init(_ name: [UInt8]) { folder = GitPath(bytes: name) }

  package var category: FailureCategory { .unreadable }
  package var message: String {
    "the folder \(folder) at the top of the control repository ends with a colon, which only the "
      + "names of other repositories do"
  }
  package var hints: [String] { ["rename the folder, or leave it out of the item's `paths`"] }
}
