package import Domain

extension GitCommand {
  /// Brings the commits of one branch of a remote here and moves no reference, the remote-tracking
  /// one not either (`--refmap` in git-fetch(1)).
  ///
  /// - Parameter remote: The name of the remote, or its ``placeOfPushes(to:timeLimit:)``.
  /// - Throws: `GitProgramError` where a name is refused, git fails or the limit passes.
  package func fetchObjects(remote: String, branch: String, timeLimit: Duration) throws {
    try check(place: remote)
    try check([branch])
    try waitForSuccess(
      Self.transport + [
        "fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules",
        "--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", remote,
        "refs/heads/\(branch)",
      ], shownAs: ["fetch", remote, branch], timeLimit: timeLimit)
  }

  /// What a remote said to a push.
  package enum PushAnswer: Hashable, Sendable {
    case accepted
    /// It did not move its branch, for these reasons.
    case declined([String])
  }

  /// Asks a remote to put a commit in the place of exactly this one, nil for none, on a branch.
  ///
  /// The commit is to have the expected one among its ancestors: then the remote sees no force.
  ///
  /// The hooks of this repository are for what people push, and are not run; nor does a remote that
  /// mirrors this repository get anything else. A signal that ends this process leaves it some
  /// seconds, so that its outcome is known.
  ///
  /// - Parameter remote: The name of a remote, a URL or an absolute path.
  /// - Throws: `GitProgramError` where it is not known what the remote did. The status does not tell:
  ///   over http a connection that broke ends with 1, as a refusal does.
  package func push(
    _ commit: ObjectID, to branch: String, expecting expected: ObjectID?, remote: String,
    timeLimit: Duration
  ) throws -> PushAnswer {
    try check(place: remote)
    try check([branch])
    let isName = !remote.contains(":") && !remote.hasPrefix("/")
    let name = "refs/heads/\(branch)"
    let shown = ["push", remote, "\(commit.hex):\(name)"]
    let result = try wait(
      Self.transport + (isName ? ["-c", "remote.\(remote).mirror=false"] : []) + [
        "-c", "push.gpgSign=false", "push", "--quiet",
        "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
        "--force-with-lease=\(name):\(expected?.hex ?? "")", remote, "\(commit.hex):\(name)",
      ], shownAs: shown, timeLimit: timeLimit, patience: WaitingCall.lastPatience)
    if result.status == 0 { return .accepted }
    let words = OutputText.lines(result.standardError)
    guard result.status == 1, let summary = refusal(in: result.standardOutput) else {
      throw GitProgramError.failed(
        command: ["git", "-C", directory] + shown, status: result.status, output: words)
    }
    return .declined(words + [summary])
  }

  /// Why the branch was not moved; nil where the remote did not say so.
  ///
  /// A line of git-push(1), `--porcelain`: `!`, a tab, the names, a tab, the summary, which begins with
  /// `[rejected]`, `[remote rejected]` or, where the remote did not report, `[remote failure]`.
  private func refusal(in output: [UInt8]) -> String? {
    for line in output.split(separator: 0x0a) where line.first == UInt8(ascii: "!") {
      let summary = line.split(separator: 0x09).last.map { Array($0) } ?? []
      if !summary.starts(with: "[remote failure]".utf8) {
        return OutputText.lines(summary).joined(separator: " ")
      }
    }
    return nil
  }

  /// Where the remote's branch is; nil where the remote answered that it has no such branch.
  ///
  /// - Parameter remote: The name of the remote, or its ``placeOfPushes(to:timeLimit:)``.
  /// - Throws: `GitProgramError` where a name is refused, git fails or the limit passes.
  package func remoteBranch(
    _ branch: String, of remote: String, timeLimit: Duration
  ) throws -> ObjectID? {
    try check(place: remote)
    try check([branch])
    let name = "refs/heads/\(branch)"
    // git takes the name as a pattern for the end of names, so others can be among them.
    return try references(name, of: remote, timeLimit).first { $0.name == name }?.commit
  }

  /// The names of the remote's branches below a folder of names such as `deploysync/`.
  ///
  /// - Throws: The same.
  package func remoteBranches(
    below folder: String, of remote: String, timeLimit: Duration
  ) throws -> [String] {
    try check(place: remote)
    try check([folder + "x"])
    let prefix = "refs/heads/\(folder)"
    return try references("\(prefix)*", of: remote, timeLimit).map(\.name)
      .filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst("refs/heads/".count)) }.sorted()
  }

  private func references(
    _ pattern: String, of remote: String, _ timeLimit: Duration
  ) throws -> [(name: String, commit: ObjectID)] {
    let result = try waitForSuccess(
      Self.transport + ["ls-remote", "--quiet", remote, pattern],
      shownAs: ["ls-remote", remote, pattern], timeLimit: timeLimit)
    return result.standardOutput.split(separator: 0x0a).compactMap { line in
      let fields = line.split(separator: 0x09, maxSplits: 1).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard fields.count == 2, let commit = ObjectID(hex: fields[0]) else { return nil }
      return (fields[1], commit)
    }
  }
}
