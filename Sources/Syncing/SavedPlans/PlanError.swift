package import Domain

/// Why a saved plan is not carried out.
package enum PlanError: ExplainedError, Hashable {
  /// The file is no plan.
  case notAPlan
  /// It was written by a newer version.
  case unknownFormat(Int)
  /// It is damaged, or somebody changed it.
  case edited
  /// It names a commit that the branch here does not have, or a ledger that is not this one.
  case elsewhere(String)
  /// A run has used it.
  case used(run: String, command: String)
  /// No binding of it was due when it was made; why, by binding.
  case nothingDue([String], command: String)
  /// What it was decided from moved: clauses that name it with old and new.
  case stale(since: String, moved: [String], command: String)

  package var category: FailureCategory { self == .notAPlan ? .usage : .refused }

  package var message: String {
    switch self {
    case .notAPlan: "the file is no plan of deploysync"
    case .unknownFormat(let number):
      "the plan has the format \(number), this version knows \(SavedPlan.knownSchema)"
    case .edited: "the plan is not as it was written: it is damaged, or it was edited"
    case .elsewhere: "the plan was made in another repository, or of a history that was rewritten"
    case .used(let run, _): "the plan was used by run \(run): a plan is used once"
    case .nothingDue: "the plan deploys nothing: no binding of it was due when it was made"
    case .stale(let since, let moved, _):
      "the plan is stale: \(moved.count == 1 ? "1 thing" : "\(moved.count) things") moved since "
        + "\(since), and nothing was written"
    }
  }

  package var causes: [String] {
    switch self {
    case .elsewhere(let what): [what]
    case .nothingDue(let whys, _): whys
    case .stale(_, let moved, _):
      moved.count > 20 ? moved.prefix(20) + ["\(moved.count - 20) more"] : moved
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .notAPlan, .edited: ["make it with `deploysync plan --out FILE`"]
    case .unknownFormat: ["use the version of deploysync that made it, or a newer one"]
    case .elsewhere: ["run it where it was made, or make a plan here: deploysync plan --out FILE"]
    case .used(_, let command), .stale(_, _, let command), .nothingDue(_, let command):
      ["look at it anew: \(command)"]
    }
  }
}
