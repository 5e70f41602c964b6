import Foundation

/// The zones of the IANA database that a schedule can name.
enum TimeZones {
  /// Names of the database that have no area; everything else without a slash that Foundation
  /// knows is an abbreviation such as `PST` or an offset (IANA tzdata, files `backward`, `etcetera`
  /// and the historical zones of `northamerica` and `europe`).
  private static let withoutArea: Set<String> = [
    "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT",
    "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel",
    "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo",
    "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "UTC",
    "Universal", "W-SU", "WET", "Zulu",
  ]

  /// Whether it is the name of a zone; zone data is loaded only for others than `UTC`.
  static func isKnown(_ name: String) -> Bool {
    if name == "UTC" { return true }
    guard name.contains("/") || withoutArea.contains(name) else { return false }
    return TimeZone(identifier: name) != nil
  }

  /// The zone that was probably meant: nearly the same name, or the city alone.
  static func suggestion(for name: String) -> String? {
    let known = TimeZone.knownTimeZoneIdentifiers.sorted()
    let written = name.lowercased().replacing(" ", with: "_")
    return known.first { $0.lowercased() == written || $0.lowercased().hasSuffix("/" + written) }
      ?? Suggestion.nearest(to: written, in: known.filter { $0.contains("/") } + ["UTC"])
  }
}

extension ValueReader {
  /// The name of a zone.
  mutating func timeZone(_ value: YAMLValue) -> String? {
    guard let name = value.text, TimeZones.isKnown(name) else {
      mismatch(
        value, expected: "the IANA name of a time zone, such as `Europe/Berlin`",
        suggestion: value.text.flatMap(TimeZones.suggestion))
      return nil
    }
    return name
  }
}
