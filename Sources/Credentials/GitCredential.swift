package import GitProgram
import Synchronization

/// The credential that git's helpers have for the target's address; git is told whether it was
/// taken, as after its own requests (gitcredentials(7)).
package final class GitCredential: CredentialKeeper {
  private struct State {
    var description: CredentialDescription?
    var isTold = false
    /// It was refused, and git asked a second time.
    var isReplaced = false
  }

  private let git: GitCommand
  /// What git is asked for, without a query.
  private let url: String
  private let host: String
  private let user: String?
  private let timeLimit: Duration
  private let state = Mutex(State())

  /// - Parameters:
  ///   - url: The target's address, without a password.
  ///   - host: What errors call it.
  package init(git: GitCommand, url: String, host: String, user: String?, timeLimit: Duration) {
    self.git = git
    self.url = url
    self.host = host
    self.user = user
    self.timeLimit = timeLimit
  }

  /// Throws `CredentialError.notInGit` and `.git`.
  package func credential() throws -> Credential {
    try state.withLock { state in
      if let known = state.description { return try credential(known) }
      let description = try ask()
      state.description = description
      return try credential(description)
    }
  }

  package func replacement(for refused: Credential) throws -> Credential? {
    try state.withLock { state in
      guard let known = state.description else { return nil }
      // Another request had it replaced already.
      if try credential(known) != refused { return try credential(known) }
      tell(.reject, known)
      state.description = nil
      guard !state.isReplaced else { return nil }
      state.isReplaced = true
      let next = try ask()
      guard try credential(next) != refused else { return nil }
      state.description = next
      state.isTold = false
      return try credential(next)
    }
  }

  package func accepted(_ credential: Credential) {
    state.withLock { state in
      guard !state.isTold, let known = state.description, known.password == credential.secret
      else { return }
      state.isTold = true
      tell(.approve, known)
    }
  }

  private func ask() throws(CredentialError) -> CredentialDescription {
    do {
      var lines = [("url", url)]
      if let user { lines.append(("username", user)) }
      return CredentialDescription(
        try git.credential(.fill, Self.input(lines), timeLimit: timeLimit))
    } catch GitProgramError.failed(_, _, let output) {
      throw .notInGit(host: host, reasons: output)
    } catch let error as GitProgramError {
      throw .git(host: host, reasons: [error.message] + error.causes)
    } catch {
      throw .git(host: host, reasons: [])
    }
  }

  /// Nothing depends on what the helpers make of it.
  private func tell(_ action: GitCommand.CredentialAction, _ known: CredentialDescription) {
    _ = try? git.credential(action, Self.input(known.lines), timeLimit: timeLimit)
  }

  private func credential(_ known: CredentialDescription) throws(CredentialError) -> Credential {
    guard let password = known.password, !password.isEmpty else {
      throw .notInGit(host: host, reasons: ["its answer holds no password"])
    }
    return Credential(user: user ?? known.user, secret: password)
  }

  private static func input(_ lines: [(String, String)]) -> [UInt8] {
    Array(lines.map { "\($0)=\($1)\n" }.joined().utf8) + [0x0a]
  }
}

/// What `git credential` says, in its own order (git-credential(1), INPUT/OUTPUT FORMAT). It shows
/// nothing of itself.
private struct CredentialDescription: CustomReflectable {
  let lines: [(String, String)]

  init(_ output: [UInt8]) {
    lines = output.split(separator: 0x0a).compactMap { line in
      guard let text = String(validating: line, as: UTF8.self), let sign = text.firstIndex(of: "=")
      else { return nil }
      return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
  }

  var user: String? { value("username") }
  var password: Secret? { value("password").map(Secret.init) }
  var customMirror: Mirror { Mirror(self, children: []) }

  private func value(_ name: String) -> String? { lines.last { $0.0 == name }?.1 }
}
