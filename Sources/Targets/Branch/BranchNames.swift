import Domain
import Git

/// Which names objects may have beside the other files of a branch.
final class BranchNames {
  private let repository: Repository
  /// The entries of the trees that were looked at, by their folded names.
  private var folded: [ObjectID: [String: [TreeEntry]]] = [:]

  init(in repository: Repository) { self.repository = repository }

  /// Why git must not have an object at this path of a branch, whatever else is there: a full clause,
  /// nil where it may.
  ///
  /// The file `.gitmodules` at the top says where submodules are fetched from, and git refuses a link
  /// of that name anywhere (git-fsck(1), gitmodulesSymlink).
  static func refusal(of path: GitPath, _ mode: FileMode) -> String? {
    if let reason = ObjectNames.refusal(of: path) { return reason }
    let name = String(decoding: path.lastComponent, as: UTF8.self).lowercased()
    guard name == ".gitmodules" else { return nil }
    if path.components.count == 1 {
      return "it would say where the branch's submodules are fetched from"
    }
    return mode == .symbolicLink ? "git takes no symbolic link named .gitmodules" : nil
  }

  /// What a path of the tree collides with on systems that ignore case, as a full clause; nil for
  /// nothing.
  ///
  /// - Parameter isGoing: Whether the file at a path is there no more when the run is over.
  func collision(
    of path: GitPath, in tree: ObjectID, isGoing: (GitPath) throws -> Bool
  ) throws -> String? {
    var current = tree
    var above = GitPath.root
    for component in path.components {
      let name = Array(component)
      let key = FoldedName.of(GitPath(bytes: name))
      var next: ObjectID?
      for entry in try entries(of: current)[key] ?? [] {
        if entry.name == name {
          next = entry.mode == .folder ? entry.id : nil
        } else if let other = try staying(entry, at: above.appending(entry.name), isGoing) {
          return "its name and \(other) are the same on systems that ignore case"
        }
      }
      above = above.appending(name)
      guard let next else { return nil }
      current = next
    }
    return nil
  }

  /// The path of the entry, or of the first file below it, that stays.
  private func staying(
    _ entry: TreeEntry, at path: GitPath, _ isGoing: (GitPath) throws -> Bool
  ) throws -> GitPath? {
    guard entry.mode == .folder else { return try isGoing(path) ? nil : path }
    for file in try repository.files(in: entry.id) {
      let path = GitPath(bytes: path.appending(file.path.bytes).bytes)
      if try !isGoing(path) { return path }
    }
    return nil
  }

  private func entries(of tree: ObjectID) throws -> [String: [TreeEntry]] {
    if let known = folded[tree] { return known }
    var entries: [String: [TreeEntry]] = [:]
    for entry in try repository.tree(tree) {
      entries[FoldedName.of(GitPath(bytes: entry.name)), default: []].append(entry)
    }
    folded[tree] = entries
    return entries
  }
}
