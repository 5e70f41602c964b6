import Configuration
import Domain
import Exceptions
import Git
import Ledger
import Queueing

/// Proves who made one commit of the ledger, and that they might: it names the head it was decided
/// at, it is made by whom its records name, and the rules of that head let them.
struct CommitAudit {
  private let repository: Repository
  private let reference: String
  private let head: ObjectID
  private let branch: Ancestors
  private let history: ConfigurationHistory
  private let verify: SignatureVerifier
  /// Without signatures a commit proves nothing about the branch that it was decided at, and a
  /// rewritten branch is no reason to doubt it.
  private let isSigned: Bool
  private let isWhole: Bool
  private let redactions: LedgerRedactions

  /// - Parameter isWhole: whether what is not here of another repository is a problem, as where the
  ///   whole ledger is proven, or proves nothing.
  init(
    reference: String, head: ObjectID, history: ConfigurationHistory,
    verify: @escaping SignatureVerifier, redactions: LedgerRedactions, isWhole: Bool = false,
    in repository: Repository
  ) throws {
    self.isWhole = isWhole
    self.redactions = redactions
    self.reference = reference
    self.head = head
    branch = Ancestors(of: head, in: repository)
    self.history = history
    self.verify = verify
    self.repository = repository
    let state = try history.state(in: repository.link(head).tree)
    isSigned = state.configuration?.exceptions?.signers != nil
  }

  /// What is wrong with the commit, a sentence each.
  func problems(of commit: Git.Commit) throws -> [String] {
    let trailers = LedgerTrailers(commit.message)
    guard let control = trailers.control else {
      return [
        trailers.controls.count > 1
          ? "it has several trailers Deploysync-Control"
          : "it has no trailer Deploysync-Control that names a commit"
      ]
    }
    let isOnBranch = try repository.contains(control) && branch.contains(control)
    if !isOnBranch, !isSigned { return [] }
    guard isOnBranch else {
      return ["its control commit \(control.short) is not on the branch"]
    }
    // Else anybody could choose an old commit whose rules or signers suit them.
    if isSigned, let parent = commit.parents.first,
      let before = LedgerTrailers(try repository.commit(parent).message).control,
      repository.contains(before), try branch.contains(before), before != control,
      try !repository.isAncestor(before, of: control)
    {
      return ["its control commit \(control.short) is older than that of the commit before it"]
    }
    let author = LedgerAuthor(
      history: history, verify: verify, redactions: redactions, in: repository)
    let email: String
    switch try author.author(of: commit, control: control) {
    case .rejected(let reason): return [reason]
    case .principal(let principal): email = principal.lowercased()
    }
    let snapshot = try LedgerSnapshot(commit: commit.id, reference: reference, in: repository)
    let roles = try history.state(in: repository.link(control).tree).configuration?.roles
    let procedures = try ProcedureAudit(history: history, reference: reference, in: repository)
      .problems(of: commit, control: control, by: email, in: snapshot)
    return try procedures + stepProblems(of: commit, control: control, by: email, in: snapshot)
      + runProblems(of: commit, by: email, in: snapshot, roles: roles)
      + recordProblems(of: commit, by: email, in: snapshot, roles: roles)
      + holdProblems(of: commit, by: email, roles: roles)
      + lockProblems(of: commit, control: control, by: email, in: snapshot)
      + redactionProblems(of: commit, control: control, by: email, in: snapshot)
      + RepositoryAudit(history: history, isSigned: isSigned, isWhole: isWhole, in: repository)
      .problems(of: commit, trailers, control: control, in: snapshot)
  }

