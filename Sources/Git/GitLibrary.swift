import CertificateSkip
import Clibgit2

/// libgit2 as a whole: started once for the process, with the settings this module relies on.
package enum GitLibrary {
  /// The levels of configuration outside a repository that libgit2 searches for in folders.
  private static let outerLevels = [
    GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
    GIT_CONFIG_LEVEL_GLOBAL,
  ]

  /// A number below zero where the library did not start.
  private static let started: Int32 = {
    let count = git_libgit2_init()
    guard count >= 0 else { return count }
    // What is written must outlive a power cut: objects and references are synced to disk.
    _ = deploysync_set_fsync(1)
    // `Repository` checks the hashes itself, because it can leave that out for one object; the
    // library's switch is one for the whole process.
    _ = deploysync_set_hash_verification(0)
    // A single pass gains nothing from the library's cache; trees have one of their own.
    _ = deploysync_set_caching(0)
    return count
  }()

  /// Starts the library unless it runs already.
  ///
  /// - Throws: `GitError` where it cannot start.
  static func start() throws(GitError) {
    guard started >= 0 else {
      throw GitError(
        code: GitError.Code(rawValue: started), class: .none, function: "git_libgit2_init",
        message: "the library did not start")
    }
  }

  /// How many files of certificates the library was kept from parsing when it started, which would
  /// take longer than all that a hook with nothing to do does: this program opens no connection with
  /// it. None where the library uses another TLS library than Mbed TLS.
  package static var skippedCertificateFiles: Int {
    Int(deploysync_skipped_certificate_files())
  }

  private static let isolated = Result { try search("", in: outerLevels) }

  /// Switches off all configuration outside the repositories: for tests. It holds for the process;
  /// further calls do nothing, since search paths must not change while repositories are opened.
  ///
  /// - Throws: `GitError` where the library refuses.
  package static func isolate() throws { try isolated.get() }

  /// Looks for the user's configuration (`.gitconfig`) in that folder alone: for tests, before
  /// the first repository is opened.
  ///
  /// - Throws: `GitError` where the library refuses.
  package static func readGlobalConfiguration(in folder: String) throws {
    try search(folder, in: [GIT_CONFIG_LEVEL_GLOBAL])
  }

  private static func search(_ path: String, in levels: [git_config_level_t]) throws {
    try start()
    for level in levels {
      try check("git_libgit2_opts") {
        unsafe deploysync_set_search_path(Int32(level.rawValue), path)
      }
    }
  }
}
