package import Domain

/// The `ssh-keygen` program, which makes and checks the SSH signatures of commits (ssh-keygen(1),
/// `-Y`), as git calls it.
///
/// The functions here wait for it on the calling thread, a few milliseconds as a rule; each has an
/// asynchronous twin. They can be called from any thread.
package struct SignatureProgram: Sendable {
  /// What git signs for: signatures that were made for anything else do not count.
  static let namespace = "git"

  /// Where the paths of keys start.
  package let directory: String
  /// The environment that the program gets.
  package let environment: [String: String]
  /// git's `gpg.ssh.program`: a name to look for in `PATH`, or a path.
  package let program: String

  /// Prepares calls.
  ///
  /// - Parameters:
  ///   - directory: The folder that a key's path starts at if it is not absolute.
  ///   - environment: The caller's: `PATH`, `HOME`, `SSH_AUTH_SOCK` of the agent, `TMPDIR`.
  ///   - program: git's `gpg.ssh.program` where it is set; a `~` at its start stands for `HOME`.
  package init(
    directory: String, environment: [String: String], program: String = "ssh-keygen"
  ) {
    self.directory = directory
    var variables = GitCommand.cleaned(environment)
    // Dates without a zone in a file of signers are UTC, the same on every machine.
    variables["TZ"] = "UTC"
    self.environment = variables
    self.program =
      program.hasPrefix("~/") ? (environment["HOME"] ?? "~") + program.dropFirst() : program
  }

  /// Signs bytes for git. Nobody is asked on a terminal: a key with a passphrase must be in the
  /// agent.
  ///
  /// - Parameter timeLimit: Long enough for a person to touch a hardware key.
  /// - Returns: The signature's lines, as they stand in a commit.
  /// - Throws: `GitProgramError.notSigned` with what the program says, `.notFound`, `.notStarted`,
  ///   `.timeLimit`.
  package func sign(
    _ content: [UInt8], key: SigningKey, timeLimit: Duration
  ) throws -> [UInt8] {
    let folder = try makeFolder()
    let file = try write(content, to: "content", in: folder)
    var arguments = ["-Y", "sign", "-n", Self.namespace, "-f"]
    switch key {
    case .file(let path): arguments.append(path.hasPrefix("/") ? path : directory + "/" + path)
    case .literal(let text):
      arguments += [try write(Array((text + "\n").utf8), to: "key.pub", in: folder), "-U"]
    }
    let result = try run(arguments + [file], in: folder, timeLimit: timeLimit)
    guard result.status == 0, let signature = folder.read("content.sig"), !signature.isEmpty else {
      throw GitProgramError.notSigned(
        key: key, output: OutputText.lines(result.standardError))
    }
    return signature
  }

  /// Whether a file of signers lets a signature count, and for whom: its key must stand for exactly
  /// one person by name, be valid at the time, and have signed these bytes for git.
  ///
  /// - Parameters:
  ///   - signers: The file's content (ssh-keygen(1), "ALLOWED SIGNERS").
  ///   - time: When it was signed.
  /// - Throws: `GitProgramError` where there is no answer.
  package func verify(
    _ content: [UInt8], signature: [UInt8], signers: [UInt8], at time: Timestamp,
    timeLimit: Duration = .seconds(30)
  ) throws -> VerifiedSigner {
    guard signature.starts(with: "-----BEGIN SSH SIGNATURE-----".utf8) else {
      return .rejected(reason: "the signature is not one of SSH")
    }
    let folder = try makeFolder()
    let check = try SignatureCheck(
      signature: write(signature, to: "signature", in: folder), time: time)
    let names = try principals(check, signers, in: folder, timeLimit)
    if names.isEmpty {
      let isGood = try ask(check.goodness, content, in: folder, timeLimit) != nil
      return .rejected(
        reason: isGood
          ? "its key is not among the signers, or not valid at \(time)"
          : "the signature does not fit the content, or was not made for git")
    }
    if let reason = Self.objection(to: names) { return .rejected(reason: reason) }
    let file = try write(signers, to: "signers", in: folder)
    guard try ask(check.proof(of: names[0], in: file), content, in: folder, timeLimit) != nil else {
      return .rejected(
        reason: "the signature of \(names[0]) does not fit the content, or was not made for git")
    }
    return .principal(names[0].lowercased())
  }

  /// The names and patterns that a file of signers has for a signature's key at the time, whatever
  /// was signed; none where the key is not in it, or where that is no signature.
  ///
  /// - Throws: `GitProgramError` where there is no answer.
  package func principals(
    of signature: [UInt8], signers: [UInt8], at time: Timestamp,
    timeLimit: Duration = .seconds(30)
  ) throws -> [String] {
    let folder = try makeFolder()
    let check = try SignatureCheck(
      signature: write(signature, to: "signature", in: folder), time: time)
    return try principals(check, signers, in: folder, timeLimit)
  }

  /// The program names the first line only that fits, so it is asked again without that line where
  /// the key is in others as well.
  private func principals(
    _ check: SignatureCheck, _ signers: [UInt8], in folder: borrowing PrivateFolder,
    _ timeLimit: Duration
  ) throws -> [String] {
    var lines = SignerLines(signers)
    var result: [String] = []
    while true {
      let file = try write(lines.bytes, to: "signers", in: folder)
      guard let output = try ask(check.principals(in: file), [], in: folder, timeLimit) else {
        return result
      }
      let names = output.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
      result += names
      guard lines.repeatKeys, lines.drop(principals: names) else { return result }
    }
  }

  /// Why names are not one person's; nil where they are. Addresses are the same in any case.
  private static func objection(to names: [String]) -> String? {
    let shown = names.map { GitPath($0).quoted }
    for (name, text) in zip(names, shown) {
      if name.hasPrefix("!") || name.contains(where: { "*?".contains($0) }) {
        return "its key stands for the pattern \(text) and not for one person"
      }
      if name.isEmpty || name.contains(where: \.isWhitespace) || text != name {
        return "its key stands for \(text), which is no e-mail address"
      }
    }
    return Set(names.map { $0.lowercased() }).count == 1
      ? nil : "its key stands for several people: \(shown.joined(separator: ", "))"
  }
}
