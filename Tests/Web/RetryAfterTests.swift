import Domain
import Testing
import Web

@Suite struct RetryAfterTests {
  /// 1994-11-06T08:49:00Z.
  let now = Timestamp(seconds: 784_111_740)

  @Test(arguments: [
    ("0", 0), ("120", 120), (" 5 ", 5), ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
    ("Sunday, 06-Nov-94 08:49:37 GMT", 37), ("Sun Nov  6 08:49:37 1994", 37),
    ("Sun, 06 Nov 1994 08:48:00 GMT", 0), ("99999999999999999999999", 31_622_400),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 31_622_400),
  ]) func `seconds and all three forms of a date are understood`(
    _ text: String, _ seconds: Int64
  ) {
    #expect(RetryAfter.pause(text, now: now) == .seconds(seconds))
  }

  @Test(arguments: [
    "", "-1", "1.5", "soon", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37 CET", "1e9", "Sun, 06 Nov", "5 minutes",
  ]) func `anything else is no pause`(_ text: String) {
    #expect(RetryAfter.pause(text, now: now) == nil)
  }

  @Test func `a year of two digits is the nearest that is no more than fifty years ahead`() {
    let late = Timestamp(seconds: 1_795_000_000)  // 2026
    let old = RetryAfter.date("Sunday, 06-Nov-94 08:49:37 GMT", now: late)
    #expect(old?.iso8601 == "1994-11-06T08:49:37Z")
    let next = RetryAfter.date("Friday, 06-Nov-30 08:49:37 GMT", now: late)
    #expect(next?.iso8601 == "2030-11-06T08:49:37Z")
  }
}
