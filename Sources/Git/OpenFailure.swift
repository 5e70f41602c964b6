import Clibgit2
import FoundationEssentials

/// Finds out why a repository did not open: the library's texts differ between its versions, so
/// its settings file is read instead.
struct OpenFailure {
  let error: GitError
  let path: String

  /// The reason, with what to do about it.
  var explanation: RepositoryError {
    guard let directory = discovered else { return .notARepository(path: path) }
    let place = root ?? directory
    // libgit2 1.5 says "not found" with a text about a setting where `safe.directory` is nowhere
    // set; otherwise, and later, it has a code of its own.
    if error.code == .owner || (error.code == .notFound && error.class == .configuration) {
      return .foreignOwner(path: place)
    }
    let settings = OndiskSettings(path: common(of: directory) + "/config")
    let version = settings["core.repositoryformatversion"] ?? "0"
    if settings["extensions.objectformat"]?.lowercased() == "sha256" { return .sha256(path: place) }
    if settings["extensions.refstorage"]?.lowercased() == "reftable" {
      return .reftable(path: place)
    }
    if version != "0" && version != "1" {
      return .unknownFormatVersion(path: place, version: version)
    }
    if version == "1", let name = settings.extensions.first(where: { $0 != "noop" }) {
      return .unknownExtension(path: place, name: name)
    }
    return .failed(error)
  }

  /// The repository's own folder, without a slash at the end.
  private var discovered: String? {
    guard
      let found = try? bytes(
        "git_repository_discover",
        filledBy: { unsafe git_repository_discover(&$0, path.isEmpty ? "." : path, 0, nil) })
    else { return nil }
    return String(
      decoding: found.last == UInt8(ascii: "/") ? found.dropLast() : found, as: UTF8.self)
  }

  /// The folder at or above the path that holds a `.git`: what `safe.directory` is to name. None
  /// for a bare repository.
  private var root: String? {
    var folder = URL(filePath: path.isEmpty ? "." : path).standardizedFileURL.path
    while true {
      while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
      if FileManager.default.fileExists(atPath: folder + "/.git") { return folder }
      guard let slash = folder.lastIndex(of: "/"), folder.count > 1 else { return nil }
      folder = String(folder[..<slash])
      if folder.isEmpty { folder = "/" }
    }
  }

  /// A linked worktree names the folder of its repository in the file `commondir`
  /// (gitrepository-layout(5)).
  private func common(of directory: String) -> String {
    guard let data = FileManager.default.contents(atPath: directory + "/commondir") else {
      return directory
    }
    let name = String(decoding: data.prefix { $0 != 0x0a }, as: UTF8.self)
    return name.hasPrefix("/") ? name : directory + "/" + name
  }
}

/// One settings file, read without opening its repository.
private struct OndiskSettings: ~Copyable {
  private let handle: Handle?

  init(path: String) {
    handle = try? Handle(
      "git_config_open_ondisk", freeing: { unsafe git_config_free($0) },
      making: { unsafe git_config_open_ondisk(&$0, path) })
  }

  subscript(key: String) -> String? {
    guard let value = try? handle?.withPointer({ try settingValue(key, in: $0) }) else {
      return nil
    }
    return value
  }

  /// The names of the format's extensions.
  var extensions: [String] {
    let names = try? handle?.withPointer { try settingNames(matching: "^extensions\\.", in: $0) }
    return (names ?? []).map { String($0.dropFirst("extensions.".count)) }
  }
}
