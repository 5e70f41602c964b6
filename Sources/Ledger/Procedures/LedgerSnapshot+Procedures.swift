package import Domain
import Git

extension LedgerSnapshot {
  /// The open procedure of the binding, by this very name; nil where none is.
  package func procedure(of binding: BindingID) throws -> Procedure? {
    try blob(at: LedgerPath.procedure(binding)).map {
      try LedgerJSON.decode(Procedure.self, from: $0, part: "procedure of \(binding)")
    }
  }

  /// All bindings with an open procedure, by name.
  package func openProcedures() throws -> [BindingID] {
    try names(below: LedgerPath.procedures) {
      $0.hasSuffix(".json") ? String($0.dropLast(5)) : nil
    }
  }
}
