package import Domain
package import Git
package import Queueing

/// Looks for submodules of items whose files are not known here, in one tree of the control
/// repository.
package struct SubmoduleSearch {
  private let tree: ObjectID
  private let repository: Repository
  private let isThorough: Bool

  /// - Parameter isThorough: whether all folders of an item are looked into for submodules that the
  ///   operator's file does not name; by default where there is a `.gitmodules`, as git makes one for
  ///   each. What it says is not read. One that is missed is found by the plan.
  package init(
    _ tree: ObjectID, isThorough: Bool? = nil, in repository: Repository
  ) throws {
    self.tree = tree
    self.repository = repository
    self.isThorough =
      try isThorough ?? (repository.entry(at: GitPath(".gitmodules"), in: tree) != nil)
  }

  /// The first one; nil where the item can be worked with. One whose repository was never fetched is
  /// left to who needs it.
  package func unknown(of item: Item) throws -> SubmoduleUnknown? {
    let paths = ItemPaths(item)
    var unknown = try repository.unknownSubmodule(of: paths, in: tree)
    if unknown == nil, isThorough {
      unknown = try repository.unknownSubmodule(amongAllOf: paths, in: tree)
    }
    if case .notFetched? = unknown?.reason { return nil }
    return unknown
  }
}
