import Domain
import Foundation
import Ledger
import Queueing
import Reporting
import Testing

/// What `--format json` prints of a report.
@Suite struct JSONKeyTests {
  private func json() throws -> String {
    let report = CalendarReport(
      range: Timestamp(seconds: 0)..<Timestamp(seconds: 86_400),
      dates: [
        .init(
          at: Timestamp(seconds: 3_600), schedule: "monthly",
          bindings: [BindingID(item: "b", target: "t"), BindingID(item: "a", target: "t")])
      ],
      missed: [], time: TimeText(timeZone: "Asia/Tokyo"))
    return String(decoding: try LedgerJSON.encode(report), as: UTF8.self)
  }

  @Test func `keys are sorted, times are UTC whatever the zone, and a line feed ends it`() throws {
    let text = try json()
    let keys = text.matches(of: /"([A-Za-z]+)" *:/).map { String($0.output.1) }
    let top = keys.filter { ["dates", "from", "missed", "schema", "until"].contains($0) }
    #expect(top == top.sorted())
    #expect(
      keys.filter { ["at", "bindings", "schedule"].contains($0) } == ["at", "bindings", "schedule"])
    #expect(text.contains("1970-01-01T01:00:00Z"))
    #expect(text.hasSuffix("}\n"))
  }

  @Test func `lists keep their order`() throws {
    let text = try json()
    let b = try #require(text.range(of: "\"b@t\""))
    let a = try #require(text.range(of: "\"a@t\""))
    #expect(b.lowerBound < a.lowerBound)
  }
}
