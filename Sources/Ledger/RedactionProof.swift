package import Domain
import Git

/// That a chain is another one from which only content was taken out.
package struct RedactionProof: Sendable, Hashable {
  /// The commit of the new chain that stands for the newest one of the old chain.
  package var commit: ObjectID
  /// What was taken out since, the oldest redaction first.
  package var redactions: [LedgerRedaction]
  /// The commits of the new chain that did it. Who made them must be proven besides.
  package var steps: [ObjectID]
}

extension LedgerRedactions {
  /// The proof that the chain of this snapshot is the one whose newest commit was `oldTip`, with
  /// content taken out and maybe further steps on top. Nil where it is not or cannot be understood,
  /// also where the old tip is a part of the new chain as it was.
  ///
  /// It reads this snapshot's chain alone: neither the old commits nor the content need to be here.
  /// Throws what reading the repository throws.
  package static func isRedaction(
    of oldTip: ObjectID, in snapshot: LedgerSnapshot
  ) throws -> RedactionProof? {
    let redactions: LedgerRedactions
    do {
      redactions = try LedgerRedactions(tip: snapshot.tip, in: snapshot.repository)
      guard redactions.problems.isEmpty, redactions.present(of: oldTip) != nil,
        try redactions.treeProblems().isEmpty
      else { return nil }
    } catch is LedgerError {
      return nil
    }
    guard let commit = redactions.present(of: oldTip) else { return nil }
    let layers = redactions.layers(with: oldTip).reversed()
    return RedactionProof(
      commit: commit, redactions: layers.map(\.redaction), steps: layers.map(\.step))
  }
}
