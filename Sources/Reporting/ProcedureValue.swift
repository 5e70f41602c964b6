import Domain
import Ledger
import Syncing

/// An open procedure in answers: with what it was begun, and what comes next.
struct ProcedureValue: Encodable {
  var procedure: String
  var commit: String
  var begunAt: String
  var begunBy: String
  /// When the last thing was done in it.
  var lastAt: String
  /// The number of the next step; null where all are done.
  var step: Nullable<Int>
  var steps: Int
  /// What the next step asks of people; null where it asks nothing.
  var manual: Nullable<String>
  private var clause: String

  private enum CodingKeys: String, CodingKey {
    case procedure, commit, begunAt, begunBy, lastAt, step, steps, manual
  }

  init(_ procedure: Procedure) {
    self.procedure = procedure.procedure
    commit = procedure.commit
    begunAt = procedure.begunAt
    begunBy = procedure.begunBy
    lastAt = procedure.lastAt
    step = Nullable(procedure.nextNumber)
    steps = procedure.steps.count
    manual = Nullable(procedure.nextManual)
    clause = procedure.clause
  }

  /// `procedure at step 2 of 3 (Announce it) since …, begun by … with the commit …`
  func sentence(_ time: TimeText) -> String { time.sentence("procedure at \(clause)") }
}

extension ProcedureStep {
  /// For people.
  var words: String {
    switch self {
    case .manual(let text): text
    case .sync: "bring the content to the target"
    }
  }
}

extension Procedure.Step {
  /// For people.
  var words: String { manual ?? ProcedureStep.sync.words }
}
