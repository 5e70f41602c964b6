package import Domain

/// What can be wrong with a time or a zone that somebody wrote.
package enum SchedulingError: ExplainedError, Hashable {
  /// No zone of that name is known; `suggestion` is the known name that is nearest.
  case unknownTimeZone(String, suggestion: String?)
  /// The text is none of the forms of `TimeInput`; `why` says what is wrong where that is known.
  case unreadableTime(String, why: String?)

  package var category: FailureCategory {
    switch self {
    case .unknownTimeZone: .configuration
    case .unreadableTime: .usage
    }
  }

  package var message: String {
    switch self {
    case .unknownTimeZone(let name, _): "the time zone \(Self.quoted(name)) is not known"
    case .unreadableTime(let text, _): "\(Self.quoted(text)) is not a time"
    }
  }

  package var causes: [String] {
    switch self {
    case .unknownTimeZone: []
    case .unreadableTime(_, let why): why.map { [$0] } ?? []
    }
  }

  package var hints: [String] {
    switch self {
    case .unknownTimeZone(_, let suggestion?):
      ["did you mean `\(suggestion)`?"]
    case .unknownTimeZone:
      ["write the IANA name of a zone, such as `Europe/Berlin` or `UTC`"]
    case .unreadableTime:
      [
        "write a day (`2026-12-01`), a local time (`2026-12-01T09:30`), "
          + "or a time with its offset (`2026-12-01T09:30:00Z`, `2026-12-01T09:30:00+01:00`)"
      ]
    }
  }

  /// The text between quotes, without control characters, and not longer than a line.
  private static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(60).map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
      default: String(scalar)
      }
    }
    return "`\(shown.joined())`"
  }
}
