import Foundation
import Ledger
import Reporting
import Testing

/// What `--format json` prints of a report.
@Suite struct JSONKeyTests {
  private struct Sample: Report {
    struct Part: Encodable {
      var target = "b"
      var item = "a/é\u{1B}"
    }
    var schema = 1
    var parts = [Part(), Part(target: "a")]
    var missing = Nullable<String>(nil)
    var at = "1970-01-01T01:00:00Z"

    var document: Document { Document() }
  }

  @Test func `keys are sorted, lists keep their order, and null is said`() throws {
    let text = String(decoding: try LedgerJSON.encode(Sample()), as: UTF8.self)
    let keys = text.matches(of: /"([a-z]+)" *:/).map { String($0.output.1) }
    #expect(keys == ["at", "missing", "parts", "item", "target", "item", "target", "schema"])
    #expect(text.contains(/"missing" *: *null/))
    let targets = text.matches(of: /"target" *: *"([ab])"/).map { String($0.output.1) }
    #expect(targets == ["b", "a"])
    #expect(text.hasSuffix("}\n"))
  }

  @Test func `no control character is printed as it is`() throws {
    let bytes = try LedgerJSON.encode(Sample())
    #expect(!bytes.contains(0x1b))
    #expect(try JSONSerialization.jsonObject(with: Data(bytes)) is [String: Any])
  }
}
