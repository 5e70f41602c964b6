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
    guard !report.chain.isEmpty else { return report }
    let audit = try CommitAudit(
      reference: reference, head: head, history: history, verify: verify,
      redactions: redactions(report.tip), isWhole: true, in: repository)
    let broken = Set(report.findings.map(\.commit))
    var found: [LedgerVerifier.Finding] = []
    for id in report.chain {
      do {
        let commit = try repository.commit(id)
        found += try audit.problems(of: commit).map {
          LedgerVerifier.Finding(commit: id, problem: $0)
        }
      } catch let error as any ExplainedError where Self.isDamage(error) {
        // What of it is damaged was said.
        if broken.contains(id) { continue }
        found.append(
          LedgerVerifier.Finding(
            commit: id, problem: "who made it cannot be checked: \(error.message)"))
      }
    }
    report.add(found)
    return report
  }

  private func redactions(_ tip: ObjectID?) throws -> LedgerRedactions {
    do {
      return try LedgerRedactions(tip: tip, in: repository)
    } catch let error as any ExplainedError where Self.isDamage(error) {
      return .none(in: repository)
    }
  }

  private static func isDamage(_ error: any ExplainedError) -> Bool {
    (error as? RepositoryError)?.isFinding ?? (error is LedgerError)
  }
}
