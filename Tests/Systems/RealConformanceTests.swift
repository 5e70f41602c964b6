import Conformance
import Testing

/// The same scenarios as for every kind of target, on the systems that the descriptions are for. The
/// writes are counted by each server's own log.
@Suite(.enabled(if: RealSystems.areWanted, "\(RealSystems.wish)"), .serialized)
struct RealConformanceTests {
  /// Tries all scenarios; those in `cannot` are beyond the system, and no others.
  private func expectConformance<Server>(
    _ fronted: FrontedSystem<Server>, _ kind: ServedObjects<Server>.Type,
    cannot: Set<ConformanceScenario>
  ) throws {
    var missing: Set<ConformanceScenario> = []
    for scenario in ConformanceScenario.allCases {
      guard let problems = try scenario.problems({ try kind.init(fronted) }) else {
        missing.insert(scenario)
        continue
      }
      #expect(problems == [], "\(scenario): \(problems.joined(separator: "\n\n"))")
    }
    #expect(missing == cannot)
  }

  @Test func `a Roundup`() throws {
    try expectConformance(
      FrontedSystem { try Roundup(webPort: $0) }, RoundupTriggers.self, cannot: [])
  }

  @Test func `a Request Tracker, which deletes nothing`() throws {
    try expectConformance(
      FrontedSystem { _ in try RequestTracker() }, RequestTrackerQueues.self, cannot: [.delete])
  }

  @Test func `a PowerDNS, which neither renames nor turns off`() throws {
    try expectConformance(
      FrontedSystem { _ in try PowerDNS() }, PowerDNSZones.self,
      cannot: [.rename, .deactivate, .activate])
  }
}
