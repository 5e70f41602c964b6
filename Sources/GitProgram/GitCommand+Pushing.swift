package import Domain

extension GitCommand {
  /// Brings the commits of one branch of a remote here and moves no reference, the remote-tracking
  /// one not either (`--refmap` in git-fetch(1)).
  ///
  /// - Throws: `GitProgramError` where a name is refused, git fails or the limit passes.
  package func fetchObjects(remote: String, branch: String, timeLimit: Duration) throws {
    try check([remote, branch])
    try waitForSuccess(
      Self.transport + [
        "fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules",
        "--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", remote,
        "refs/heads/\(branch)",
      ], shownAs: ["fetch", remote, branch], timeLimit: timeLimit)
  }

  /// Asks a remote to put a commit in the place of exactly this one, nil for none, on a branch; true
  /// where it did.
  ///
  /// The hooks of this repository are for what people push, and are not run.
  ///
  /// - Throws: `GitProgramError`: `.failed` with status 1 where the remote answered that it did not;
  ///   any other where it is not known what it did.
  package func push(
    _ commit: ObjectID, to branch: String, expecting expected: ObjectID?, remote: String,
    timeLimit: Duration
  ) throws {
    try check([remote, branch])
    let name = "refs/heads/\(branch)"
    try waitForSuccess(
      Self.transport + [
        "-c", "push.gpgSign=false", "push", "--quiet", "--porcelain", "--no-verify",
        "--no-follow-tags", "--recurse-submodules=no",
        "--force-with-lease=\(name):\(expected?.hex ?? "")", remote, "\(commit.hex):\(name)",
      ], shownAs: ["push", remote, "\(commit.hex):\(name)"], timeLimit: timeLimit)
  }

  /// Where the remote's branch is; nil where the remote answered that it has no such branch.
  ///
  /// - Throws: `GitProgramError` where a name is refused, git fails or the limit passes.
  package func remoteBranch(
    _ branch: String, of remote: String, timeLimit: Duration
  ) throws -> ObjectID? {
    try check([remote, branch])
    let name = "refs/heads/\(branch)"
    let result = try waitForSuccess(
      Self.transport + ["ls-remote", "--quiet", remote, name],
      shownAs: ["ls-remote", remote, name], timeLimit: timeLimit)
    for line in result.standardOutput.split(separator: 0x0a) {
      // git takes the name as a pattern for the end of names, so others can be among them.
      let fields = line.split(separator: 0x09, maxSplits: 1)
      guard fields.count == 2, fields[1].elementsEqual(name.utf8) else { continue }
      return ObjectID(hex: String(decoding: fields[0], as: UTF8.self))
    }
    return nil
  }
}
