package import Domain

extension GitCommand {
  /// Stores a commit that is signed the way the user's git signs (`gpg.format`, `user.signingKey`);
  /// no reference moves.
  ///
  /// - Parameter timeLimit: Long enough for a person to touch a hardware key.
  /// - Throws: `GitProgramError` where git fails, cannot sign or the limit passes.
  package func makeSignedCommit(
    tree: ObjectID, parent: ObjectID, message: String, by person: Person, timeLimit: Duration
  ) async throws -> ObjectID {
    let shown = ["commit-tree", "-S", "-p", parent.hex, tree.hex]
    let result = try await run(
      ["-c", "user.name=\(person.name)", "-c", "user.email=\(person.email)"]
        + ["commit-tree", "-S", "-p", parent.hex, "-F", "-", tree.hex],
      input: Array(message.utf8), timeLimit: timeLimit)
    let text = String(decoding: result.standardOutput, as: UTF8.self)
    guard result.status == 0, let id = ObjectID(hex: text.filter { !$0.isWhitespace }) else {
      throw GitProgramError.failed(
        command: ["git", "-C", directory] + shown, status: result.status,
        output: OutputText.lines(result.standardError))
    }
    return id
  }
}
