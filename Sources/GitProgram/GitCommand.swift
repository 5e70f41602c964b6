/// The `git` program, for what needs the user's own transports and credentials: SSH settings,
/// credential helpers, today's TLS.
///
/// It is called by an argument list, never through a shell, in a session of its own: no terminal
/// to ask for a password on, and one group to kill.
package struct GitCommand: Sendable {
  /// What a finished git said.
  package struct Result: Sendable, Hashable {
    /// The exit status; 128 and the signal's number where a signal ended it, as shells count.
    package var status: Int32
    package var standardOutput: [UInt8]
    package var standardError: [UInt8]

    package init(status: Int32, standardOutput: [UInt8], standardError: [UInt8]) {
      self.status = status
      self.standardOutput = standardOutput
      self.standardError = standardError
    }
  }

  /// The folder that git works in (`git -C`).
  package let directory: String
  /// The first words of each call, which say where git works.
  let place: [String]
  /// The environment that git gets.
  package let environment: [String: String]

  /// Prepares calls in a folder.
  ///
  /// - Parameters:
  ///   - directory: A repository or a folder in one.
  ///   - environment: The caller's environment. Of git's own variables only those that say how to
  ///     reach a remote are kept: hooks run with `GIT_DIR` and others set, which would lead git
  ///     to another repository.
  ///   - isGitDirectory: Whether the folder is the repository itself, as that of a bare one. Git is
  ///     then told so: it need not look for one, which `safe.bareRepository` can forbid.
  package init(
    directory: String, environment: [String: String], isGitDirectory: Bool = false
  ) {
    self.directory = directory
    place = ["-C", directory] + (isGitDirectory ? ["--git-dir=."] : [])
    self.environment = Self.cleaned(environment)
  }

  /// Fetches one branch into its remote-tracking reference, even where that is no fast-forward;
  /// no tags, no submodules, no `FETCH_HEAD`.
  ///
  /// - Parameter completing: Whether history that this clone cut off is brought as well.
  /// - Throws: `GitProgramError` where a name is refused, git fails or the limit passes.
  package func fetch(
    remote: String, branch: String, completing: Bool = false, timeLimit: Duration
  ) throws {
    try check([remote, branch])
    try waitForSuccess(
      Self.transport + [
        "fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules",
        "--no-write-fetch-head", "--no-auto-maintenance",
      ] + (completing ? ["--unshallow"] : []) + [
        remote, "+refs/heads/\(branch):refs/remotes/\(remote)/\(branch)",
      ], shownAs: ["fetch", remote, branch], timeLimit: timeLimit)
  }

  /// The full name of the branch that the remote's HEAD is on; nil where it is on none, or is
  /// empty.
  ///
  /// - Throws: `GitProgramError` where the name is refused, git fails or the limit passes.
  package func remoteHead(of remote: String, timeLimit: Duration) throws -> String? {
    try check([remote])
    let result = try waitForSuccess(
      Self.transport + ["ls-remote", "--quiet", "--symref", remote, "HEAD"],
      shownAs: ["ls-remote", "--symref", remote, "HEAD"], timeLimit: timeLimit)
    for line in result.standardOutput.split(separator: 0x0a) {
      let fields = line.split(separator: 0x09, maxSplits: 1)
      let prefix = Array("ref: ".utf8)
      guard fields.count == 2, fields[1].elementsEqual("HEAD".utf8), fields[0].starts(with: prefix)
      else { continue }
      return String(decoding: fields[0].dropFirst(prefix.count), as: UTF8.self)
    }
    return nil
  }

  /// Settings for every call that reaches a remote: nobody is asked for a password, and the hooks of
  /// this repository, which are for what people do, are not run (a server's are its own). How long it may
  /// take is the time limit's matter alone.
  static let transport = [
    "-c", "credential.interactive=false", "-c", "submodule.recurse=false",
    "-c", "core.hooksPath=/dev/null",
  ]

  /// Refuses names that git would take for an option or for something else than a name
  /// (git-check-ref-format(1)).
  func check(_ names: [String]) throws(GitProgramError) {
    for name in names {
      let isPlain = name.unicodeScalars.allSatisfy {
        $0.value > 0x20 && !"~^:?*[\\\u{7f}".unicodeScalars.contains($0)
      }
      guard isPlain, !name.isEmpty, !name.hasPrefix("-"), !name.hasPrefix("/"),
        !name.hasSuffix("/"), !name.contains(".."), !name.contains("@{"), !name.contains("//")
      else { throw .refusedName(name) }
    }
  }
}
