import Faults
import Fixtures
import Foundation
import Synchronization
import Testing

/// Every write of every command fails, is cut short, or is the last thing that its process does; the
/// next run ends as if nothing had happened.
///
/// `make test` takes a sample by a seed; with `DEPLOYSYNC_LONG=1` (`make test-long`) it is all of them.
/// Each wrong end and each scenario that is done has a line at once, so a test that is cut off has
/// still told what it did: `DEPLOYSYNC_FAULT_REPORT=FILE` has the lines. `FaultChoice` says how some of them are chosen.
struct EveryCrashTests {
  private struct Outcome {
    var trials = 0
    var kinds: Set<FaultKind> = []
    var places = 0
    var met: Set<FaultPoint> = []
    var problems: [String] = []

    mutating func add(_ other: Outcome) {
      trials += other.trials
      places += other.places
      kinds.formUnion(other.kinds)
      met.formUnion(other.met)
      problems += other.problems
    }
  }

  @Test(.timeLimit(.minutes(240)))
  func `whatever write a run ends at, the next one ends as if nothing had happened`() throws {
    let choice = try FaultChoice()
    let chosen = choice.scenarios
    let total = Mutex(Outcome())
    let next = Atomic<Int>(0)
    let began = ContinuousClock.now
    let workers = max(2, ProcessInfo.processInfo.activeProcessorCount)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < chosen.count else { return }
        let (number, scenario) = chosen[index]
        let start = ContinuousClock.now
        let outcome = Self.outcome(of: scenario, number, choice)
        total.withLock { total in
          total.add(outcome)
          Self.say(
            "faults: \(number) of \(FaultScenario.all.count), \(scenario): \(outcome.trials) runs, "
              + "\(outcome.problems.count) with a wrong end, "
              + "\((ContinuousClock.now - start).components.seconds) s; so far \(total.trials), "
              + "\(total.problems.count), \((ContinuousClock.now - began).components.seconds) s")
        }
      }
    }
    let result = total.withLock { $0 }
    Self.say(
      "faults: \(result.met.count) of \(FaultPoint.allCases.count) points in \(chosen.count) "
        + "scenarios, met \(result.places) times; \(result.kinds.count) kinds of fault, "
        + "\(result.trials) runs\(choice.isAll ? "" : " of a sample by seed \(choice.seed)"), "
        + "\(result.problems.count) of them with a wrong end")
    for problem in result.problems { Issue.record("\(problem)") }
    if choice.reachesAll {
      let missing = FaultPoint.allCases.filter { !result.met.contains($0) }
      #expect(missing.isEmpty, "no scenario reaches \(missing.map(\.rawValue))")
    } else {
      #expect(result.trials > 0, "nothing was chosen")
    }
  }

  /// To standard output, which `swift test` may keep for itself until the end, and at once to the file
  /// that `DEPLOYSYNC_FAULT_REPORT` names.
  private static func say(_ line: String) {
    print(line)
    fflush(nil)
    let environment = ProcessInfo.processInfo.environment
    guard let path = environment["DEPLOYSYNC_FAULT_REPORT"], !path.isEmpty else { return }
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    let bytes = Array("\(line)\n".utf8)
    _ = write(file, bytes, bytes.count)
    close(file)
  }

  private static func outcome(
    of scenario: FaultScenario, _ number: Int, _ choice: FaultChoice
  ) -> Outcome {
    var outcome = Outcome()
    do {
      let bench = try FaultBench(scenario)
      outcome.places = bench.places.count
      for trial in choice.trials(of: bench, number) {
        outcome.trials += 1
        outcome.kinds.insert(trial.kind)
        let problems = try bench.check(trial.place, trial.kind)
        if !problems.isEmpty {
          let text = problems.joined(separator: "\n  ")
          outcome.problems.append("\(trial.name(in: scenario))\n  \(text)")
          say("faults: wrong: \(trial.name(in: scenario))\n  \(text)")
        }
      }
      outcome.met = bench.met
    } catch {
      outcome.problems.append("\(scenario): \(error)")
      say("faults: wrong: \(scenario): \(error)")
    }
    return outcome
  }
}
