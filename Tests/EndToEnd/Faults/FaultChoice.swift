import Faults
import Fixtures
import Foundation

/// Which faults of which scenarios are tried, by the environment:
///
/// - `DEPLOYSYNC_LONG=1`: all of them, else a sample by a seed (`DEPLOYSYNC_SEED`).
/// - `DEPLOYSYNC_FAULT_SCENARIOS=3` or `3-9`: the scenarios of these numbers, as the lines of progress
///   have them, so that the long form can be done in parts.
/// - `DEPLOYSYNC_FAULT_ONLY=TEXT`: those faults whose name has the text, all of them; the name is
///   `SCENARIO: POINT#TIMES:KIND`.
struct FaultChoice: Sendable {
  /// One fault in one scenario.
  struct Trial {
    var place: FaultBench.Place
    var kind: FaultKind

    func name(in scenario: FaultScenario) -> String {
      "\(scenario): \(place.point.rawValue)#\(place.occurrence):\(kind.rawValue)"
    }
  }

  /// How many faults of one scenario a sample has.
  private static let sampled = 5

  let seed: UInt64
  /// Whether every fault of each scenario is tried.
  let isAll: Bool
  private let only: String?
  private let range: ClosedRange<Int>?

  /// Throws where the environment names no range.
  init(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    seed = Seeds.list(1)[0]
    only = environment["DEPLOYSYNC_FAULT_ONLY"].flatMap { $0.isEmpty ? nil : $0 }
    isAll = only == nil && environment["DEPLOYSYNC_LONG"] == "1"
    range = try environment["DEPLOYSYNC_FAULT_SCENARIOS"].flatMap { text in
      if text.isEmpty { return nil }
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first <= last
      else { throw FixtureError("DEPLOYSYNC_FAULT_SCENARIOS=\(text) is no range such as 3-9") }
      return first...last
    }
  }

  /// The scenarios with their numbers, which count from 1.
  var scenarios: [(number: Int, scenario: FaultScenario)] {
    zip(1..., FaultScenario.all).filter { number, scenario in
      guard range?.contains(number) ?? true else { return false }
      // A text with a colon names one scenario at its beginning.
      return only.map { !$0.contains(": ") || $0.hasPrefix("\(scenario): ") } ?? true
    }.map { (number: $0, scenario: $1) }
  }

  /// Whether every scenario has its turn, so that every point is met.
  var reachesAll: Bool { only == nil && range == nil }

  /// The faults that are tried in a scenario.
  func trials(of bench: FaultBench, _ number: Int) -> [Trial] {
    let all = bench.places.flatMap { place in
      place.point.kinds.map { Trial(place: place, kind: $0) }
    }
    if let only { return all.filter { $0.name(in: bench.scenario).contains(only) } }
    guard !isAll else { return all }
    var generator = SeededGenerator(seed: seed &+ UInt64(number - 1))
    return Array(all.shuffled(using: &generator).prefix(Self.sampled))
  }
}