  /// A run is made by whom its record names, who may run; one that brings an exception brings one
  /// that was agreed to.
  private func runProblems(
    of commit: Git.Commit, by email: String, in snapshot: LedgerSnapshot, roles: Roles?
  ) throws -> [String] {
    let trailers = LedgerTrailers(commit.message)
    guard let id = trailers.runs.last, let run = try snapshot.run(id)
    else { return [] }
    var problems: [String] = []
    let isSettling = try run.state == .interrupted || self.isSettling(commit, run, in: snapshot)
    if !Self.may(run, email, roles, isSettling: isSettling) {
      problems.append(
        "run \(id): \(email) may not \(run.kind == .rollback ? "roll back" : "run deployments")")
    }
    // What a dead run did is recorded by the next one, which may be another person's.
    if !isSettling, !run.by.lowercased().hasSuffix("<\(email)>") {
      problems.append("run \(id) says it is by \(run.by), and its commit is by \(email)")
    }
    guard run.state == .finished, let exception = run.exception else { return problems }
    guard let chain = try snapshot.exception(exception),
      let control = trailers.control,
      let policy = try history.state(in: repository.link(control).tree).configuration?.exceptions
    else { return problems + ["run \(id) brings \(exception), which nothing provides for"] }
    let agreed = ExceptionChain(
      id: chain.id, steps: chain.steps.filter { $0.step.step != .deployment })
    if agreed.state(under: policy) != .agreed {
      problems.append("run \(id) brings \(exception), to which not all had agreed")
    }
    return problems
  }

  /// Whether the commit takes over or renews a lease by which somebody settles a run that died. What
  /// else such a commit may do, its checks of the tree say: nothing.
  private func isSettling(
    _ commit: Git.Commit, _ run: RunRecord, in snapshot: LedgerSnapshot
  ) throws -> Bool {
    guard run.state == .started, let parent = commit.parents.first else { return false }
    let before = try LedgerSnapshot(commit: parent, reference: reference, in: repository)
    return try snapshot.leasedBindings().contains { binding in
      guard let lease = try snapshot.lease(of: binding), lease.run == run.run,
        lease.takeovers != nil
      else { return false }
      return try before.lease(of: binding) != lease
    }
  }

  /// Every step that the commit brings is taken by whom it names, and by the rules of its control
  /// commit. Which steps those are, its tree says: a trailer can be left out.
  private func stepProblems(
    of commit: Git.Commit, control: ObjectID, by email: String, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    let old = try commit.parents.first.map { try repository.link($0).tree } ?? .emptyTree
    guard try isChanged(GitPath("exceptions"), old, commit.tree) else { return [] }
    var problems: [String] = []
    for id in try snapshot.exceptionIDs() {
      let folder = GitPath("exceptions/\(id)")
      let before = try repository.entry(at: folder, in: old)?.id
      if try repository.entry(at: folder, in: commit.tree)?.id == before { continue }
      guard let chain = try snapshot.exception(id) else { continue }
      let known = try Set((before.map(repository.tree) ?? []).map(\.name))
      for (index, named) in chain.steps.enumerated()
      where !known.contains(Array("\(named.name).json".utf8)) {
        problems += try stepProblems(
          named, after: ExceptionChain(id: id, steps: Array(chain.steps[..<index])), of: commit,
          control: control, by: email
        ).map { "\(named.name) of \(id)\($0)" }
      }
    }
    return problems
  }

  private func stepProblems(
    _ named: ExceptionChain.Named, after prefix: ExceptionChain, of commit: Git.Commit,
    control: ObjectID, by email: String
  ) throws -> [String] {
    let step = named.step
    guard step.exception == prefix.id else { return [" belongs to \(step.exception)"] }
    let recorder = step.attestedBy ?? step.by
    guard recorder.lowercased() == email else {
      return [" says it is by \(recorder), and its commit is by \(email)"]
    }
    guard control.hex == step.control else {
      return [" names another control commit than its trailer"]
    }
    let configuration = try history.state(in: repository.link(control).tree).configuration
    if let impact = step.impact {
      let heads = LedgerTrailers(commit.message).heads.mapValues(\.hex)
      if impact.head != control.hex { return [" pins another commit than its control commit"] }
      if let name = (impact.heads ?? [:]).first(where: { heads[$0.key] != $0.value })?.key {
        return [" pins another commit of \(GitPath(name).quoted) than its trailer names"]
      }
    }
    guard let policy = configuration?.exceptions, let at = Timestamp(iso8601: step.at) else {
      return [" is taken where nothing provides for exceptions"]
    }
    if step.step == .deployment {
      let mayRun = configuration?.roles.run?.contains { $0.lowercased() == email } ?? true
      return mayRun ? [] : [": \(email) may not run deployments"]
    }
    guard at == commit.committer.time else {
      return [" says it was taken at \(step.at), and its commit is of another time"]
    }
    // An agreement counts under the rules that its impact names, and no others in between.
    if let agreed = prefix.policy(agreedToBy: step), agreed != policy.canonicalText {
      return [" is taken under other approval rules than its impact names"]
    }
    let refusal = prefix.refusal(
      of: step.step, by: step.by, recordedBy: recorder, under: policy, at: at)
    return refusal.map { [": \($0)"] } ?? []
  }

