extension GitCommand {
  /// Where `git push` to a remote goes, in a form that a fetch takes as well: the remote's name, or
  /// a URL where fetches of that name go elsewhere (`pushurl`, `pushInsteadOf`).
  ///
  /// - Throws: `GitProgramError`: `.severalPlaces` where a push goes to more than one place; where
  ///   the name is refused, git fails or the limit passes.
  package func placeOfPushes(to remote: String, timeLimit: Duration) throws -> String {
    try check([remote])
    let pushes = try places(["--push", "--all"], of: remote, timeLimit)
    guard pushes.count == 1, let place = pushes.first else {
      throw GitProgramError.severalPlaces(
        remote: remote, pushes.map { OutputText.lines(Array($0.utf8)).joined(separator: " ") })
    }
    let fetches = try places(["--all"], of: remote, timeLimit)
    return fetches.first == place ? remote : place
  }

  private func places(
    _ options: [String], of remote: String, _ timeLimit: Duration
  ) throws -> [String] {
    let words = ["remote", "get-url"] + options + [remote]
    let result = try waitForSuccess(words, shownAs: words, timeLimit: timeLimit)
    return result.standardOutput.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Refuses what git would take for an option: a remote's name, or a URL of ``placeOfPushes``.
  func check(place: String) throws(GitProgramError) {
    guard place.contains(":") || place.hasPrefix("/") || place.hasPrefix(".") else {
      return try check([place])
    }
    guard !place.hasPrefix("-") else { throw .refusedName(place) }
  }
}
