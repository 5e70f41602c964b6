import Domain
import Git

/// The files of a commit's tree as the objects of a target.
struct BranchTree {
  let tree: ObjectID
  /// The folder that the objects lie in.
  let folder: GitPath
  let repository: Repository

  /// Where an object lies in the tree.
  func path(of place: GitPath) -> GitPath {
    GitPath(bytes: folder.isRoot ? place.bytes : folder.appending(place.bytes).bytes)
  }

  /// What is at a place; nil for nothing. Of a place that was asked for together with others below it,
  /// or above it, the one that is not there counts as nothing.
  ///
  /// Throws `RepositoryError` where a tree cannot be read.
  func reading(of place: GitPath, among asked: AskedPlaces) throws -> LiveReading? {
    if let reason = ObjectNames.refusal(of: place) { return .unreadable(reason) }
    let path = path(of: place)
    guard let entry = try repository.entry(at: path, in: tree) else {
      return try obstacle(above: path, among: asked)
    }
    switch entry.mode {
    case .regular, .executable, .symbolicLink:
      return .object(LiveObject(mode: entry.mode, content: entry.id))
    case .submodule: return .unreadable("is a submodule")
    case .folder: return asked.hasFolder(place) ? nil : .unreadable("is a folder")
    }
  }

  /// What keeps a path from being there: one of the folders above it is none.
  private func obstacle(above path: GitPath, among asked: AskedPlaces) throws -> LiveReading? {
    var above = GitPath.root
    for component in path.components.dropLast() {
      above = above.appending(component)
      guard let entry = try repository.entry(at: above, in: tree) else { return nil }
      guard entry.mode != .folder else { continue }
      if let place = above.relative(to: folder), asked.contains(place) { return nil }
      return .unreadable(
        "cannot be reached: \(above) is \(entry.mode == .submodule ? "a submodule" : "no folder")")
    }
    return nil
  }

  /// The bytes of what was read at a place; nil where something else is there by now.
  func content(of live: LiveObject, at place: GitPath) throws -> [UInt8]? {
    guard try reading(of: place, among: AskedPlaces([place])) == .object(live) else { return nil }
    return try repository.blob(live.content)
  }
}