  /// What is recorded of a binding changes hands of those only who may run, or who may hold.
  private func recordProblems(
    of commit: Git.Commit, by email: String, in snapshot: LedgerSnapshot, roles: Roles?
  ) throws -> [String] {
    let trailers = LedgerTrailers(commit.message)
    let run = try trailers.runs.last.flatMap(snapshot.run)
    let isHold = trailers.runs.isEmpty && !trailers.holds.isEmpty
    guard !isHold, !Self.may(run, email, roles) else { return [] }
    let old = try commit.parents.first.map { try repository.link($0).tree } ?? .emptyTree
    return try isChanged(GitPath("deployed"), old, commit.tree)
      ? ["\(email) may not run deployments, and changes what is recorded"] : []
  }

  /// Whether somebody may take a step of a run: a rollback is for those who may roll back. What a
  /// dead run did is recorded by whoever runs or rolls back next.
  private static func may(
    _ run: RunRecord?, _ email: String, _ roles: Roles?, isSettling: Bool = false
  ) -> Bool {
    func isIn(_ people: [String]?) -> Bool {
      people?.contains { $0.lowercased() == email } ?? true
    }
    if isSettling || run?.state == .interrupted {
      return isIn(roles?.run) || isIn(roles?.rollback)
    }
    return isIn(run?.kind == .rollback ? roles?.rollback : roles?.run)
  }

  private func holdProblems(of commit: Git.Commit, by email: String, roles: Roles?) -> [String] {
    guard !LedgerTrailers(commit.message).holds.isEmpty, let people = roles?.hold,
      !people.contains(where: { $0.lowercased() == email })
    else { return [] }
    return ["\(email) may not hold or release entries"]
  }

  /// A lock says whose it is and when it was taken. Anybody who may write the ledger may lock.
  private func lockProblems(
    of commit: Git.Commit, control: ObjectID, by email: String, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    let old = try commit.parents.first.map { try repository.link($0).tree } ?? .emptyTree
    guard try isChanged(GitPath("locks"), old, commit.tree) else { return [] }
    var problems: [String] = []
    for binding in try snapshot.lockedBindings() {
      let path = GitPath("locks/\(binding.target)/\(binding.item).json")
      let version = try repository.entry(at: path, in: commit.tree)?.id
      guard try repository.entry(at: path, in: old)?.id != version,
        let lock = try snapshot.lock(of: binding)
      else { continue }
      if lock.by.lowercased() != email {
        problems.append(
          "the lock of \(binding) says it is by \(lock.by), and its commit is by \(email)")
      }
      if lock.control != control.hex || lock.at != commit.committer.time.iso8601 {
        problems.append(
          "the lock of \(binding) names another time or control commit than its commit")
      }
    }
    return problems
  }

  /// A redaction says whose it is and when it was made. Anybody who may write the ledger may.
  private func redactionProblems(
    of commit: Git.Commit, control: ObjectID, by email: String, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    guard let number = LedgerTrailers(commit.message).redactions.first,
      let redaction = try snapshot.redactions().first(where: { "\($0.number)" == number })
    else { return [] }
    var problems: [String] = []
    if redaction.by.lowercased() != email {
      problems.append(
        "redaction \(number) says it is by \(redaction.by), and its commit is by \(email)")
    }
    if redaction.control != control.hex || redaction.at != commit.committer.time.iso8601 {
      problems.append(
        "redaction \(number) names another time or control commit than its commit")
    }
    return problems
  }

  private func isChanged(_ path: GitPath, _ old: ObjectID, _ new: ObjectID) throws -> Bool {
    try repository.entry(at: path, in: old)?.id != repository.entry(at: path, in: new)?.id
  }
}
