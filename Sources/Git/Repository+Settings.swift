import Clibgit2
import Domain

extension Repository {
  /// The value that `git config --get KEY` shows, of all levels; nil where it is not set.
  ///
  /// - Throws: `GitError` where a settings file cannot be read or the key is not one.
  package func setting(_ key: String) throws -> String? {
    try settings().withPointer { try settingValue(key, in: $0) }
  }

  /// The names of the remotes in the order of their bytes.
  ///
  /// - Throws: `GitError` where the settings cannot be read.
  package func remotes() throws -> [String] {
    try handle.withPointer { repository in
      var names = unsafe git_strarray()
      defer { unsafe git_strarray_dispose(&names) }
      try check("git_remote_list") { unsafe git_remote_list(&names, repository) }
      var result: [String] = []
      for index in unsafe 0..<names.count {
        if let name = unsafe names.strings[index] { result.append(unsafe String(cString: name)) }
      }
      return result.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// `user.name` and `user.email` of git's settings; nil where one of them is not set or empty.
  ///
  /// - Throws: `GitError` where the settings cannot be read.
  package func signature() throws -> (name: String, email: String)? {
    guard let name = try setting("user.name"), let email = try setting("user.email"),
      !name.isEmpty, !email.isEmpty
    else { return nil }
    return (name, email)
  }

  /// Whether objects may have been left out on purpose (git's partial-clone document).
  func isPartial() throws -> Bool {
    try settings().withPointer { settings in
      if try settingValue("extensions.partialclone", in: settings) != nil { return true }
      return try settingNames(matching: "^remote\\..*\\.promisor$", in: settings)
        .contains { ["true", "yes", "on", "1", ""].contains(try settingValue($0, in: settings)) }
    }
  }

  /// All levels of the settings, as they are now.
  private func settings() throws -> Handle {
    try handle.withPointer { repository throws(GitError) in
      try Handle(
        "git_repository_config_snapshot", freeing: { unsafe git_config_free($0) },
        making: { unsafe git_repository_config_snapshot(&$0, repository) })
    }
  }
}

/// The value of one setting; nil where it is not set. Works on snapshots and on single files.
@safe
func settingValue(_ key: String, in settings: OpaquePointer) throws -> String? {
  do throws(GitError) {
    return String(
      decoding: try bytes("git_config_get_string_buf") {
        unsafe git_config_get_string_buf(&$0, settings, key)
      }, as: UTF8.self)
  } catch {
    if error.code == .notFound { return nil }
    throw error
  }
}

/// The names of the settings that fit the regular expression, each once.
@safe
func settingNames(matching pattern: String, in settings: OpaquePointer) throws -> [String] {
  let iterator = try Handle(
    "git_config_iterator_glob_new", freeing: { unsafe git_config_iterator_free($0) },
    making: { unsafe git_config_iterator_glob_new(&$0, settings, pattern) })
  var names: [String] = []
  while true {
    var entry: UnsafeMutablePointer<git_config_entry>?
    do throws(GitError) {
      try iterator.withPointer { iterator throws(GitError) in
        _ = try check("git_config_next") { unsafe git_config_next(&entry, iterator) }
      }
    } catch {
      if error.code == .iterationOver { return names }
      throw error
    }
    guard let name = unsafe entry?.pointee.name else { continue }
    let text = unsafe String(cString: name)
    if !names.contains(text) { names.append(text) }
  }
}
