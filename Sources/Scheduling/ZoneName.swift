import FoundationEssentials
import FoundationInternationalization

/// Which texts are IANA names of zones. Foundation takes more than those: `GMT+2`, `PST`.
enum ZoneName {
  /// UTC and its links in the tz database (file `etcetera` and `backward`).
  static let utc: Set<String> = [
    "UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu",
    "GMT", "Etc/GMT", "Etc/GMT+0", "Etc/GMT-0", "Etc/GMT0", "Etc/Greenwich", "GMT+0", "GMT-0",
    "GMT0", "Greenwich",
  ]

  /// The other names of the tz database (release 2025b) that have no slash.
  private static let short: Set<String> = [
    "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "HST",
    "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET",
    "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC",
    "ROK", "Singapore", "Turkey", "W-SU", "WET",
  ]

  /// Whether it may be the name of a zone; whether it is, the zone data says.
  static func isWellFormed(_ name: String) -> Bool { name.contains("/") || short.contains(name) }

  /// The known name that is most like the text: the same but for case, or one or two letters away.
  static func nearest(to text: String) -> String? {
    guard (3...40).contains(text.count) else { return nil }
    let folded = Array(text.lowercased().utf8)
    let known = TimeZone.knownTimeZoneIdentifiers + ["UTC"]
    let ranked = known.sorted()
      .map { (distance(Array($0.lowercased().utf8), folded), $0) }
      .filter { $0.0 <= 2 && $0.0 * 3 <= folded.count }
    return ranked.min { $0.0 < $1.0 }?.1
  }

  /// Levenshtein's distance: how many letters must be put in, left out or replaced.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard abs(a.count - b.count) <= 2 else { return .max / 4 }
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
