package import Domain
package import Ledger
package import Queueing

/// What a run would do with one binding, decided and planned, but not begun.
package struct PreparedBinding {
  /// Where the preparation ended.
  package enum Stage {
    /// There is a plan, for a commit and maybe an occurrence.
    case planned(BindingPlan, occurrence: Timestamp?)
    /// It is not its turn; the plan holds what the target has already as it is at head.
    case waiting(why: String, takingOver: BindingPlan?)
    /// Nothing is to be done.
    case unchanged(why: String)
    /// A rule forbids it; the objects that the rule is about.
    case refused(why: String, hint: String?, objects: [PlannedObject])
    /// It cannot be told.
    case failed(why: String)
    /// This machine does not serve the target.
    case notServed(why: String)

    /// The plan, of what is to be written or only taken over.
    var plan: BindingPlan? {
      switch self {
      case .planned(let plan, _), .waiting(_, let plan?): plan
      default: nil
      }
    }
  }

  package var binding: Binding
  /// Nil for an item that the configuration disables.
  package var queue: BindingQueue?
  package var stage: Stage
  package var decided: Decided?
  /// Where it failed: what mends it, each with what to type.
  package var remedies: [String]

  package init(
    binding: Binding, queue: BindingQueue?, stage: Stage, decided: Decided? = nil,
    remedies: [String] = []
  ) {
    self.remedies = remedies
    self.binding = binding
    self.queue = queue
    self.stage = stage
    self.decided = decided
  }
}

/// What a run would do with the bindings it is asked for.
package struct Preparation {
  package var situation: Situation
  /// In the order in which they are deployed.
  package var bindings: [PreparedBinding]
  /// Targets that the configuration names and this machine does not serve.
  package var targetsNotServed: [String]
  /// The procedure of which this is the step that brings the content.
  package var procedure: Procedure?
}
