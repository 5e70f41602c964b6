import Ledger
import Testing

@testable import Syncing

/// Limits stop what was agreed to, too, until somebody says that it is meant.
struct LimitedExceptionTests {
  @Test func `a limit stops an exception, which stays agreed`() throws {
    let bench = try Bench(["data/a.yaml": "1\n"], prune: "delete, limits: { changes: 1 }")
    try bench.baseline()
    try bench.merge("Two (!1)", ["data/a.yaml": "2\n", "data/b.yaml": "b\n"])
    let id = try bench.request()
    try bench.agree(id)
    let report = try bench.deploy(id)
    #expect(report.record.bindings.map(\.outcome) == [.refused])
    #expect(report.record.bindings[0].why == "it is over the limit `changes`: 2, allowed 1")
    guard case .refused(_, let hint?, _)? = report.preparation.bindings.first?.stage else {
      Issue.record("not refused")
      return
    }
    #expect(hint.contains("deploysync apply --exception \(id) --limit-override"))
    #expect(try bench.live() == ["data/a.yaml": "1\n"])
    let again = try bench.deploy(id, overridesLimits: true)
    #expect(again.record.bindings.map(\.outcome) == [.applied])
    #expect(try bench.live() == ["data/a.yaml": "2\n", "data/b.yaml": "b\n"])
  }
}
