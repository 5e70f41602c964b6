import Faults

extension GitCommand {
  /// Brings one branch of another repository, with its whole history, under a reference of this
  /// one that is no branch, even where that is no fast-forward; nothing else comes along.
  ///
  /// It is fetched under a name of its own first: git refuses the history of a shallow clone with a
  /// warning and no status (`--update-shallow` in git-fetch(1)), and the old reference would then
  /// pass for the new one.
  ///
  /// - Parameters:
  ///   - location: A URL or an absolute path.
  ///   - branch: Nil for the one that its HEAD is on.
  /// - Throws: `GitProgramError`: `.shallow` where the other repository does not have its whole
  ///   history; where a name is refused, git fails or the limit passes.
  package func copy(
    from location: String, branch: String?, to reference: String, timeLimit: Duration
  ) throws {
    try check([reference] + (branch.map { [$0] } ?? []))
    guard !location.hasPrefix("-"), !location.isEmpty else {
      throw GitProgramError.refusedName(location)
    }
    let incoming = IncomingReference.make()
    let source = branch.map { "refs/heads/\($0)" } ?? "HEAD"
    FaultPoint.copyFetchBefore.pass()
    try waitForSuccess(
      Self.transport + [
        "fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules",
        "--no-write-fetch-head", "--no-auto-maintenance", location, "+\(source):\(incoming)",
      ], shownAs: ["fetch", location, branch ?? "HEAD"], timeLimit: timeLimit)
    FaultPoint.copyFetched.pass()
    let found = try waitForSuccess(
      ["for-each-ref", "--format=%(refname) %(objectname)", IncomingReference.folder],
      shownAs: ["for-each-ref", IncomingReference.folder], timeLimit: timeLimit)
    var commit: String?
    for line in String(decoding: found.standardOutput, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if words.first == incoming {
        commit = words.last
      } else if let name = words.first, IncomingReference.isAbandoned(name) {
        _ = try? waitForSuccess(
          ["update-ref", "-d", name], shownAs: ["update-ref", "-d", name], timeLimit: timeLimit)
      }
    }
    guard let commit else { throw GitProgramError.shallow(location) }
    try waitForSuccess(
      ["update-ref", reference, commit], shownAs: ["update-ref", reference, commit],
      timeLimit: timeLimit)
    FaultPoint.copyMoved.pass()
    try waitForSuccess(
      ["update-ref", "-d", incoming], shownAs: ["update-ref", "-d", incoming],
      timeLimit: timeLimit)
  }
}
