import Domain
import Fixtures
import FoundationEssentials
import Testing

struct TimestampTests {
  @Test func `seconds survive the text`() throws {
    try forEachSeed(2) { seed, generator in
      // Years 1 to 9999, which is what four digits can say.
      for _ in 0..<500 {
        let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator)
        let time = Timestamp(seconds: seconds)
        #expect(Timestamp(iso8601: time.iso8601) == time, "seed \(seed) \(seconds)")
      }
    }
  }

  @Test func `the text is what Foundation writes`() throws {
    try forEachSeed(2) { seed, generator in
      for _ in 0..<500 {
        let seconds = Int64.random(in: -3_000_000_000...253_402_300_799, using: &generator)
        let time = Timestamp(seconds: seconds)
        #expect(time.iso8601 == time.date.formatted(.iso8601), "seed \(seed) \(seconds)")
      }
    }
    for day in 0...146_097 as ClosedRange<Int64> where day % 30 < 2 {
      let time = Timestamp(seconds: day * 86_400 + 86_399)
      #expect(time.iso8601 == time.date.formatted(.iso8601))
    }
  }

  @Test func `the text is what git prints`() throws {
    let repository = try FixtureRepository()
    for seconds in [1_772_323_199, 1_709_164_800, 2_147_483_648] as [Int64] {
      repository.clock = seconds
      try repository.git("commit", "-q", "--allow-empty", "-m", "x")
      let text = try repository.git("log", "-1", "--date=format:%Y-%m-%dT%H:%M:%SZ", "--format=%cd")
      #expect(Timestamp(seconds: seconds).iso8601 == text)
    }
  }

  @Test func `the epoch is zero`() {
    #expect(Timestamp(iso8601: "1970-01-01T00:00:00Z") == Timestamp(seconds: 0))
    #expect(Timestamp(seconds: 0).iso8601 == "1970-01-01T00:00:00Z")
  }

  @Test(arguments: [
    "", "yesterday", "2026-11-01", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
    "2026-11-01T24:00:01Z", "2026-11-01T00:00:00", "2026-11-01T00:00:00Zjunk",
    " 2026-11-01T00:00:00Z", "2026-11-01T00:60:00Z", "2026-11-01T01:00:00+01:00",
  ])
  func `what is no time is none`(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test func `a date counts for the whole second that it is in`() {
    #expect(Timestamp(Date(timeIntervalSince1970: 1.9)).seconds == 1)
    #expect(Timestamp(Date(timeIntervalSince1970: -0.1)).seconds == -1)
    #expect(Timestamp(seconds: 5).date == Date(timeIntervalSince1970: 5))
    #expect((Timestamp(seconds: 5) + 3).seconds == 8)
    #expect(Timestamp(seconds: 5) - Timestamp(seconds: 7) == -2)
  }
}
