import Domain
import Git
import Targets

extension PlaceIndex {
  /// Of all places those that some of the given ones could collide with: the same where case is
  /// ignored, one that would have to be a folder of it, and one below it.
  func places(similarTo given: [GitPath]) throws -> Set<GitPath> {
    var result: Set<GitPath> = Set(moved.keys)
    var folded: [ObjectID: [String: [TreeEntry]]] = [:]
    var known: [GitPath: [Node]] = [:]

    func entries(like name: GitPath, in node: Node) throws -> [TreeEntry] {
      if let names = folded[node.tree] { return names[FoldedName.of(name)] ?? [] }
      var names: [String: [TreeEntry]] = [:]
      for entry in try repository.tree(node.tree) {
        names[FoldedName.of(GitPath(bytes: entry.name)), default: []].append(entry)
      }
      folded[node.tree] = names
      return names[FoldedName.of(name)] ?? []
    }

    func folders(like folder: GitPath) throws -> [Node] {
      if folder.isRoot { return try nodes(in: .root) }
      if let found = known[folder] { return found }
      var found: [Node] = []
      for parent in try folders(like: folder.parent) {
        for entry in try entries(like: GitPath(bytes: folder.lastComponent), in: parent) {
          if let child = child(entry, in: parent) {
            found.append(child)
          } else if visible(entry, in: parent) != nil {
            result.insert(parent.place.appending(entry.name))
          }
        }
      }
      known[folder] = found
      return found
    }

    for place in given {
      for node in try folders(like: place.parent) {
        for entry in try entries(like: GitPath(bytes: place.lastComponent), in: node) {
          if let child = child(entry, in: node) {
            if let below = try firstFile(below: child) { result.insert(below) }
          } else if visible(entry, in: node) != nil {
            result.insert(node.place.appending(entry.name))
          }
        }
      }
    }
    return result
  }

  private func firstFile(below node: Node) throws -> GitPath? {
    for entry in try repository.tree(node.tree) {
      if let child = child(entry, in: node) {
        if let found = try firstFile(below: child) { return found }
      } else if visible(entry, in: node) != nil {
        return node.place.appending(entry.name)
      }
    }
    return nil
  }
}
