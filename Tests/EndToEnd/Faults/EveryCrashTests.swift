import Faults
import Fixtures
import Foundation
import Synchronization
import Testing

/// Every write of every command fails, is cut short, or is the last thing that its process does; the
/// next run ends as if nothing had happened.
///
/// `make test` takes a sample by a seed; with `DEPLOYSYNC_LONG=1` (`make test-long`) it is all of them.
/// `DEPLOYSYNC_FAULT_ONLY=TEXT` takes those alone whose name has the text.
struct EveryCrashTests {
  /// One fault in one scenario.
  private struct Trial {
    var place: FaultBench.Place
    var kind: FaultKind

    func name(in scenario: FaultScenario) -> String {
      "\(scenario): \(place.point.rawValue)#\(place.occurrence):\(kind.rawValue)"
    }
  }

  private struct Outcome {
    var trials = 0
    var kinds: Set<FaultKind> = []
    var places = 0
    var met: Set<FaultPoint> = []
    var problems: [String] = []
  }

  private static let environment = ProcessInfo.processInfo.environment
  private static let isLong = environment["DEPLOYSYNC_LONG"] == "1"
  private static let only = environment["DEPLOYSYNC_FAULT_ONLY"]
  /// How many faults of one scenario the short form takes.
  private static let sampled = 5

  @Test(.timeLimit(.minutes(120)))
  func `whatever write a run ends at, the next one ends as if nothing had happened`() throws {
    let scenarios = FaultScenario.all.filter { scenario in
      Self.only.map { $0.hasPrefix(scenario.name) || !$0.contains(":") } ?? true
    }
    let seed = Seeds.list(1)[0]
    let total = Mutex(Outcome())
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < scenarios.count else { return }
        let outcome = Self.outcome(of: scenarios[index], seed: seed &+ UInt64(index))
        total.withLock { total in
          total.trials += outcome.trials
          total.places += outcome.places
          total.kinds.formUnion(outcome.kinds)
          total.met.formUnion(outcome.met)
          total.problems += outcome.problems
        }
      }
    }
    let result = total.withLock { $0 }
    print(
      "faults: \(result.met.count) of \(FaultPoint.allCases.count) points in \(scenarios.count) "
        + "scenarios, met \(result.places) times; \(result.kinds.count) kinds of fault, "
        + "\(result.trials) runs\(Self.isLong ? "" : " of a sample by seed \(seed)"), "
        + "\(result.problems.count) of them with a wrong end")
    for problem in result.problems { Issue.record("\(problem)") }
    if Self.only == nil {
      let missing = FaultPoint.allCases.filter { !result.met.contains($0) }
      #expect(missing.isEmpty, "no scenario reaches \(missing.map(\.rawValue))")
    }
  }

  private static func outcome(of scenario: FaultScenario, seed: UInt64) -> Outcome {
    var outcome = Outcome()
    do {
      let bench = try FaultBench(scenario)
      outcome.places = bench.places.count
      for trial in trials(of: bench, seed: seed) {
        outcome.trials += 1
        outcome.kinds.insert(trial.kind)
        let problems = try bench.check(trial.place, trial.kind)
        if !problems.isEmpty {
          let text = problems.joined(separator: "\n  ")
          outcome.problems.append("\(trial.name(in: scenario))\n  \(text)")
        }
      }
      outcome.met = bench.met
    } catch {
      outcome.problems.append("\(scenario): \(error)")
    }
    return outcome
  }

  private static func trials(of bench: FaultBench, seed: UInt64) -> [Trial] {
    let places = bench.places.filter { place in
      bench.scenario.focus.map { place.point.rawValue.hasPrefix($0) } ?? true
    }
    let all = places.flatMap { place in
      place.point.kinds.map { Trial(place: place, kind: $0) }
    }
    if let only { return all.filter { $0.name(in: bench.scenario).contains(only) } }
    guard !isLong else { return all }
    var generator = SeededGenerator(seed: seed)
    return Array(all.shuffled(using: &generator).prefix(sampled))
  }
}
