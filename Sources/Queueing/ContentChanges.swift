package import Domain
package import Git

extension Change {
  /// The changes between two contents, by path. A deleted and an added file with the same bytes
  /// are one rename: that is proof, similarity is not. Empty files are never paired, since their
  /// content says nothing about where they came from.
  package static func between(_ differences: [TreeDifference]) -> [Change] {
    var removed: [ObjectID: [GitPath]] = [:]
    for difference in differences where difference.new == nil {
      if let old = difference.old, old.isRenamable {
        removed[old.content, default: []].append(difference.path)
      }
    }
    let sources = renames(differences, from: removed)
    let moved = Set(sources.values)
    var versions: [GitPath: FileVersion] = [:]
    for difference in differences { versions[difference.path] = difference.old }
    var changes: [Change] = []
    for difference in differences {
      switch (difference.old, difference.new) {
      case (nil, let new?):
        let from = sources[difference.path]
        changes.append(
          Change(
            kind: from == nil ? .added : .renamed, path: difference.path, from: from,
            old: from.flatMap { versions[$0] }, new: new))
      case (let old?, nil) where !moved.contains(difference.path):
        changes.append(Change(kind: .deleted, path: difference.path, old: old, new: nil))
      case (let old?, let new?):
        let kind: Kind = old.mode.isSameType(as: new.mode) ? .modified : .typeChanged
        changes.append(Change(kind: kind, path: difference.path, old: old, new: new))
      default: break
      }
    }
    return changes.sorted { $0.path < $1.path }
  }

  /// For each added path its source: one with the same last component first, else the first by
  /// path.
  private static func renames(
    _ differences: [TreeDifference], from removed: [ObjectID: [GitPath]]
  ) -> [GitPath: GitPath] {
    var removed = removed.mapValues { $0.sorted() }
    var sources: [GitPath: GitPath] = [:]
    func pair(_ isFit: (_ source: GitPath, _ path: GitPath) -> Bool) {
      for difference in differences where sources[difference.path] == nil {
        guard difference.old == nil, let new = difference.new, new.isRenamable,
          let index = removed[new.content]?.firstIndex(where: { isFit($0, difference.path) })
        else { continue }
        sources[difference.path] = removed[new.content]?.remove(at: index)
      }
    }
    pair { $0.lastComponent == $1.lastComponent }
    pair { _, _ in true }
    return sources
  }
}

extension FileVersion {
  fileprivate var isRenamable: Bool {
    (mode == .regular || mode == .executable) && content != .emptyBlob
  }
}

extension FileMode {
  /// Regular and executable files are one type: the change between them is a modification.
  fileprivate func isSameType(as other: FileMode) -> Bool {
    func type(_ mode: FileMode) -> FileMode { mode == .executable ? .regular : mode }
    return type(self) == type(other)
  }
}
