import Conformance
import Testing

/// One month on each of the systems that the descriptions are for. The writes are counted by each
/// server's own log, and what is there is asked with curl.
@Suite(.enabled(if: RealSystems.areWanted, "\(RealSystems.wish)"), .serialized)
struct RealMonthTests {
  private func expectMonth<Server>(
    _ fronted: FrontedSystem<Server>, _ kind: ServedObjects<Server>.Type
  ) throws {
    let problems = try ConformanceMonth.problems(kind.init(fronted))
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test func `a Roundup`() throws {
    try expectMonth(FrontedSystem { try Roundup(webPort: $0) }, RoundupTriggers.self)
  }

  @Test func `a Request Tracker`() throws {
    try expectMonth(FrontedSystem { _ in try RequestTracker() }, RequestTrackerQueues.self)
  }

  @Test func `a PowerDNS`() throws {
    try expectMonth(FrontedSystem { _ in try PowerDNS() }, PowerDNSZones.self)
  }
}
