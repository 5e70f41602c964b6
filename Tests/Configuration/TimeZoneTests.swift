import Configuration
import Domain
import Foundation
import Testing

/// Which zones a file can name.
@Suite struct TimeZoneTests {
  @Test(arguments: [
    "UTC", "Etc/UTC", "GMT", "Europe/Berlin", "Asia/Calcutta", "Asia/Kolkata", "US/Pacific",
    "America/Argentina/Buenos_Aires", "EST5EDT", "Japan", "Etc/GMT+3",
  ]) func `names of the IANA database are zones`(_ name: String) throws {
    #expect(try Told.file("timezone: \(name)").configuration?.timeZone == name)
  }

  @Test(arguments: [
    ("PST", nil), ("CEST", nil), ("GMT+0300", nil), ("UTC+2", nil), ("GMT+3", nil),
    ("local", nil),
    ("Mars/Olympus_Mons", nil), ("../../etc/passwd", nil), ("right/UTC", nil), ("localtime", nil),
    ("Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"),
    ("Europe/Berln", "Europe/Berlin"), ("America/Los Angeles", "America/Los_Angeles"),
    ("los angeles", "America/Los_Angeles"), ("utc", "UTC"), ("Utc", "UTC"),
  ]) func `abbreviations and offsets are none`(_ name: String, _ suggestion: String?) throws {
    let hint = suggestion.map { ", did you mean `\($0)`?" } ?? ""
    #expect(
      try Told.file("timezone: \(name)").texts == [
        "2:11: error: expected the IANA name of a time zone, such as `Europe/Berlin`, "
          + "found `\(name)`" + hint
      ])
  }

  /// The list that comes with the database itself.
  private static let list = "/usr/share/zoneinfo/tzdata.zi"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: list)))
  func `every zone of the machine's database is accepted but the one that is no place`() throws {
    let data = try #require(FileManager.default.contents(atPath: Self.list))
    var names: [String] = []
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "Z", words.count > 1 { names.append(String(words[1])) }
      if words.first == "L", words.count > 2 { names.append(String(words[2])) }
    }
    try #require(names.count > 400)
    let refused = try names.filter { try Told.file("timezone: \($0)").isRefused }
    #expect(refused == ["Factory"])
  }
}
