import Fixtures
import Foundation

extension ConformanceScenario {
  /// False where the system takes every write.
  func partialFailure(_ bench: ConformanceBench) throws -> Bool {
    guard let result = try bench.apply(.refused, at: 2) else { return false }
    bench.expect(result.status == 1, "partial failure: \(result.text)\(result.errorText)")
    let first = try bench.system.writes()
    bench.expect(Set(first).count == 2, "partial failure: wrote \(first)")
    try bench.expect(bench.system.objects().count == 2, "partial failure: \(first) are there")
    try bench.system.forgetWrites()
    try bench.run("apply")
    try bench.expect(objects: Self.three, "the run after a partial failure")
    try bench.expect(
      writes: ["a", "b", "c"].filter { !first.contains($0) }, "the run after a partial failure")
    try bench.expectSettled()
    return true
  }

  /// Kills a run at each of its writes, and lets the next one end it.
  func crash(
    _ trouble: WriteTrouble, _ make: () throws -> any ConformingSystem
  ) throws -> [String]? {
    var problems: [String] = []
    for number in 1...4 {
      let system = try make()
      // What goes is deleted in one half of the cases and turned off in the other.
      let isTurnedOff = system.canDeactivate && (number % 2 == 0 || !system.canDelete)
      let bench = try ConformanceBench(system, prune: isTurnedOff ? "deactivate" : "delete")
      try bench.merge(["b": 2, "d": 4])
      try bench.run("apply")
      try bench.merge(["a": 1, "b": 20, "c": 3, "d": nil])
      try bench.system.forgetWrites()
      guard let killed = try bench.apply(trouble, at: number) else { return nil }
      bench.expect(
        killed.status == 128 + SIGKILL, "it was not killed: \(killed.text)\(killed.errorText)")
      let first = try bench.system.writes()
      try bench.system.forgetWrites()
      try bench.run("apply", status: [0, 3])
      var second = try bench.system.writes()
      if isTurnedOff, !system.turnsOffAtOnce, first.contains("d") { second.removeAll { $0 == "d" } }
      bench.expect(
        (first + second).sorted() == ["a", "b", "c", "d"],
        "written before \(first) and after \(second)")
      let rest = isTurnedOff ? [SampleObject("d", 4, isActive: false)] : []
      try bench.expect(
        objects: [SampleObject("a", 1), SampleObject("b", 20), SampleObject("c", 3)] + rest,
        "resumed")
      try bench.expectSettled()
      problems += bench.problems.map { "killed at write \(number): \($0)" }
    }
    return problems
  }
}
