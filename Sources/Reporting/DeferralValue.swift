import Domain
package import Scheduling

/// What moved a next date, for JSON: the occurrence that is deployed then, and the freezes.
struct DeferralValue: Encodable {
  var from: Nullable<String>
  var by: [FreezeValue]

  /// Nil where nothing moved it.
  init?(_ date: NextDate?) {
    guard let date, !date.freezes.isEmpty else { return nil }
    from = Nullable(date.deferredFrom?.iso8601)
    by = date.freezes.map(FreezeValue.init)
  }
}

/// A freeze, for JSON.
struct FreezeValue: Encodable {
  var from: String
  var to: String
  var timezone: String
  var reason: String
  var onFreeze: String

  init(_ freeze: Freeze) {
    from = freeze.from.description
    to = freeze.to.description
    timezone = freeze.timeZone
    reason = freeze.reason
    onFreeze = freeze.effect.rawValue
  }
}

extension TimeText {
  /// A next date with what moved it: `2027-01-05 00:00 UTC, deferred from 2027-01-01 00:00 UTC by
  /// the freeze "year-end"`.
  package func text(_ date: NextDate) -> String {
    guard !date.freezes.isEmpty else { return text(date.at) }
    guard let from = date.deferredFrom else {
      return "\(text(date.at)), after \(date.freezes.named)"
    }
    return "\(text(date.at)), deferred from \(text(from)) by \(date.freezes.named)"
  }
}
