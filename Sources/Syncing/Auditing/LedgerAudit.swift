package import Domain
package import Git
package import Ledger
package import Queueing

/// Proves who wrote the ledger: every commit names the head it was decided at, is made by whom it
/// says, and by somebody who may. What `LedgerVerifier` proves of its form comes first.
package struct LedgerAudit {
  private let repository: Repository
  private let reference: String
  private let head: ObjectID
  private let history: ConfigurationHistory
  private let verify: SignatureVerifier

  package init(
    reference: String, head: ObjectID, history: ConfigurationHistory,
    verify: @escaping SignatureVerifier, in repository: Repository
  ) {
    self.reference = reference
    self.head = head
    self.history = history
    self.verify = verify
    self.repository = repository
  }

  /// The verifier's report with what is wrong about the authors, the oldest commit first.
  package func verifyAll() throws -> LedgerVerifier.Report {
    var report = try LedgerVerifier(reference: reference, in: repository).verify()
    guard let tip = report.tip else { return report }
    var chain: [ObjectID] = []
    var next: ObjectID? = tip
    while let commit = next {
      chain.append(commit)
      next = try repository.link(commit).parents.first
    }
    var order: [ObjectID: Int] = [:]
    var findings = report.findings
    let audit = try CommitAudit(
      reference: reference, head: head, history: history, verify: verify, isWhole: true,
      in: repository)
    for (position, id) in chain.reversed().enumerated() {
      order[id] = position
      let commit = try repository.commit(id)
      for problem in try audit.problems(of: commit) {
        findings.append(LedgerVerifier.Finding(commit: id, problem: problem))
      }
    }
    report.findings = findings.sorted { (order[$0.commit] ?? 0) < (order[$1.commit] ?? 0) }
    return report
  }
}
