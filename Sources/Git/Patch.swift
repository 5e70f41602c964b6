import Clibgit2

/// The content of a patch, made by libgit2's copy of git's own algorithm.
enum Patch {
  /// No difference, lines, or bytes that are not text.
  enum Content: Equatable {
    case none
    case text([UInt8])
    case binary([UInt8])
  }

  /// Everything below the header.
  ///
  /// - Throws: `GitError` where the library fails.
  static func hunks(old: [UInt8], new: [UInt8]) throws(GitError) -> Content {
    guard old != new else { return .none }
    let isBinary = Self.isBinary(old) || Self.isBinary(new)
    var options = unsafe git_diff_options()
    try check("git_diff_options_init") {
      unsafe git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION))
    }
    let flags =
      isBinary
      ? GIT_DIFF_SHOW_BINARY.rawValue | GIT_DIFF_FORCE_BINARY.rawValue
      : GIT_DIFF_FORCE_TEXT.rawValue | GIT_DIFF_INDENT_HEURISTIC.rawValue
    unsafe options.flags = UInt32(flags)
    let patch = try Handle(
      "git_patch_from_buffers", freeing: { unsafe git_patch_free($0) },
      making: { patch in
        unsafe old.withUnsafeBytes { old in
          unsafe new.withUnsafeBytes { new in
            unsafe git_patch_from_buffers(
              &patch, old.baseAddress, old.count, "old", new.baseAddress, new.count, "new",
              &options)
          }
        }
      })
    let whole = try patch.withPointer { pointer throws(GitError) in
      try bytes("git_patch_to_buf") { unsafe git_patch_to_buf(&$0, pointer) }
    }
    let marker = Array((isBinary ? "\nGIT binary patch\n" : "\n@@ ").utf8)
    guard let start = firstIndex(of: marker, in: whole) else { return .none }
    let content = Array(whole[(start + 1)...])
    return isBinary ? .binary(content) : .text(content)
  }

  /// Git's test: a NUL among the first 8,000 bytes (`buffer_is_binary` in git's xdiff-interface.c).
  static func isBinary(_ bytes: [UInt8]) -> Bool { bytes.prefix(8000).contains(0) }

  private static func firstIndex(of marker: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= marker.count else { return nil }
    return (0...(bytes.count - marker.count)).first { bytes[$0...].starts(with: marker) }
  }
}
