import Domain
import Git
import Ledger
import Testing

struct FormatTests {
  @Test(arguments: [
    ("2\n", "2"), ("1", "1"), ("1\n1\n", "11"), ("", ""), ("\u{1b}[31mred\n", "[31mred"),
  ])
  func `a ledger of another format is refused`(_ text: String, _ shown: String) throws {
    let chain = try Chain()
    try chain.forge(["format": chain.file(text)])
    #expect(throws: LedgerError.unknownFormat(shown)) { try chain.read() }
  }

  @Test func `a ref that is no ledger is refused`() throws {
    let chain = try Chain()
    try chain.forge(["deploysync.yaml": chain.file("version: 1\n")])
    #expect(throws: LedgerError.unknownFormat("none")) { try chain.read() }
  }

  @Test func `no ref is an empty ledger`() throws {
    let chain = try Chain()
    let ledger = try chain.read()
    #expect(ledger.tip == nil)
    #expect(try ledger.recordedBindings() == [])
    #expect(try ledger.leasedBindings() == [])
    #expect(try ledger.runs(limit: 5) { _ in true } == [])
    #expect(try ledger.record(of: Chain.triggers) == nil)
  }
}
