package import Domain

/// One entry of a tree.
package struct TreeEntry: Hashable, Sendable {
  /// The bytes of its name, without any slash.
  package var name: [UInt8]
  package var mode: FileMode
  /// The blob, the tree below, or for a submodule the commit.
  package var id: ObjectID

  package init(name: [UInt8], mode: FileMode, id: ObjectID) {
    self.name = name
    self.mode = mode
    self.id = id
  }
}

/// One path at which two trees have different files.
package struct TreeDifference: Hashable, Sendable {
  package var path: GitPath
  /// The version of the first tree; nil where it has none.
  package var old: FileVersion?
  /// The version of the second tree; nil where it has none.
  package var new: FileVersion?

  package init(path: GitPath, old: FileVersion?, new: FileVersion?) {
    self.path = path
    self.old = old
    self.new = new
  }
}

/// What `filteredTree` does with an entry.
package enum TreeSelection: Sendable, Hashable {
  /// Keep the file, or the folder with everything below it.
  case all
  /// Look into the folder; a file is dropped.
  case some
  /// Drop it.
  case none
}
