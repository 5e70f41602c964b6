package import Domain

extension Repository {
  /// What `git diff --full-index --binary` shows for one file; `git apply` takes it.
  ///
  /// Nothing where both versions and paths are the same. A file with a NUL among its first 8,000
  /// bytes is binary, as in git, and comes as a `GIT binary patch` in both directions. A file that
  /// became a link or a submodule is deleted and added.
  ///
  /// - Parameters:
  ///   - oldPath: Where the old version is; the new path where nil is given.
  ///   - newPath: Where the new version is; the old path where nil is given. Where they differ,
  ///     the patch is a rename.
  /// - Throws: `RepositoryError` where the content is missing or damaged.
  package func patch(
    old: FileVersion?, new: FileVersion?, oldPath: GitPath?, newPath: GitPath?
  ) throws -> [UInt8] {
    try Self.patch(old: old, new: new, oldPath: oldPath, newPath: newPath, content: content)
  }

  /// The same of versions that need not be in a repository: `content` knows the bytes of each.
  ///
  /// - Throws: What `content` throws, and `GitError` where the library fails.
  package static func patch(
    old: FileVersion?, new: FileVersion?, oldPath: GitPath?, newPath: GitPath?,
    content: (FileVersion?) throws -> [UInt8]
  ) throws -> [UInt8] {
    guard let before = oldPath ?? newPath, let after = newPath ?? oldPath else { return [] }
    guard old != new || before != after else { return [] }
    if let old, let new, old.mode.kind != new.mode.kind {
      return try patch(
        old: old, new: nil, oldPath: before, newPath: before, content: content)
        + patch(old: nil, new: new, oldPath: after, newPath: after, content: content)
    }
    let header = PatchHeader(old: old, new: new, oldPath: before, newPath: after)
    let lines = try Patch.hunks(old: try content(old), new: try content(new))
    return switch lines {
    case .none: Array(header.text.utf8)
    case .binary(let bytes): Array(header.text.utf8) + bytes
    case .text(let bytes): Array((header.text + header.files).utf8) + bytes
    }
  }

  /// What a patch compares: of a submodule a line with its commit, as git shows it.
  private func content(_ version: FileVersion?) throws -> [UInt8] {
    guard let version else { return [] }
    if version.mode == .submodule {
      return Array("Subproject commit \(version.content.hex)\n".utf8)
    }
    return try blob(version.content)
  }
}

extension FileMode {
  /// Modes of one kind are changed into each other by a `chmod`.
  fileprivate var kind: FileMode { self == .executable ? .regular : self }
}

/// The lines of a patch before its content (git-diff(1), "Generating patch text with -p").
private struct PatchHeader {
  let old: FileVersion?
  let new: FileVersion?
  let oldPath: GitPath
  let newPath: GitPath

  var text: String {
    var lines = "diff --git \(name("a", oldPath)) \(name("b", newPath))\n"
    switch (old, new) {
    case (nil, let new?): lines += "new file mode \(new.mode.text)\n"
    case (let old?, nil): lines += "deleted file mode \(old.mode.text)\n"
    case (let old?, let new?):
      if old.mode != new.mode {
        lines += "old mode \(old.mode.text)\nnew mode \(new.mode.text)\n"
      }
      if oldPath != newPath {
        if old.content == new.content { lines += "similarity index 100%\n" }
        lines += "rename from \(oldPath.quoted)\nrename to \(newPath.quoted)\n"
      }
    case (nil, nil): break
    }
    let from = old?.content ?? .zero
    let to = new?.content ?? .zero
    if from != to {
      lines += "index \(from.hex)..\(to.hex)"
      if let old, let new, old.mode == new.mode { lines += " \(new.mode.text)" }
      lines += "\n"
    }
    return lines
  }

  /// The two names above the hunks.
  var files: String {
    "--- \(old == nil ? "/dev/null" : ended(name("a", oldPath)))\n"
      + "+++ \(new == nil ? "/dev/null" : ended(name("b", newPath)))\n"
  }

  private func name(_ side: String, _ path: GitPath) -> String {
    GitPath(bytes: Array(side.utf8) + [UInt8(ascii: "/")] + path.bytes).quoted
  }

  /// git ends a name with a space in it by a tab, for patch programs that stop at the space.
  private func ended(_ name: String) -> String {
    name.hasPrefix("\"") || !name.contains(" ") ? name : name + "\t"
  }
}
