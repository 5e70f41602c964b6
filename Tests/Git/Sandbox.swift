import Domain
import FoundationEssentials
import Git
import Glibc
import Testing

/// A folder for one test, with the `git` program to make repositories in and to ask for answers.
final class Sandbox {
  struct Failure: Error { var text: String }

  let path: String

  /// Where libgit2 looks for the user's settings in this process: set once, because its search
  /// paths may not change while repositories are opened. Nothing is in it but what
  /// `ForeignOwnerTests` write.
  static let home = Swift.Result {
    let home = FileManager.default.temporaryDirectory.path + "/git-tests-home-\(getpid())"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try GitLibrary.isolate()
    try GitLibrary.readGlobalConfiguration(in: home)
    return home
  }

  init() throws {
    _ = try Self.home.get()
    path = FileManager.default.temporaryDirectory.path + "/git-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func folder(_ name: String) -> String { path + "/" + name }

  /// A new repository with the branch `main` and nothing in it.
  @discardableResult
  func makeRepository(_ name: String = "repo", _ options: String...) throws -> String {
    try git(["init", "-q", "-b", "main"] + options + [folder(name)], in: path)
    return folder(name)
  }

  /// Writes a file, with the folders it needs.
  func write(_ text: String, to name: String, in repository: String = "repo") throws {
    let file = folder(repository) + "/" + name
    let parent = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: file))
  }

  /// Commits everything in the work tree; the clock advances with each one.
  @discardableResult
  func commit(_ message: String, in repository: String = "repo") throws -> ObjectID {
    try git("add", "-A", in: repository)
    try git("commit", "-q", "--allow-empty", "-m", message, in: repository)
    return try id("HEAD", in: repository)
  }

  func id(_ revision: String, in repository: String = "repo") throws -> ObjectID {
    try #require(ObjectID(hex: try line("rev-parse", revision, in: repository)))
  }

  /// What git prints, without the newline at its end.
  func line(_ arguments: String..., in repository: String = "repo") throws -> String {
    let text = String(decoding: try git(arguments, in: repository), as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  @discardableResult
  func git(_ arguments: String..., in repository: String = "repo") throws -> [UInt8] {
    try git(arguments, in: repository)
  }

  /// Runs git and returns what it prints.
  @discardableResult
  func git(
    _ arguments: [String], in repository: String = "repo", input: [UInt8] = [],
    environment: [String: String] = [:]
  ) throws -> [UInt8] {
    let folder = repository.hasPrefix("/") ? repository : folder(repository)
    let out = path + "/out-\(UUID().uuidString)"
    try Data(input).write(to: URL(filePath: out + ".in"))
    defer {
      for suffix in ["", ".in", ".err"] {
        try? FileManager.default.removeItem(atPath: out + suffix)
      }
    }
    let status = try spawn(
      ["git", "-C", folder] + arguments, environment, (out + ".in", out, out + ".err"))
    guard status == 0 else {
      let error = FileManager.default.contents(atPath: out + ".err") ?? Data()
      throw Failure(text: "\(arguments): \(String(decoding: error, as: UTF8.self))")
    }
    return Array(FileManager.default.contents(atPath: out) ?? Data())
  }

  private func spawn(
    _ call: [String], _ extra: [String: String], _ files: (String, String, String)
  ) throws -> Int32 {
    var environment = [
      "HOME": path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C",
      "TZ": "UTC", "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_AUTHOR_NAME": "Ada",
      "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_NAME": "Cleo",
      "GIT_COMMITTER_EMAIL": "cleo@example.com", "GIT_AUTHOR_DATE": "1700000000 +0130",
      "GIT_COMMITTER_DATE": "1700000060 -0500",
    ]
    environment.merge(extra) { $1 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, files.0, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, files.1, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, files.2, O_WRONLY | O_CREAT, 0o600)
    var arguments: [UnsafeMutablePointer<CChar>?] = call.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var process: pid_t = 0
    let failure = posix_spawnp(&process, "git", &actions, nil, &arguments, &variables)
    guard failure == 0 else { throw Failure(text: "git was not started: \(failure)") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}

/// Numbers that a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
