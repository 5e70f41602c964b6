import Domain
import Fixtures
import Git
import Ledger
import Testing

struct HistoryPageTests {
  private let chain: Chain
  /// Newest first.
  private let runs: [String]

  init() throws {
    chain = try Chain()
    var names: [String] = []
    for number in 0..<7 {
      let binding = number % 2 == 0 ? Chain.triggers : Chain.forms
      names.insert(try chain.baseline(binding, ["a.yaml": "\(number)"]).run, at: 0)
    }
    runs = names
  }

  @Test func `pages hold every run once, in order`() throws {
    let ledger = try chain.read()
    for size in 1...8 {
      var seen: [String] = []
      var before: String?
      while true {
        let page = try ledger.page(limit: size, before: before) { _ in true }
        seen += page.runs.map(\.run)
        guard page.hasMore else { break }
        #expect(page.runs.count == size)
        before = page.runs.last?.run
      }
      #expect(seen == runs)
    }
  }

  @Test func `a page of one binding's runs goes on from any run`() throws {
    let page = try chain.read().page(limit: 2, before: runs[1]) { run in
      run.bindings.contains { $0.binding == Chain.triggers }
    }
    #expect(page.runs.map(\.run) == [runs[2], runs[4]])
    #expect(page.hasMore)
  }

  @Test func `after the oldest run there is nothing`() throws {
    let page = try chain.read().page(limit: 2, before: runs[6]) { _ in true }
    #expect(page.runs == [])
    #expect(!page.hasMore)
  }

  @Test func `a run that the ledger does not have is named`() throws {
    for name in ["20990101T000000Z-0123456789", "nonsense"] {
      #expect(throws: UnknownRunError(run: name)) {
        try chain.read().page(limit: 2, before: name) { _ in true }
      }
    }
  }
}
