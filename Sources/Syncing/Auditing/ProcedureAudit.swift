import Configuration
import Domain
import Git
import Ledger
import Queueing

/// Proves what one commit of the ledger says of procedures: who took each step, that a procedure is
/// that of its control commit, and that nothing special was deployed without one.
struct ProcedureAudit {
  private let repository: Repository
  private let history: ConfigurationHistory
  private let reference: String

  init(history: ConfigurationHistory, reference: String, in repository: Repository) {
    self.history = history
    self.reference = reference
    self.repository = repository
  }

  /// What is wrong, a sentence each.
  func problems(
    of commit: Git.Commit, control: ObjectID, by email: String, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    let configuration = try history.state(in: repository.link(control).tree).configuration
    return try stepProblems(of: commit, by: email, configuration, in: snapshot)
      + endProblems(of: commit, by: email, in: snapshot)
      + bypassProblems(of: commit, configuration, in: snapshot)
  }

  private func stepProblems(
    of commit: Git.Commit, by email: String, _ configuration: ConfigurationFile?,
    in snapshot: LedgerSnapshot
  ) throws -> [String] {
    let folder = GitPath("procedures")
    let before = try commit.parents.first.map {
      try LedgerSnapshot(commit: $0, reference: reference, in: repository)
    }
    let old = try commit.parents.first.map { try repository.link($0).tree } ?? .emptyTree
    guard
      try repository.entry(at: folder, in: old)?.id
        != repository.entry(at: folder, in: commit.tree)?.id
    else { return [] }
    var problems: [String] = []
    let people = configuration?.roles.run
    if !(people?.contains { $0.lowercased() == email } ?? true) {
      problems.append("\(email) may not run deployments, and takes a step of a procedure")
    }
    for binding in try snapshot.openProcedures() {
      guard let now = try snapshot.procedure(of: binding) else { continue }
      let known = try before?.procedure(of: binding)
      if now == known { continue }
      if known == nil { problems += beginProblems(now, by: email, at: commit, configuration) }
      problems += markProblems(now, after: known, by: email, at: commit)
    }
    return problems
  }

  /// The steps are those that the configuration has at the commit that it was begun at.
  private func beginProblems(
    _ procedure: Procedure, by email: String, at commit: Git.Commit,
    _ configuration: ConfigurationFile?
  ) -> [String] {
    let name = procedure.binding
    var problems: [String] = []
    if procedure.begunBy.lowercased() != email
      || procedure.begunAt != commit.committer.time.iso8601
    {
      problems.append(
        "the procedure of \(name) says that \(procedure.begunBy) began it on \(procedure.begunAt), and its "
          + "commit is by \(email) of \(commit.committer.time.iso8601)")
    }
    guard let item = configuration?.item(named: name.item),
      configuration?.binding(name)?.deployment == .special
    else {
      return problems + ["it begins the procedure of \(name), which is not special there"]
    }
    let steps = item.procedure.map(Procedure.Step.init)
    let begun = procedure.steps.map { step in
      var step = step
      step.done = nil
      return step
    }
    if steps != begun {
      problems.append(
        "it begins the procedure of \(name) with other steps than deploysync.yaml has there")
    }
    return problems
  }

  /// What is newly done was done by whoever made the commit. A run marks its step before it commits.
  private func markProblems(
    _ procedure: Procedure, after known: Procedure?, by email: String, at commit: Git.Commit
  ) -> [String] {
    procedure.steps.enumerated().compactMap { index, step in
      let former = known.flatMap { $0.steps.indices.contains(index) ? $0.steps[index].done : nil }
      guard let done = step.done, done != former else { return nil }
      let isTimely = step.isSync || done.at == commit.committer.time.iso8601
      guard done.by.lowercased() != email || !isTimely else { return nil }
      return
        "step \(index + 1) of \(procedure.binding) says that \(done.by) did it on \(done.at), and "
        + "its commit is by \(email) of \(commit.committer.time.iso8601)"
    }
  }

  private func endProblems(
    of commit: Git.Commit, by email: String, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    guard let id = LedgerTrailers(commit.message).runs.last, let run = try snapshot.run(id),
      run.kind == .procedure, let end = run.procedure, let parent = commit.parents.first
    else { return [] }
    let before = try LedgerSnapshot(commit: parent, reference: reference, in: repository)
      .procedure(of: end.binding)
    var problems = markProblems(end, after: before, by: email, at: commit)
    if let abandoned = end.abandoned, abandoned.by.lowercased() != email {
      problems.append(
        "the procedure of \(end.binding) says that \(abandoned.by) gave it up, and its commit is by "
          + email)
    }
    return problems
  }

  /// A run that deploys a special binding belongs to its procedure.
  private func bypassProblems(
    of commit: Git.Commit, _ configuration: ConfigurationFile?, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    guard let id = LedgerTrailers(commit.message).runs.last, let run = try snapshot.run(id),
      run.kind == .apply, run.state == .finished, run.procedure == nil
    else { return [] }
    return run.bindings.compactMap { result in
      guard result.to != nil, [.applied, .partial].contains(result.outcome),
        configuration?.binding(result.binding)?.deployment == .special
      else { return nil }
      return "run \(id) deploys \(result.binding), which is special, without its procedure"
    }
  }
}
