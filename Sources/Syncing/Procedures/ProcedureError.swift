package import Domain
package import Ledger

/// Why a procedure does not go on.
package enum ProcedureError: ExplainedError, Hashable {
  /// The binding is not special at head.
  case notSpecial(BindingID, isOpen: Bool)
  /// Somebody confirms a step, or gives a procedure up, and none is open.
  case notOpen(BindingID)
  /// Somebody confirms another step than the next one.
  case otherStep(BindingID, Int, Procedure)
  /// What was brought is not on the target any more.
  case takenBack(Procedure, deployed: ObjectID?)
  /// A rule stops it: the decision's own words.
  case stopped(BindingID, why: String, hint: String?)

  private static func command(_ binding: BindingID) -> String {
    "deploysync apply \(ShellWord.quoted(binding.description))"
  }

  package var category: FailureCategory {
    switch self {
    case .notSpecial(_, isOpen: false): .usage
    default: .refused
    }
  }

  package var message: String {
    switch self {
    case .notSpecial(let binding, isOpen: false):
      "\(binding) is not special: it has no procedure to walk through"
    case .notSpecial(let binding, isOpen: true):
      "\(binding) is not special any more, and its procedure is still open"
    case .notOpen(let binding): "no procedure of \(binding) is open"
    case .otherStep(let binding, let number, let open):
      switch open.next {
      case .confirm(let next):
        "step \(number) of \(binding) is not the next one: that is step \(next) of "
          + "\(open.steps.count) (\(open.nextManual ?? ""))"
      case .sync(let next):
        "step \(number) of \(binding) is not the next one: step \(next) of \(open.steps.count) "
          + "brings the content, which nobody confirms"
      case .end: "all steps of \(binding) are done"
      }
    case .takenBack(let open, _):
      "what the procedure of \(open.binding) brought is not deployed any more"
    case .stopped(let binding, let why, _): "\(binding): \(why)"
    }
  }

  package var causes: [String] {
    switch self {
    case .takenBack(let open, let deployed):
      [
        "it brought the commit \(open.commit.prefix(10)), and deployed is "
          + (deployed.map { "\($0.short)" } ?? "no commit as a whole")
      ]
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .notSpecial(_, isOpen: false): []
    case .notSpecial(let binding, isOpen: true):
      ["end it: \(Self.command(binding)) --abandon REASON"]
    case .notOpen(let binding): ["begin one: \(Self.command(binding))"]
    case .otherStep(let binding, _, let open):
      if case .confirm(let next) = open.next {
        ["when it is done: \(Self.command(binding)) --done \(next)"]
      } else {
        ["go on: \(Self.command(binding))"]
      }
    case .takenBack(let open, _): ["end it: \(Self.command(open.binding)) --abandon REASON"]
    case .stopped(_, _, let hint): [hint].compactMap(\.self)
    }
  }
}
