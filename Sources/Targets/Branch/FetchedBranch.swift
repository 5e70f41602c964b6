import Configuration
import Domain
import Git
import GitProgram
import Glibc

/// The branches that are targets, by the names of the targets: one that is read and written is
/// fetched once for both.
final class FetchedBranches {
  private var known: [String: FetchedBranch] = [:]

  /// The branch of a target; nothing is asked of its repository yet.
  ///
  /// Throws `TargetError` where there is no repository to keep it in.
  func branch(
    of target: String, _ place: TargetsFile.Branch, _ surroundings: TargetSurroundings
  ) throws(TargetError) -> FetchedBranch {
    if let branch = known[target] { return branch }
    guard let program = surroundings.git, let repository = surroundings.repository else {
      throw .system(
        message: "the target \(target) is a branch, and there is no repository to fetch it to",
        hints: [])
    }
    let branch = FetchedBranch(
      target, place, program: program, in: repository, timeLimit: surroundings.gitTimeLimit)
    known[target] = branch
    return branch
  }
}

/// A branch of another repository, as it was fetched last: `refs/deploysync/targets/NAME` of the
/// control repository keeps its objects.
final class FetchedBranch {
  let target: String
  let place: TargetsFile.Branch
  let repository: Repository
  /// Where the branch was; nil where the repository had none of that name.
  private(set) var tip: ObjectID?
  private let program: GitCommand
  private let timeLimit: Duration
  private var fetchedAt: ContinuousClock.Instant?

  /// For so long what was fetched counts as what is there: the plans of one command. Before anything
  /// is written the other repository compares once more.
  private static let freshness = Duration.seconds(30)

  init(
    _ target: String, _ place: TargetsFile.Branch, program: GitCommand,
    in repository: Repository, timeLimit: Duration
  ) {
    self.target = target
    self.place = place
    self.program = program
    self.repository = repository
    self.timeLimit = timeLimit
  }

  /// The full name of the ref that keeps the branch here.
  private var reference: String { "refs/deploysync/targets/\(target)" }

  /// The tree of the branch's newest commit, asked for where the last answer is old.
  ///
  /// Throws as `refresh`.
  func tree() throws -> ObjectID {
    if fetchedAt.map({ $0.duration(to: .now) > Self.freshness }) ?? true { try refresh() }
    return try fetchedTree()
  }

  /// The tree as it was fetched last; the empty one where there was no branch.
  func fetchedTree() throws -> ObjectID {
    try tip.map { try repository.link($0).tree } ?? .emptyTree
  }

  /// Fetches the branch.
  ///
  /// Throws `TargetError` where it cannot be fetched, and `GitProgramError.interrupted`.
  func refresh() throws {
    fetchedAt = nil
    do {
      try copy()
      tip = try repository.reference(reference)
    } catch let error as GitProgramError {
      if case .interrupted = error { throw error }
      guard try isAbsent(error) else { throw told(error) }
      // What is kept of a branch that is gone is not what is there.
      if let old = try repository.reference(reference) {
        try repository.deleteReference(reference, expecting: old)
      }
      tip = nil
    }
    fetchedAt = .now
  }

  /// Fetches, and again where another process moves the ref at the same time.
  private func copy() throws {
    for attempt in 1... {
      do {
        return try program.copy(
          from: place.location, branch: place.branch, to: reference, timeLimit: timeLimit)
      } catch GitProgramError.failed(let command, _, _)
        where command.contains("update-ref") && attempt < 5
      {
        usleep(50_000)
      }
    }
  }

  /// Whether the repository can be reached and has no such branch, which no fetch tells apart.
  private func isAbsent(_ error: GitProgramError) throws -> Bool {
    guard case .failed = error else { return false }
    do {
      return try program.remoteBranch(place.branch, of: place.location, timeLimit: timeLimit)
        == nil
    } catch let second as GitProgramError {
      switch second {
      case .interrupted: throw second
      case .failed: return false
      default: throw told(second)
      }
    }
  }

  /// Asks the repository to put a commit in the place of what was fetched last.
  ///
  /// Throws `GitProgramError` where it is not known what it did.
  func push(_ commit: ObjectID) throws -> GitCommand.PushAnswer {
    try program.push(
      commit, to: place.branch, expecting: tip, remote: place.location, timeLimit: timeLimit)
  }

  private func told(_ error: GitProgramError) -> TargetError {
    .system(
      message:
        "the branch \(place.branch) of the target \(target) cannot be fetched: \(error.inOneLine)",
      hints: error.hints)
  }
}

extension GitProgramError {
  /// What happened, and what git said of it.
  var inOneLine: String {
    causes.isEmpty ? message : "\(message): \(causes.joined(separator: "; "))"
  }
}
