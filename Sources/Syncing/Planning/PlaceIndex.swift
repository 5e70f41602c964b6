import Domain
import Git
import Targets

/// The files of some contents by their places on one target, read folder by folder as they are
/// asked for: what nobody asks for costs nothing, however many files there are.
final class PlaceIndex {
  /// One content, and where its files are.
  struct Side {
    /// The files of all repositories as one tree (see `GitPath.inRepository`).
    var tree: ObjectID
    /// What is stripped from the paths.
    var root: GitPath
    /// Of a record: the places of the files that are not at their path without the root.
    var places: [GitPath: GitPath] = [:]
  }

  /// A file of one side, which is told by its number.
  struct Found {
    var side: Int
    var object: TargetObject
  }

  /// A folder of one side: its path in the content, and its place on the target.
  struct Node {
    var side: Int
    var tree: ObjectID
    var path: GitPath
    var place: GitPath
  }

  let sides: [Side]
  let repository: Repository
  /// The files that are not at their path without the root, by place.
  let moved: [GitPath: [Found]]
  private let roots: [Node]
  private var nodes: [GitPath: [Node]] = [:]
  private var entries: [ObjectID: [GitPath: TreeEntry]] = [:]

  /// Throws `RepositoryError` where a tree at the top is missing or damaged.
  init(_ sides: [Side], in repository: Repository) throws {
    self.sides = sides
    self.repository = repository
    var roots: [Node] = []
    var moved: [GitPath: [Found]] = [:]
    for (number, side) in sides.enumerated() where side.tree != .emptyTree {
      var parts = [Node(side: number, tree: side.tree, path: .root, place: .root)]
      for entry in try repository.tree(side.tree) where entry.mode == .folder {
        guard Repositories.name(ofFolder: entry.name) != nil else { continue }
        parts.append(
          Node(side: number, tree: entry.id, path: GitPath(bytes: entry.name), place: .root))
      }
      roots += parts
      for part in parts where !side.root.isRoot {
        guard let entry = try repository.entry(at: side.root, in: part.tree), entry.mode == .folder
        else { continue }
        roots.append(
          Node(
            side: number, tree: entry.id, path: part.path.appending(side.root.bytes),
            place: .root))
      }
      for (path, place) in side.places {
        guard let entry = try repository.entry(at: path, in: side.tree), entry.mode != .folder
        else { continue }
        moved[place, default: []].append(Found(side: number, path: path, entry))
      }
    }
    self.roots = roots
    self.moved = moved
  }

  /// The files at a place, by their sides.
  func files(at place: GitPath) throws -> [Found] {
    guard !place.isRoot else { return [] }
    let name = GitPath(bytes: place.lastComponent)
    var found = moved[place] ?? []
    for node in try nodes(in: place.parent) {
      guard let entry = try byName(node.tree)[name], entry.mode != .folder else { continue }
      if let file = visible(entry, in: node) { found.append(file) }
    }
    return found.count < 2
      ? found : found.sorted { ($0.side, $0.object.path) < ($1.side, $1.object.path) }
  }

  /// Visits every place at which there are several files, of one side or of different ones. Only
  /// folders that several have are read.
  func shared(_ visit: (GitPath, [Found]) throws -> Void) throws {
    try shared(roots, visit)
    for place in moved.keys {
      let found = try files(at: place)
      if found.count > 1 { try visit(place, found) }
    }
  }

  /// All places, also those that different sides share.
  func allPlaces() throws -> Set<GitPath> {
    var places: Set<GitPath> = []
    for side in sides {
      for (path, _) in try repository.files(in: side.tree) {
        places.insert(side.places[path] ?? path.place(under: side.root))
      }
    }
    return places
  }

  /// The folders of the sides at a place.
  func nodes(in folder: GitPath) throws -> [Node] {
    if folder.isRoot { return roots }
    if let known = nodes[folder] { return known }
    let name = GitPath(bytes: folder.lastComponent)
    var found: [Node] = []
    for parent in try nodes(in: folder.parent) {
      guard let entry = try byName(parent.tree)[name] else { continue }
      if let child = child(entry, in: parent) { found.append(child) }
    }
    nodes[folder] = found
    return found
  }

  /// The entry as a folder of its own; nil for a file, and for what has another place.
  func child(_ entry: TreeEntry, in node: Node) -> Node? {
    guard entry.mode == .folder else { return nil }
    if node.path.isRoot, Repositories.name(ofFolder: entry.name) != nil { return nil }
    let path = node.path.appending(entry.name)
    let root = sides[node.side].root
    // What is below the root is at the top, and not here.
    if !root.isRoot, path.ownPath == root { return nil }
    return Node(
      side: node.side, tree: entry.id, path: path, place: node.place.appending(entry.name))
  }

  /// The entry as a file; nil for a folder, and for what has another place.
  func visible(_ entry: TreeEntry, in node: Node) -> Found? {
    guard entry.mode != .folder else { return nil }
    let path = node.path.appending(entry.name)
    return sides[node.side].places[path] == nil ? Found(side: node.side, path: path, entry) : nil
  }

  private func shared(_ nodes: [Node], _ visit: (GitPath, [Found]) throws -> Void) throws {
    guard nodes.count > 1 else { return }
    var files: [GitPath: [Found]] = [:]
    var folders: [GitPath: [Node]] = [:]
    for node in nodes {
      for entry in try repository.tree(node.tree) {
        let name = GitPath(bytes: entry.name)
        if let child = child(entry, in: node) {
          folders[name, default: []].append(child)
        } else if let file = visible(entry, in: node) {
          files[name, default: []].append(file)
        }
      }
    }
    for (name, found) in files where found.count > 1 {
      let place = nodes[0].place.appending(name.bytes)
      guard moved[place] == nil else { continue }
      try visit(place, found.sorted { ($0.side, $0.object.path) < ($1.side, $1.object.path) })
    }
    for children in folders.values { try shared(children, visit) }
  }

  private func byName(_ tree: ObjectID) throws -> [GitPath: TreeEntry] {
    if let known = entries[tree] { return known }
    let named = Dictionary(
      try repository.tree(tree).map { (GitPath(bytes: $0.name), $0) },
      uniquingKeysWith: { a, _ in a })
    entries[tree] = named
    return named
  }
}

extension PlaceIndex.Found {
  fileprivate init(side: Int, path: GitPath, _ entry: TreeEntry) {
    self.side = side
    object = TargetObject(
      path: path, version: FileVersion(mode: entry.mode, content: entry.id))
  }
}

extension GitPath {
  /// The folder that the path is in; the root's own is the root.
  var parent: GitPath {
    GitPath(bytes: bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
  }
}
