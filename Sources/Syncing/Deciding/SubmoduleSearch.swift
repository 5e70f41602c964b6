import Domain
import Git
import Queueing

/// Looks for submodules of items whose files are not known here, in one tree of the control
/// repository.
struct SubmoduleSearch {
  private let tree: ObjectID
  private let repository: Repository
  /// Whether contents are looked through for submodules that the operator's file does not name. Where
  /// git made one there is this file; what it says is not read. One without it is found by the plan.
  private let isThorough: Bool

  init(_ tree: ObjectID, in repository: Repository) throws {
    self.tree = tree
    self.repository = repository
    isThorough = try repository.entry(at: GitPath(".gitmodules"), in: tree) != nil
  }

  /// The first one; nil where the item can be worked with. One that was never fetched is left to who
  /// needs it.
  func unknown(of item: Item) throws -> SubmoduleUnknown? {
    let paths = ItemPaths(item)
    if let unknown = try repository.unknownSubmodule(of: paths, in: tree) {
      if case .notFetched = unknown.reason { return nil }
      return unknown
    }
    guard isThorough else { return nil }
    return try repository.unknownSubmodule(in: repository.content(of: paths, in: tree))
  }
}
