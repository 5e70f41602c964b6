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
      files[Self.folded(path), default: []].append(path)
      let folder = path.folder
      if folder != previous { note(folder, of: path) }
      previous = folder
    }
  }

  /// What the path collides with, as a full clause; nil for nothing.
  func refusal(of path: GitPath) -> String? {
    let own = Self.folded(path)
    if let other = files[own]?.first(where: { $0 != path }) {
      return "its name and \(other) are the same on systems that ignore case"
    }
    if let below = folders[own] {
      return "it cannot be a file, because \(below) is below a folder of that name"
    }
    var folder = path.folder
    while !folder.isRoot {
      if let file = files[Self.folded(folder)]?.first {
        return "it cannot be in a folder \(folder), because \(file) is a file"
      }
      folder = folder.folder
    }
    return nil
  }

  private mutating func note(_ folder: GitPath, of path: GitPath) {
    var folder = folder
    while !folder.isRoot, folders.updateValue(path, forKey: Self.folded(folder)) == nil {
      folder = folder.folder
    }
  }

  /// Each scalar in lower case by itself, whatever the locale. Equality of Swift's strings adds
  /// canonical equivalence (`é` as one scalar or as two), which macOS ignores as well. Bytes that
  /// are not UTF-8 stand for themselves, in a form that no path can have.
  static func folded(_ path: GitPath) -> String {
    if path.bytes.allSatisfy({ $0 < 0x80 }) {
      return String(
        decoding: path.bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
    }
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
      return "\0" + path.bytes.map { String($0) }.joined(separator: " ")
    }
    return text.unicodeScalars.map { $0.properties.lowercaseMapping }.joined()
  }
}
