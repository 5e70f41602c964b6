import Clibgit2

/// Merges the lines of one file (`git merge-file`).
enum FileMerge {
  /// The merged bytes; nil where changes meet, or where a side is binary: has a NUL among its
  /// first 8,000 bytes.
  ///
  /// - Throws: `GitError` where the library fails.
  static func merge(_ sides: ThreeSides<[UInt8]>) throws(GitError) -> [UInt8]? {
    var options = unsafe git_merge_file_options()
    try check("git_merge_file_options_init") {
      unsafe git_merge_file_options_init(&options, UInt32(GIT_MERGE_FILE_OPTIONS_VERSION))
    }
    var result = unsafe git_merge_file_result()
    defer { unsafe git_merge_file_result_free(&result) }
    try unsafe lend(sides.ancestor) { ancestor throws(GitError) in
      try unsafe lend(sides.ours) { ours throws(GitError) in
        try unsafe lend(sides.theirs) { theirs throws(GitError) in
          var inputs = unsafe (ancestor, ours, theirs)
          try check("git_merge_file") {
            unsafe git_merge_file(&result, &inputs.0, &inputs.1, &inputs.2, &options)
          }
        }
      }
    }
    guard unsafe result.automergeable == 1 else { return nil }
    return unsafe Array(UnsafeRawBufferPointer(start: result.ptr, count: result.len))
  }

  private static func lend(
    _ bytes: [UInt8], _ body: (git_merge_file_input) throws(GitError) -> Void
  ) throws(GitError) {
    var input = unsafe git_merge_file_input()
    try check("git_merge_file_input_init") {
      unsafe git_merge_file_input_init(&input, UInt32(GIT_MERGE_FILE_INPUT_VERSION))
    }
    let outcome = unsafe bytes.withUnsafeBufferPointer { buffer -> Result<Void, GitError> in
      unsafe buffer.withMemoryRebound(to: CChar.self) { text in
        unsafe input.ptr = text.baseAddress
        unsafe input.size = text.count
        let lent = unsafe input
        return Result { () throws(GitError) in try unsafe body(lent) }
      }
    }
    try outcome.get()
  }
}
