package import Domain
package import Git

/// Proves a whole ledger from its commits alone: that they are one chain, that everything in them
/// is readable and where it belongs, and that each is a step that a run may make.
///
/// It asks no target and trusts no commit. What is held in memory does not grow with the chain:
/// neighbours are compared, and only what differs between them is read.
package struct LedgerVerifier {
  /// Something that a ledger must not hold.
  package struct Finding: Sendable, Hashable {
    /// The commit that brought it.
    package var commit: ObjectID
    /// A sentence without a period that names the binding, the run or the path.
    package var problem: String

    package init(commit: ObjectID, problem: String) {
      self.commit = commit
      self.problem = problem
    }
  }

  /// What was proven, and what is wrong.
  package struct Report: Sendable {
    /// How many commits were looked at.
    package var commits: Int
    /// How many runs the newest commit has records of.
    package var runs: Int
    /// How many bindings the newest commit has records of.
    package var bindings: Int
    /// What is wrong, of the oldest commit first.
    package var findings: [Finding]
    /// The ledger's newest commit; nil where there is no ledger.
    package var tip: ObjectID?
  }

  private let reference: String
  private let repository: Repository

  /// For the ledger on this ref, by its full name.
  package init(reference: String, in repository: Repository) {
    self.reference = reference
    self.repository = repository
  }

  /// Looks at every commit from the newest to the oldest.
  ///
  /// Throws `RepositoryError` where a commit of the chain is not here, and where this clone left
  /// objects out; anything else that is missing or damaged is a finding.
  package func verify() throws -> Report {
    guard let tip = try repository.reference(reference) else {
      return Report(commits: 0, runs: 0, bindings: 0, findings: [], tip: nil)
    }
    var findings: [Finding] = []
    var count = 0
    var plans: [String: (run: String, commit: ObjectID)] = [:]
    var next: Commit? = try repository.commit(tip)
    while let commit = next {
      count += 1
      var problems: [String] = []
      next = try commit.parents.first.map(repository.commit)
      if commit.parents.count > 1 {
        problems.append("it has \(commit.parents.count) parents, a step of the ledger has one")
      }
      if try isForeign(commit) {
        problems.append("it is no commit of a ledger, and no ledger is built on others")
        next = nil
      } else {
        let before = try next.flatMap { try isForeign($0) ? nil : $0 }
        let check = CommitCheck(commit, before: before, in: repository)
        try check.perform()
        problems += check.problems
      }
      let trailers = LedgerTrailers(commit.message)
      for plan in trailers.plans {
        guard let run = trailers.runs.first else { continue }
        if let later = plans[plan], later.run != run {
          findings.append(
            Finding(
              commit: later.commit,
              problem: "it uses the plan \(plan.prefix(10)) again, which run \(run) had used"))
        }
        plans[plan] = (run, commit.id)
      }
      findings += problems.reversed().map { Finding(commit: commit.id, problem: $0) }
    }
    let (runs, bindings) = try counts(in: repository.commit(tip).tree)
    return Report(
      commits: count, runs: runs, bindings: bindings, findings: findings.reversed(), tip: tip)
  }

  /// Whether a commit has nothing of a ledger: neither its format nor a trailer.
  private func isForeign(_ commit: Commit) throws -> Bool {
    guard LedgerTrailers(commit.message).runs.isEmpty else { return false }
    return try entries(of: commit.tree).allSatisfy { $0.name[...] != LedgerPath.format.bytes[...] }
  }

  private func counts(in tree: ObjectID) throws -> (runs: Int, bindings: Int) {
    func folders(_ id: ObjectID) throws -> [ObjectID] {
      try entries(of: id).filter { $0.mode == .folder }.map(\.id)
    }
    let top = Dictionary(
      try entries(of: tree).map { (GitPath(bytes: $0.name), $0.id) },
      uniquingKeysWith: { a, _ in a })
    let months = try top[LedgerPath.runs].map(folders)?.flatMap(folders) ?? []
    let runs = try months.reduce(0) { try $0 + entries(of: $1).count }
    let targets = try top[LedgerPath.deployed].map(folders) ?? []
    return (runs, try targets.reduce(0) { try $0 + folders($1).count })
  }

  /// The entries of a tree; none of one that is missing or damaged, which is a finding elsewhere.
  private func entries(of tree: ObjectID) throws -> [TreeEntry] {
    do {
      return try repository.tree(tree)
    } catch let error as RepositoryError where error.isFinding {
      return []
    }
  }
}
