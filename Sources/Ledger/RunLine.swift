package import Domain
import Git

/// The runs of a ledger, newest first, read only as far as they are asked for and never twice.
///
/// The chain's order counts, by each run's latest commit: names of runs sort by the clocks of the
/// machines that made them, and within a second not at all.
package final class RunLine {
  private let ledger: LedgerSnapshot
  private var steps: RunNames
  private var found: [Place] = []

  /// A run, and the newest commit that is a step of it.
  package typealias Place = (run: RunRecord, commit: ObjectID)

  package init(_ ledger: LedgerSnapshot) {
    self.ledger = ledger
    steps = RunNames(ledger)
  }

  /// The newest run that fits. Throws `LedgerError.unreadable` where a record on the way is missing
  /// or damaged, and what reading the repository throws.
  package func first(where fits: (Place) throws -> Bool) throws -> Place? {
    for place in found where try fits(place) { return place }
    while let (name, commit) = try steps.next() {
      let place = (run: try ledger.recordedRun(name), commit: commit)
      found.append(place)
      if try fits(place) { return place }
    }
    return nil
  }
}

/// The names of a ledger's runs, from the trailers of its commits: newest first, each once.
struct RunNames {
  private let ledger: LedgerSnapshot
  private var commit: ObjectID?
  private var waiting: [(name: String, commit: ObjectID)] = []
  private var seen: Set<String> = []

  init(_ ledger: LedgerSnapshot) {
    self.ledger = ledger
    commit = ledger.tip
  }

  mutating func next() throws -> (name: String, commit: ObjectID)? {
    while waiting.isEmpty, let id = commit {
      let read = try ledger.repository.commit(id)
      commit = read.parents.first
      waiting = LedgerTrailers(read.message).runs.filter { seen.insert($0).inserted }
        .map { ($0, id) }
    }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }
}
