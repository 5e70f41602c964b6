import Glibc

/// The removal of a folder with all that is in it, through no symbolic link.
enum FolderRemoval {
  static func remove(_ name: EntryName, in folder: OpenFolder) throws(SystemFailure) {
    guard try folder.kind(name) == .folder else { return try folder.removeFile(name) }
    let own = try folder.folder(name)
    for inner in try own.names() { try remove(inner, in: own) }
    try folder.removeFolder(name)
  }
}
