package import Domain
package import Exceptions
import Git

extension LedgerSnapshot {
  /// The IDs of all exceptions, `E-1` first.
  package func exceptionIDs() throws -> [String] {
    try entries(at: LedgerPath.exceptions).compactMap { entry in
      let name = String(decoding: entry.name, as: UTF8.self)
      return ExceptionID.number(of: name) == nil ? nil : name
    }.sorted { (ExceptionID.number(of: $0) ?? 0) < (ExceptionID.number(of: $1) ?? 0) }
  }

  /// The ID that the next exception gets.
  package func nextExceptionID() throws -> String {
    let highest = try exceptionIDs().compactMap(ExceptionID.number).max() ?? 0
    return "E-\(highest + 1)"
  }

  /// An exception with all its steps; nil where there is none of that ID.
  package func exception(_ id: String) throws -> ExceptionChain? {
    guard ExceptionID.number(of: id) != nil else { return nil }
    var steps: [ExceptionChain.Named] = []
    for entry in try entries(at: LedgerPath.exception(id)) where entry.mode != .folder {
      let name = String(decoding: entry.name, as: UTF8.self)
      let step = try LedgerJSON.decode(
        ExceptionStep.self, from: try repository.blob(entry.id), part: "step \(name) of \(id)")
      steps.append(ExceptionChain.Named(name: String(name.dropLast(5)), step: step))
    }
    return steps.isEmpty ? nil : ExceptionChain(id: id, steps: steps)
  }

  /// The tree that an impact of an exception would bring to a binding.
  package func impactContent(
    of id: String, impact: String, binding: BindingID
  ) throws -> ObjectID {
    try content(at: LedgerPath.impactContent(id, impact, binding))
  }
}

/// The names of exceptions: `E-` and a number from 1 on.
package enum ExceptionID {
  /// The number; nil where the text is no such name.
  package static func number(of text: String) -> Int? {
    guard text.hasPrefix("E-"), let number = Int(text.dropFirst(2)), number > 0,
      "E-\(number)" == text
    else { return nil }
    return number
  }
}
