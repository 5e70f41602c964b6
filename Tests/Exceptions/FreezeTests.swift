import Domain
import Exceptions
import Ledger
import Testing

@testable import Syncing

/// Exceptions and freezes: one passes those that its impact named.
struct FreezeTests {
  private func configuration(_ freezes: String...) -> String {
    Bench.exceptions + "calendar:\n  freezes:\n"
      + freezes.map { "    - { \($0) }\n" }.joined()
  }

  private let soon = "from: 2026-01-12, to: 2026-01-20, reason: stocktaking"
  private let later = "from: 2026-03-01, to: 2026-03-02, reason: spring"

  private func configure(_ bench: Bench, _ more: String) throws {
    try bench.merge(
      "Configure", ["deploysync.yaml": Bench.configuration(more: more)], direct: true)
  }

  private func begin(_ more: String = Bench.exceptions) throws -> Bench {
    let bench = try Bench(["data/a.yaml": "one\n"], more: more)
    try bench.baseline()
    try bench.merge("Change (!1)", ["data/a.yaml": "two\n"])
    return bench
  }

  @Test func `the impact names the freezes within the agreement's life`() throws {
    let bench = try begin(configuration(soon, later))
    let id = try bench.request()
    let impact = try bench.impact(id).impact
    #expect(impact.bindings.first?.freezes?.map(\.reason) == ["stocktaking"])
    let stored = try bench.situation().ledger.exception(id)?.impact?.step.impact
    #expect(stored == impact, "what was named is recorded")
  }

  @Test func `an impact without freezes is recorded as before`() throws {
    let bench = try begin()
    let id = try bench.request()
    #expect(try bench.impact(id).impact.bindings.first?.freezes == nil)
  }

  @Test func `an exception whose impact named the freeze passes`() throws {
    let bench = try begin(configuration(soon))
    let id = try bench.request()
    try bench.agree(id)
    bench.now = try Bench.time("2026-01-12T08:00:00Z")
    #expect(try bench.apply().record.bindings.map(\.outcome) == [.notDue])
    #expect(try bench.deploy(id).record.bindings.map(\.outcome) == [.applied])
    #expect(try bench.live() == ["data/a.yaml": "two\n"])
    #expect(try bench.findings() == [])
  }

  @Test func `one whose impact did not name it is stopped, and its agreement holds`() throws {
    let bench = try begin()
    let id = try bench.request()
    try bench.agree(id)
    try configure(bench, configuration("from: 2026-01-10, to: 2026-01-11, reason: incident"))
    let error = #expect(throws: ExceptionFrozen.self) { try bench.deploy(id) }
    #expect(error?.category == .refused)
    #expect(
      error?.message == "exception E-1 is stopped on desk@live until 2026-01-12T00:00:00Z by "
        + "the freeze \"incident\", 2026-01-10 to 2026-01-11 UTC, which its impact did not name")
    #expect(error?.hints.first?.hasSuffix("deploysync exception impact E-1") == true)
    #expect(try bench.live() == ["data/a.yaml": "one\n"])

    bench.now = try Bench.time("2026-01-12T00:00:00Z")
    #expect(try bench.deploy(id).record.bindings.map(\.outcome) == [.applied])
  }

  @Test func `a new impact names it, and agreed to again it passes`() throws {
    let bench = try begin()
    let id = try bench.request()
    try bench.agree(id)
    try configure(bench, configuration("from: 2026-01-10, to: 2026-01-11, reason: incident"))
    #expect(throws: ExceptionFrozen.self) { try bench.deploy(id) }
    try bench.agree(id)
    #expect(try bench.deploy(id).record.bindings.map(\.outcome) == [.applied])
  }

  @Test func `a longer freeze is another one`() throws {
    let bench = try begin(configuration(soon))
    let id = try bench.request()
    try bench.agree(id)
    bench.now = try Bench.time("2026-01-12T08:00:00Z")
    try configure(
      bench, configuration("from: 2026-01-12, to: 2026-01-25, reason: stocktaking"))
    #expect(throws: ExceptionFrozen.self) { try bench.deploy(id) }
  }

  @Test func `a freeze of other bindings is in nobody's way`() throws {
    let bench = try begin()
    let id = try bench.request()
    try bench.agree(id)
    let more = """
        other: { paths: [other], targets: [live] }
      \(Bench.exceptions)calendar:
        freezes:
          - { from: 2026-01-10, to: 2026-01-11, reason: incident, items: [other] }

      """
    try configure(bench, more)
    #expect(try bench.deploy(id).record.bindings.map(\.outcome) == [.applied])
  }
}
