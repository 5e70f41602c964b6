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
    /// The commits that were looked at, the oldest first.
    package var chain: [ObjectID] = []

    /// The oldest commit that something is wrong with; nil where all is sound.
    package var firstBad: ObjectID? { findings.first?.commit }

    /// How many commits before the first bad one are sound; nil where that one cannot be read, so
    /// that nobody can tell what was before it.
    package var sound: Int? {
      guard let firstBad else { return chain.count }
      return chain.firstIndex(of: firstBad)
    }

    /// The newest of those sound commits; nil where there is none.
    package var lastSound: ObjectID? { sound.flatMap { $0 > 0 ? chain[$0 - 1] : nil } }

    /// Adds what was found out besides, the oldest commit first.
    package mutating func add(_ found: [Finding]) {
      let order = Dictionary(
        zip(chain, chain.indices).map { ($0, $1) }, uniquingKeysWith: { a, _ in a })
      // One that cannot be read stands before all that can.
      let all = (findings + found).enumerated().map { ($1, order[$1.commit] ?? -1, $0) }
      findings = all.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
    }
  }

  private let newest: () throws -> ObjectID?
  private let repository: Repository

  /// For the ledger on this ref, by its full name.
  package init(reference: String, in repository: Repository) {
    newest = { try repository.reference(reference) }
    self.repository = repository
  }

  /// For the ledger whose newest commit this is, on whatever ref.
  package init(tip: ObjectID, in repository: Repository) {
    newest = { tip }
    self.repository = repository
  }

  /// Looks at every commit from the newest to the oldest.
  ///
  /// Throws `RepositoryError` where this clone left objects out or its history is cut off; anything
  /// else that is missing or damaged is a finding.
  package func verify() throws -> Report {
    guard let tip = try newest() else {
      return Report(commits: 0, runs: 0, bindings: 0, findings: [], tip: nil)
    }
    var report = Report(commits: 0, runs: 0, bindings: 0, findings: [], tip: tip)
    var found: [[Finding]] = []
    let redactions = try redactions(tip, &found)
    var plans: [String: (run: String, commit: ObjectID)] = [:]
    var next = try read(tip, &found)
    while let commit = next {
      report.chain.append(commit.id)
      var problems: [String] = []
      if commit.parents.count > 1 {
        problems.append("it has \(commit.parents.count) parents, a step of the ledger has one")
      }
      var unread: [[Finding]] = []
      next = try commit.parents.first.flatMap { try read($0, &unread) }
      if try isForeign(commit) {
        problems.append("it is no commit of a ledger, and no ledger is built on others")
        next = try ledgerCommit(below: commit)
        unread = []
      } else if unread.isEmpty {
        let before = try next.flatMap { try isForeign($0) ? nil : $0 }
        let check = CommitCheck(commit, before: before, redactions: redactions, in: repository)
        try check.perform()
        problems += check.problems
      }
      var own = problems.map { Finding(commit: commit.id, problem: $0) }
      let trailers = LedgerTrailers(commit.message)
      for plan in trailers.plans {
        guard let run = trailers.runs.first else { continue }
        if let later = plans[plan], later.run != run {
          own.append(
            Finding(
              commit: later.commit,
              problem: "it uses the plan \(plan.prefix(10)) again, which run \(run) had used"))
        }
        plans[plan] = (run, commit.id)
      }
      found.append(own)
      found += unread
    }
    report.chain.reverse()
    report.commits = report.chain.count
    if let newest = report.chain.last {
      (report.runs, report.bindings) = try counts(in: repository.commit(newest).tree)
    }
    report.add(found.reversed().flatMap(\.self))
    return report
  }

  /// The redactions, and what is wrong with them: what was replaced must be what they say, and
  /// nothing else.
  private func redactions(
    _ tip: ObjectID, _ found: inout [[Finding]]
  ) throws -> LedgerRedactions {
    do {
      let redactions = try LedgerRedactions(tip: tip, in: repository)
      var problems = redactions.problems
      if problems.isEmpty { problems = try redactions.treeProblems() }
      found.append(problems)
      return redactions
    } catch let error as any ExplainedError
      where (error as? RepositoryError)?.isFinding ?? (error is LedgerError)
    {
      // Where it is damaged is found by the walk.
      return LedgerRedactions.none(in: repository)
    }
  }

  /// A commit of the chain; nil, and a finding, where it is missing or damaged.
  private func read(_ id: ObjectID, _ found: inout [[Finding]]) throws -> Commit? {
    do {
      return try repository.commit(id)
    } catch let error as RepositoryError where error.isFinding {
      let what =
        switch error {
        case .missingObject: "it is missing"
        case .corruptedObject(_, _, let reason): "it is corrupted: \(reason)"
        default: error.message
        }
      found.append([
        Finding(commit: id, problem: "\(what), and what was recorded before it is out of reach")
      ])
      return nil
    }
  }

  /// The newest commit of a ledger below one that is none; nil where there is none that can be read.
  private func ledgerCommit(below commit: Commit) throws -> Commit? {
    var next = commit.parents.first
    while let id = next {
      do {
        let below = try repository.commit(id)
        if try !isForeign(below) { return below }
        next = below.parents.first
      } catch is RepositoryError {
        return nil
      }
    }
    return nil
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
