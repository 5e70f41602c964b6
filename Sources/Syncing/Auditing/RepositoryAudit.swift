import Configuration
import Domain
import Git
import Ledger
import Queueing

/// Proves what one commit of the ledger says of other repositories: the heads that it names are those
/// of repositories that its control commit knows, and contain what its run deployed.
struct RepositoryAudit {
  private let repository: Repository
  private let history: ConfigurationHistory
  /// Without signatures a head proves nothing, as the control commit does not.
  private let isSigned: Bool
  /// Whether a head that is not here is a problem.
  private let isWhole: Bool

  init(
    history: ConfigurationHistory, isSigned: Bool, isWhole: Bool, in repository: Repository
  ) {
    self.history = history
    self.isSigned = isSigned
    self.isWhole = isWhole
    self.repository = repository
  }

  /// What is wrong, a sentence each.
  func problems(
    of commit: Git.Commit, _ trailers: LedgerTrailers, control: ObjectID,
    in snapshot: LedgerSnapshot
  ) throws -> [String] {
    try headProblems(trailers, control: control)
      + deploymentProblems(of: commit, trailers, in: snapshot)
  }

  private func headProblems(
    _ trailers: LedgerTrailers, control: ObjectID
  ) throws -> [String] {
    let configuration = try history.state(in: repository.link(control).tree).configuration
    return try trailers.heads.sorted { $0.key < $1.key }.compactMap { name, head in
      if let configuration, !configuration.repositories.contains(name) {
        return "it names a head of \(GitPath(name).quoted), which is no repository of the "
          + "deploysync.yaml of \(control.short)"
      }
      guard isSigned, let copy = try repository.reference(RepositoryCopies.reference(of: name))
      else { return nil }
      guard repository.contains(head) else {
        return isWhole
          ? "its commit \(head.short) of \(name) is not here; `--fetch` brings what is merged there"
          : nil
      }
      return try repository.isAncestor(head, of: copy)
        ? nil : "its commit \(head.short) of \(name) is not on that repository's branch"
    }
  }

  /// A rollback brings what an earlier run had, and what a dead run did is recorded by the next one:
  /// only what a run itself deployed was merged at the heads that it names.
  private func deploymentProblems(
    of commit: Git.Commit, _ trailers: LedgerTrailers, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    guard let id = trailers.runs.last, let run = try snapshot.run(id), run.state == .finished,
      run.kind != .rollback
    else { return [] }
    let before = try commit.parents.first.map {
      try LedgerSnapshot(commit: $0, reference: snapshot.reference, in: repository)
    }
    var problems: [String] = []
    for result in run.bindings {
      guard let new = try snapshot.record(of: result.binding), new.run == id else { continue }
      let old = try before?.record(of: result.binding)
      for (name, deployed) in new.commits.sorted(by: { $0.key < $1.key })
      where name != Repositories.control && old?.commits[name] != deployed {
        guard let head = trailers.heads[name] else {
          problems.append(
            "it deploys \(deployed.short) of \(GitPath(name).quoted) to \(result.binding), and "
              + "names no head of that repository")
          continue
        }
        guard repository.contains(deployed), repository.contains(head),
          try !repository.isAncestor(deployed, of: head)
        else { continue }
        problems.append(
          "it deploys \(deployed.short) of \(GitPath(name).quoted) to \(result.binding), which "
            + "the head \(head.short) that it names does not contain")
      }
    }
    return problems
  }
}
