import Configuration
package import Domain
package import Ledger

extension Situation {
  /// The open procedure of a binding, also one that was begun under the item's former name.
  package func procedure(of binding: BindingID) throws -> Procedure? {
    if let own = try ledger.procedure(of: binding) { return own }
    guard let was = configuration.item(named: binding.item)?.was,
      configuration.item(named: was) == nil
    else { return nil }
    return try ledger.procedure(of: BindingID(item: was, target: binding.target))
  }

  /// The open procedures of bindings that are configured no longer, under no name, but for `known`.
  package func forgottenProcedures(besides known: [BindingID]) throws -> [Procedure] {
    let configured = try configuration.bindings.compactMap { try procedure(of: $0.id)?.binding }
    return try ledger.openProcedures()
      .filter { !configured.contains($0) && !known.contains($0) }
      .compactMap { try ledger.procedure(of: $0) }
  }

  /// Throws `SpecialBinding` where one of these is deployed by a procedure.
  func requireNoProcedure(_ bindings: [BindingID]) throws {
    for binding in bindings where configuration.binding(binding)?.deployment == .special {
      throw SpecialBinding(binding: binding)
    }
  }
}

/// An exception is asked for where there is no date to go before.
package struct SpecialBinding: ExplainedError, Hashable {
  package var binding: BindingID

  package var category: FailureCategory { .refused }
  package var message: String {
    "\(binding) is special: it has no date that an exception could go before"
  }
  package var hints: [String] {
    [
      "walk through its procedure, on any day: deploysync apply "
        + ShellWord.quoted(binding.description)
    ]
  }
}
