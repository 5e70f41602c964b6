/// The paths of an item that takes content from several repositories.
///
/// One tree holds all of an item's content: the files of the control repository at their own
/// paths, those of each other repository below a folder named `NAME:`, which no repository's own
/// content has at its top. A path there, `managed:/triggers/a.yaml`, names repository and file.
extension GitPath {
  /// The path of this file of a repository in an item's content.
  package func inRepository(_ name: String) -> GitPath {
    if name == Repositories.control { return self }
    let folder = Repositories.folder(of: name)
    return GitPath(bytes: isRoot ? folder : folder + [UInt8(ascii: "/")] + bytes)
  }

  /// The repository that a path in an item's content is in.
  package var repository: String {
    repositoryEnd.map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? Repositories.control
  }

  /// The path in its own repository.
  package var ownPath: GitPath {
    repositoryEnd.map { GitPath(bytes: bytes[($0 + 2)...]) } ?? self
  }

  /// Where a file of an item's content is on the target: its path in its own repository without
  /// the item's root, which is only stripped from paths that are below it.
  package func place(under root: GitPath) -> GitPath {
    let own = ownPath
    return own.relative(to: root) ?? own
  }

  /// Where the colon is that ends the repository's name; nil for a path of the control repository.
  private var repositoryEnd: Int? {
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")), slash > 1,
      bytes[slash - 1] == UInt8(ascii: ":"), slash + 1 < bytes.count
    else { return nil }
    return slash - 1
  }
}

extension Repositories {
  /// The name of the folder that holds a repository's files in an item's content.
  package static func folder(of name: String) -> [UInt8] {
    Array(name.utf8) + [UInt8(ascii: ":")]
  }

  /// The repository whose folder has this name; nil for any other folder.
  package static func name(ofFolder name: some Collection<UInt8>) -> String? {
    guard name.count > 1, Array(name).last == UInt8(ascii: ":") else { return nil }
    return String(decoding: name.dropLast(), as: UTF8.self)
  }
}
