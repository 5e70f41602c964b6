/// Where a target is, as far as this module knows how to reach it.
package enum TargetLocation: Hashable, Sendable {
  /// A folder of this machine, by its absolute path.
  case directory(path: String)
}

/// The way to a target: from where it is to what can be done with it.
package enum TargetOpening {
  /// Opens the target for reading only.
  ///
  /// Throws `TargetError` where its folder is missing, not a folder, a symbolic link or not
  /// accessible.
  package static func reader(at location: TargetLocation) throws -> any TargetReader {
    switch location {
    case .directory(let path): try DirectoryReader(path: path)
    }
  }

  /// Opens the target for writing; it throws as `reader(at:)` does.
  package static func writer(at location: TargetLocation) throws -> any TargetWriter {
    switch location {
    case .directory(let path): try DirectoryWriter(path: path)
    }
  }
}
