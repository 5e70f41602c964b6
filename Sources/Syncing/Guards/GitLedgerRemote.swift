package import Domain
package import GitProgram
package import Ledger

/// A shared ledger reached by the `git` program, with the user's own transports and credentials.
package struct GitLedgerRemote: LedgerRemote {
  private let program: GitCommand
  private let remote: String
  private let branch: String
  private let timeLimit: Duration

  /// - Parameter remote: The name of the remote.
  package init(
    _ location: LedgerLocation, of remote: String, program: GitCommand, timeLimit: Duration
  ) {
    self.program = program
    self.remote = remote
    branch = location.branch
    self.timeLimit = timeLimit
  }

  package func tip() throws -> ObjectID? {
    try program.remoteBranch(branch, of: remote, timeLimit: timeLimit)
  }

  package func fetch() throws {
    try program.fetchObjects(remote: remote, branch: branch, timeLimit: timeLimit)
  }

  package func push(_ commit: ObjectID, expecting tip: ObjectID?) -> LedgerPush {
    do {
      try program.push(
        commit, to: branch, expecting: tip, remote: remote, timeLimit: timeLimit)
      return LedgerPush(.accepted)
    } catch let error as GitProgramError {
      // git push ends with 1 where the remote answered, and with 128 where the way there broke
      // (builtin/push.c, transport_push); where it answered is asked again in any case.
      if case .failed(_, status: 1, let words) = error {
        return LedgerPush(.declined, words: words)
      }
      return LedgerPush(.lost, words: [error.message] + error.causes)
    } catch {
      return LedgerPush(.lost, words: ["\(error)"])
    }
  }
}
