import Configuration
package import Domain
package import Git
import Queueing

/// The copies of other repositories' branches that are in the control repository: each under a ref
/// of its own, so that their objects are in one place and git keeps what is needed.
package enum RepositoryCopies {
  /// The full name of the ref that holds a repository's branch.
  package static func reference(of name: String) -> String {
    "refs/deploysync/repositories/\(name)"
  }

  /// Has the repository read the submodules at these paths as the files of their commits.
  package static func followSubmodules(
    _ names: [GitPath: String], in repository: Repository
  ) throws {
    repository.followSubmodules(
      try names.sorted { $0.key < $1.key }.map { path, name in
        SubmoduleSource(
          path: path, repository: name, head: try repository.reference(reference(of: name)))
      })
  }

  /// What is merged in those that a copy is here of.
  static func lines(
    of names: [String], known: Set<String>, at heads: [String: ObjectID], asOf: Timestamp?,
    in repository: Repository
  ) throws -> [RepositoryLine] {
    try names.compactMap { name in
      guard known.contains(name),
        let head = try heads[name] ?? repository.reference(reference(of: name))
      else { return nil }
      let whole = RepositoryLine(name, head: head, in: repository)
      guard let asOf else { return whole }
      guard let position = try whole.line.newest(notAfter: asOf),
        let commit = try whole.line.commit(at: position)
      else { throw SituationError.nothingMerged(name, asOf) }
      return RepositoryLine(name, head: commit.id, in: repository)
    }
  }
}

extension ConfigurationFile {
  /// Moves items to the broken ones that cannot be worked with here: this machine does not know
  /// where one of their repositories is, a submodule's files are not known, or their content could
  /// not be told from that of another repository. Returns the names of all but the last.
  mutating func disableUnreadable(
    known: Set<String>, controlTree: ObjectID, in repository: Repository
  ) throws -> Set<String> {
    let ambiguous = try repository.tree(controlTree).filter {
      $0.mode == .folder && Repositories.name(ofFolder: $0.name) != nil
    }.map { GitPath(bytes: $0.name) }
    var absent: Set<String> = []
    var kept: [Item] = []
    let submodules = try SubmoduleSearch(controlTree, in: repository)
    for item in items {
      let reason: String
      var remedy: String?
      if let name = item.otherRepositories.first(where: { !known.contains($0) }) {
        reason =
          "the item \(item.name) takes content from the repository \(name), and this machine's "
          + "targets file does not say where that is"
        absent.insert(item.name)
      } else if let folder = ambiguous.first(where: { ItemPaths(item).canBeBelow($0) }) {
        reason =
          "the item \(item.name) would own files in the folder \(folder), whose name is one of "
          + "another repository"
      } else if let unknown = try submodules.unknown(of: item) {
        reason = "the item \(item.name) cannot be worked with here: \(unknown.message)"
        remedy = unknown.hints.first
        absent.insert(item.name)
      } else {
        kept.append(item)
        continue
      }
      let problem = Problem(
        file: Self.fileName, line: 1, column: 1,
        message: remedy.map { "\(reason): \($0)" } ?? reason, item: item.name)
      broken.append(
        BrokenItem(
          name: item.name, problems: [problem], targets: item.bindings.map(\.id.target),
          localReason: reason, localRemedy: remedy))
    }
    items = kept
    return absent
  }
}
