import Configuration
package import Domain
package import GitProgram
package import Ledger

/// A shared ledger reached by the `git` program, with the user's own transports and credentials.
///
/// It is where pushes to the remote go, and there it is asked for: with a `pushurl` fetches of the
/// remote's name can lead to another repository, or to a copy that is late.
package final class GitLedgerRemote: LedgerRemote {
  private let program: GitCommand
  private let remote: String
  private let branch: String
  private let timeLimit: Duration
  private let pause: () -> Void
  private var knownPlace: String?

  /// So many refusals count as one.
  private static let refusals = 3

  /// - Parameters:
  ///   - remote: The name of the remote.
  ///   - pause: Waits a moment before the remote is asked again.
  package init(
    _ location: LedgerLocation, of remote: String, program: GitCommand, timeLimit: Duration,
    pause: @escaping () -> Void
  ) {
    self.pause = pause
    self.program = program
    self.remote = remote
    branch = location.branch
    self.timeLimit = timeLimit
  }

  private func place() throws -> String {
    if let knownPlace { return knownPlace }
    let place = try program.placeOfPushes(to: remote, timeLimit: timeLimit)
    knownPlace = place
    return place
  }

  package func tip() throws -> ObjectID? {
    try program.remoteBranch(branch, of: place(), timeLimit: timeLimit)
  }

  package func ledgerBranches() throws -> [String] {
    try program.remoteBranches(
      below: ConfigurationFile.ledgerFolder, of: place(), timeLimit: timeLimit)
  }

  package func fetch() throws {
    try program.fetchObjects(remote: place(), branch: branch, timeLimit: timeLimit)
  }

  /// A server says no as well while another push, or its own hook, has the ref locked. So a no that
  /// the ledger's state does not explain is asked for again before it counts.
  package func push(_ commit: ObjectID, expecting tip: ObjectID?) -> LedgerPush {
    for _ in 1..<Self.refusals {
      let push = pushOnce(commit, expecting: tip)
      guard push.answer == .declined, (try? self.tip()) == .some(tip) else { return push }
      pause()
    }
    return pushOnce(commit, expecting: tip)
  }

  private func pushOnce(_ commit: ObjectID, expecting tip: ObjectID?) -> LedgerPush {
    do {
      let answer = try program.push(
        commit, to: branch, expecting: tip, remote: remote, timeLimit: timeLimit)
      switch answer {
      case .accepted: return LedgerPush(.accepted)
      case .declined(let words): return LedgerPush(.declined, words: words)
      }
    } catch let error as GitProgramError {
      var push = LedgerPush(.lost, words: [error.message] + error.causes)
      if case .interrupted = error { push.mayPushAgain = false }
      return push
    } catch {
      return LedgerPush(.lost, words: ["\(error)"])
    }
  }
}
