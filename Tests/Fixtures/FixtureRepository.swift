import Foundation

/// A real git repository in a temporary folder, driven by the `git` program with a fixed clock and
/// no configuration from outside.
package final class FixtureRepository {
  /// The work tree, or the repository itself where it is bare.
  package let path: String
  /// The folder it lives in, removed with the last object that holds it.
  package let folder: TemporaryFolder
  /// True where there is no work tree.
  package let isBare: Bool
  /// The time of the next commit made with ``git(_:input:)``, in seconds since 1970; each command
  /// that commits advances it by a minute.
  package var clock: Int64 = HistoryBuilder.start
  /// Variables added to the environment of ``git(_:input:)``.
  package var environment: [String: String] = [:]

  /// Where git keeps its data: `path/.git`, or `path` where it is bare (the main repository's for a
  /// linked work tree).
  package let gitFolder: String

  /// Makes an empty repository `name` inside `folder`, or inside a folder of its own.
  package init(
    bare: Bool = false, in folder: TemporaryFolder? = nil, named name: String = "repository",
    branch: String = "main"
  ) throws {
    self.folder = try folder ?? TemporaryFolder()
    path = self.folder.path(name)
    isBare = bare
    gitFolder = bare ? path : "\(path)/.git"
    try FileManager.default.createDirectory(
      atPath: self.folder.path("home"), withIntermediateDirectories: true)
    let arguments = ["init", "-q", "--template=", "-b", branch] + (bare ? ["--bare"] : []) + [path]
    try Self.succeed(
      Program.run("git", arguments, in: self.folder.path, environment: variables), arguments)
    try configure()
  }

  /// Takes a repository that is there already.
  init(existing path: String, gitFolder: String, bare: Bool, in folder: TemporaryFolder) throws {
    self.folder = folder
    self.path = path
    self.gitFolder = gitFolder
    isBare = bare
  }

  /// The hermetic environment of this repository, for programs that tests run on it.
  package var variables: [String: String] {
    HermeticEnvironment.variables(home: folder.path("home"))
      .merging(environment) { $1 }
  }

  /// Runs git and returns its output without the line end at its end.
  ///
  /// Throws ``FixtureError`` with the words of git where it fails.
  @discardableResult
  package func git(_ arguments: String..., input: [UInt8] = []) throws -> String {
    try git(arguments, input: input)
  }

  /// Runs git and returns its output without the line end at its end.
  @discardableResult
  package func git(_ arguments: [String], input: [UInt8] = []) throws -> String {
    String(decoding: try gitBytes(arguments, input: input), as: UTF8.self)
      .trimmingCharacters(in: .newlines)
  }

  /// Runs git and returns its output as it is.
  package func gitBytes(_ arguments: String..., input: [UInt8] = []) throws -> [UInt8] {
    try gitBytes(arguments, input: input)
  }

  /// Runs git and returns its output as it is.
  package func gitBytes(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let result = try runGit(arguments, input: input)
    try Self.succeed(result, arguments)
    return result.output
  }

  /// Runs git and returns what it answered, failures too.
  package func runGit(_ arguments: [String], input: [UInt8] = []) throws -> ProgramResult {
    var variables = variables
    let time = "\(clock) +0000"
    variables["GIT_AUTHOR_DATE"] = variables["GIT_AUTHOR_DATE"] ?? time
    variables["GIT_COMMITTER_DATE"] = variables["GIT_COMMITTER_DATE"] ?? time
    if !Self.committing.isDisjoint(with: arguments) { clock += 60 }
    return try Program.run("git", arguments, in: path, environment: variables, input: input)
  }

  /// Writes a file of the work tree, with the folders above it.
  package func write(_ text: String, to relative: String) throws {
    let url = URL(fileURLWithPath: "\(path)/\(relative)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Commits the given files of the work tree (nil removes one) and returns the commit's ID.
  @discardableResult
  package func commit(_ message: String, files: [String: String?] = [:]) throws -> String {
    for (relative, text) in files.sorted(by: { $0.key < $1.key }) {
      if let text {
        try write(text, to: relative)
      } else {
        try FileManager.default.removeItem(atPath: "\(path)/\(relative)")
      }
    }
    try git("add", "-A")
    try git("commit", "-q", "--allow-empty", "-m", message)
    return try git("rev-parse", "HEAD")
  }

  /// Makes the work tree and the index equal to HEAD, which `git fast-import` leaves alone.
  package func checkOut() throws {
    try git("reset", "-q", "--hard")
  }

  /// Appends what keeps a fixture still: names for programs that read no environment, no upkeep.
  func configure() throws {
    let file = URL(fileURLWithPath: "\(gitFolder)/config")
    let text = """
      [user]
      \tname = \(HermeticEnvironment.person.name)
      \temail = \(HermeticEnvironment.person.email)
      [gc]
      \tauto = 0
      [maintenance]
      \tauto = false

      """
    var content = try Data(contentsOf: file)
    content.append(Data(text.utf8))
    try content.write(to: file)
  }

  /// Commands of git that advance the clock.
  private static let committing: Set<String> = [
    "commit", "merge", "rebase", "cherry-pick", "revert", "am", "pull", "tag", "commit-tree",
  ]

  static func succeed(_ result: ProgramResult, _ arguments: [String]) throws {
    guard result.status == 0 else {
      throw FixtureError(
        "git \(arguments.joined(separator: " ")) ended with \(result.status): \(result.errorText)")
    }
  }
}
