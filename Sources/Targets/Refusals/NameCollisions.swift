import Domain

/// Finds names that cannot be side by side: a file and a folder of one name, and names that are
/// one on a system that ignores case or Unicode's spellings of the same letter.
struct NameCollisions {
  /// Folded path to the paths that fold to it.
  private var files: [String: [GitPath]] = [:]
  /// Folded folder to one path that is below it.
  private var folders: [String: GitPath] = [:]

  init(_ paths: some Sequence<GitPath>) {
    var previous: GitPath?
    for path in Set(paths).sorted() {
      files[FoldedName.of(path), default: []].append(path)
      let folder = path.folder
      if folder != previous { note(folder, of: path) }
      previous = folder
    }
  }

  /// What the path collides with, as a full clause; nil for nothing.
  func refusal(of path: GitPath) -> String? {
    let own = FoldedName.of(path)
    if let other = files[own]?.first(where: { $0 != path }) {
      return "its name and \(other) are the same on systems that ignore case"
    }
    if let below = folders[own] {
      return "it cannot be a file, because \(below) is below a folder of that name"
    }
    return refusal(ofFolder: path.folder)
  }

  /// Why nothing can be in the folder; that of the last one is kept, since objects of one folder
  /// mostly follow each other.
  private func refusal(ofFolder path: GitPath) -> String? {
    if latest.folder == path { return latest.refusal }
    latest.folder = path
    latest.refusal = nil
    var folder = path
    while !folder.isRoot, latest.refusal == nil {
      latest.refusal = files[FoldedName.of(folder)]?.first.map {
        "it cannot be in a folder \(folder), because \($0) is a file"
      }
      folder = folder.folder
    }
    return latest.refusal
  }

  private final class Latest {
    var folder: GitPath?
    var refusal: String?
  }
  private let latest = Latest()

  private mutating func note(_ folder: GitPath, of path: GitPath) {
    var folder = folder
    while !folder.isRoot, folders.updateValue(path, forKey: FoldedName.of(folder)) == nil {
      folder = folder.folder
    }
  }
}
