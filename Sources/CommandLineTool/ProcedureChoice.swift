import Configuration
import Domain
import Syncing

/// Finds the binding whose procedure a person wants to walk through.
struct ProcedureChoice {
  private let asked: Set<BindingID>
  private let named: [String]
  private let situation: Situation

  /// - Parameters:
  ///   - asked: the bindings that were named.
  ///   - named: the names as they were typed.
  init(_ asked: Set<BindingID>, named: [String], in situation: Situation) {
    self.asked = asked
    self.named = named
    self.situation = situation
  }

  /// The binding; nil where none that was named is special.
  ///
  /// Throws where it is named together with others: a procedure is walked through by itself.
  ///
  /// - Parameter isAsked: whether an option was given that is for procedures alone.
  func binding(isAsked: Bool) throws -> BindingID? {
    let special = asked.filter { situation.configuration.binding($0)?.deployment == .special }
      .sorted()
    if isAsked {
      if special.count == 1 { return special.first }
      if asked.count == 1 { return asked.first }
    } else {
      if special.isEmpty { return nil }
      if asked.count == 1 { return special.first }
    }
    let others = asked.sorted().filter { !special.contains($0) }
    throw CommandFailure(
      status: ExitStatus.usage,
      message: "a procedure is walked through for one binding, and "
        + "\(named.joined(separator: " ")) names \(asked.count)",
      causes: special.map { "\($0) is special" } + others.map { "\($0) is not special" },
      hints: (special + others).map { "deploysync apply \(ShellWord.quoted($0.description))" })
  }
}
