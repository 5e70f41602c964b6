import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// Two runs that want the ledger at the same time.
struct RaceTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["data/x": "one"])
    return sandbox
  }

  /// How often a run asks for the time.
  private func questions() throws -> Int {
    let sandbox = try sandbox()
    var count = 0
    sandbox.interlude = { count += 1 }
    try sandbox.apply()
    return count
  }

  @Test func `whenever another run comes between, everything is done once`() throws {
    let moments = try questions()
    #expect(moments > 3)
    for moment in 1...moments {
      let sandbox = try sandbox()
      var count = 0
      var other: ApplyRun.Report?
      sandbox.interlude = {
        count += 1
        guard count == moment else { return }
        sandbox.interlude = {}
        other = try? sandbox.apply()
      }
      let own = try sandbox.apply()
      let both = [own, try #require(other, "moment \(moment)")]
      let writing = both.filter { $0.record.bindings.contains { $0.outcome == .applied } }
      #expect(writing.count == 1, "moment \(moment): \(both.map(\.record.bindings))")
      #expect(try sandbox.texts() == ["data/x": "one"])
      #expect(try sandbox.recorded("a") == ["data/x": "one"])
      #expect(try sandbox.ledger().leasedBindings() == [])
      #expect(try sandbox.findings() == [], "moment \(moment)")
    }
  }

  @Test func `a run that loses the ledger decides anew`() throws {
    let sandbox = try sandbox()
    var count = 0
    var pauses = 0
    sandbox.pause = { pauses += 1 }
    // The second question is the attempt's own start, right after it was prepared.
    sandbox.interlude = {
      count += 1
      guard count == 2 else { return }
      sandbox.interlude = {}
      _ = try? sandbox.baseline(["a"], at: sandbox.head ?? .zero)
    }
    let report = try sandbox.apply()
    #expect(pauses == 1)
    #expect(report.record.bindings.map(\.outcome) == [.applied])
    #expect(report.record.bindings.first?.from == sandbox.head?.hex, "it saw the baseline")
    #expect(try sandbox.findings() == [])
  }

  @Test func `a merge that comes between is not deployed by a run that did not see it`() throws {
    let sandbox = try sandbox()
    let seen = sandbox.head
    var count = 0
    sandbox.interlude = {
      count += 1
      guard count == 2 else { return }
      _ = try? sandbox.merge("Second", ["data/x": "two"])
    }
    #expect(try sandbox.apply().record.bindings.first?.to == seen?.hex)
    #expect(try sandbox.texts() == ["data/x": "one"])
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.applied])
  }
}
