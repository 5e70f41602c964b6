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
  private let history: ConfigurationHistory
  private let verify: SignatureVerifier
  /// Without signatures a commit proves nothing about the branch that it was decided at, and a
  /// rewritten branch is no reason to doubt it.
  private let isSigned: Bool

  init(
    reference: String, head: ObjectID, history: ConfigurationHistory,
    verify: @escaping SignatureVerifier, in repository: Repository
  ) throws {
    self.reference = reference
    self.head = head
    self.history = history
    self.verify = verify
    self.repository = repository
    let state = try history.state(in: repository.link(head).tree)
    isSigned = state.configuration?.exceptions?.signers != nil
  }

  /// What is wrong with the commit, a sentence each.
  func problems(of commit: Git.Commit) throws -> [String] {
    guard let control = LedgerAuthor.control(of: commit) else {
      return ["it has no trailer Deploysync-Control"]
    }
    let isOnBranch = try repository.contains(control) && repository.isAncestor(control, of: head)
    if !isOnBranch, !isSigned { return [] }
    guard isOnBranch else {
      return ["its control commit \(control.short) is not on the branch"]
    }
    // Else anybody could choose an old commit whose rules or signers suit them.
    if isSigned, let parent = commit.parents.first,
      let before = LedgerAuthor.control(of: try repository.commit(parent)),
      repository.contains(before), try repository.isAncestor(before, of: head),
      try !repository.isAncestor(before, of: control)
    {
      return ["its control commit \(control.short) is older than that of the commit before it"]
    }
    let author = LedgerAuthor(history: history, verify: verify, in: repository)
    let email: String
    switch try author.author(of: commit, control: control) {
    case .rejected(let reason): return [reason]
    case .principal(let principal): email = principal.lowercased()
    }
    let snapshot = try LedgerSnapshot(commit: commit.id, reference: reference, in: repository)
    let roles = try history.state(in: repository.link(control).tree).configuration?.roles
    return try stepProblems(of: commit, by: email, in: snapshot)
      + runProblems(of: commit, by: email, in: snapshot, roles: roles)
      + holdProblems(of: commit, by: email, roles: roles)
  }

  /// A run is made by whom its record names, who may run; one that brings an exception brings one
  /// that was agreed to.
  private func runProblems(
    of commit: Git.Commit, by email: String, in snapshot: LedgerSnapshot, roles: Roles?
  ) throws -> [String] {
    guard let id = Self.trailer("Deploysync-Run", of: commit), let run = try snapshot.run(id)
    else { return [] }
    var problems: [String] = []
    if let people = roles?.run, !people.contains(where: { $0.lowercased() == email }) {
      problems.append("run \(id): \(email) may not run deployments")
    }
    // What a dead run did is recorded by the next one, which may be another person's.
    if run.state != .interrupted, !run.by.lowercased().hasSuffix("<\(email)>") {
      problems.append("run \(id) says it is by \(run.by), and its commit is by \(email)")
    }
    guard run.state == .finished, let exception = run.exception else { return problems }
    guard let chain = try snapshot.exception(exception),
      let control = LedgerAuthor.control(of: commit),
      let policy = try history.state(in: repository.link(control).tree).configuration?.exceptions
    else { return problems + ["run \(id) brings \(exception), which nothing provides for"] }
    let agreed = ExceptionChain(
      id: chain.id, steps: chain.steps.filter { $0.step.step != .deployment })
    if agreed.state(under: policy) != .agreed {
      problems.append("run \(id) brings \(exception), to which not all had agreed")
    }
    return problems
  }

  /// A step is taken by whom it names, and by the rules of its control commit.
  private func stepProblems(
    of commit: Git.Commit, by email: String, in snapshot: LedgerSnapshot
  ) throws -> [String] {
    guard let id = Self.trailer("Deploysync-Exception", of: commit),
      let name = Self.trailer("Deploysync-Step", of: commit),
      let chain = try snapshot.exception(id),
      let index = chain.steps.firstIndex(where: { $0.name == name })
    else { return [] }
    let step = chain.steps[index].step
    let recorder = step.attestedBy ?? step.by
    guard recorder.lowercased() == email else {
      return ["\(name) of \(id) says it is by \(recorder), and its commit is by \(email)"]
    }
    guard let control = LedgerAuthor.control(of: commit), control.hex == step.control else {
      return ["\(name) of \(id) names another control commit than its trailer"]
    }
    let state = try history.state(in: repository.link(control).tree)
    guard let policy = state.configuration?.exceptions, let at = Timestamp(iso8601: step.at) else {
      return ["\(name) of \(id) is taken where nothing provides for exceptions"]
    }
    guard at == commit.committer.time else {
      return ["\(name) of \(id) says it was taken at \(step.at), and its commit is of another time"]
    }
    let prefix = ExceptionChain(id: id, steps: Array(chain.steps[..<index]))
    if let agreed = prefix.policy(agreedToBy: step), agreed != policy.canonicalText {
      return ["\(name) of \(id): the rules there are not those that its impact names"]
    }
    let refusal = prefix.refusal(
      of: step.step, by: step.by, recordedBy: recorder, under: policy, at: at)
    return refusal.map { ["\(name) of \(id): \($0)"] } ?? []
  }

  private func holdProblems(of commit: Git.Commit, by email: String, roles: Roles?) -> [String] {
    guard Self.trailer("Deploysync-Hold", of: commit) != nil, let people = roles?.hold,
      !people.contains(where: { $0.lowercased() == email })
    else { return [] }
    return ["\(email) may not hold or release entries"]
  }

  private static func trailer(_ name: String, of commit: Git.Commit) -> String? {
    commit.message.split(separator: "\n").last { $0.hasPrefix("\(name): ") }
      .map { String($0.dropFirst(name.count + 2)) }
  }
}
