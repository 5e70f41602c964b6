package import Domain

/// What can be wrong with a ledger.
package enum LedgerError: ExplainedError, Hashable {
  /// Somebody else wrote the ledger between the decision and the write, several times in a row.
  case contended
  /// A part of it cannot be understood.
  case unreadable(part: String, reason: String)
  /// It was written by a version of this tool that this one does not know.
  case unknownFormat(String)

  package var category: FailureCategory {
    switch self {
    case .contended: .failed
    case .unreadable, .unknownFormat: .unreadable
    }
  }

  package var message: String {
    switch self {
    case .contended: "others wrote the ledger again and again while this command tried to"
    case .unreadable(let part, _): "the ledger's \(part) cannot be read"
    case .unknownFormat(let format): "the ledger has the format \(format), this version knows 1"
    }
  }

  package var causes: [String] {
    if case .unreadable(_, let reason) = self { [reason] } else { [] }
  }

  package var hints: [String] {
    switch self {
    case .contended: ["run the command again"]
    case .unreadable: ["`deploysync ledger verify` names the commit that broke it"]
    case .unknownFormat: ["use the version of deploysync that wrote it, or a newer one"]
    }
  }
}
