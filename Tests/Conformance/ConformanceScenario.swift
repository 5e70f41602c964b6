import Fixtures
import Foundation

/// What every kind of target must do in the same way.
package enum ConformanceScenario: String, CaseIterable, Sendable, CustomStringConvertible {
  case create, update, rename, deactivate, activate, delete
  case nothingToDo, dryRun, drift, changedSincePlan, partialFailure
  case killedBefore, killedAfter

  package var description: String { rawValue }

  /// Tries it, on systems that are made for it.
  ///
  /// - Returns: what is wrong; nil where such a system cannot do it at all.
  package func problems(_ make: () throws -> any ConformingSystem) throws -> [String]? {
    switch self {
    case .killedBefore: return try crash(.killedBefore, make)
    case .killedAfter: return try crash(.killedAfter, make)
    case .rename: guard try make().canRename else { return nil }
    case .deactivate, .activate: guard try make().canDeactivate else { return nil }
    case .delete: guard try make().canDelete else { return nil }
    default: break
    }
    let bench = try ConformanceBench(
      make(), prune: [.deactivate, .activate].contains(self) ? "deactivate" : nil)
    if self == .dryRun {
      try dryRun(bench)
      return bench.problems
    }
    try bench.merge(["a": 1, "b": 2, "c": 3])
    if self == .partialFailure {
      guard try partialFailure(bench) else { return nil }
      return bench.problems
    }
    try bench.run("apply")
    try bench.expect(objects: Self.three, "created")
    try bench.expect(writes: ["a", "b", "c"], "created")
    try bench.system.forgetWrites()
    switch self {
    case .update: try update(bench)
    case .rename: try rename(bench)
    case .deactivate: try deactivate(bench)
    case .activate: try activate(bench)
    case .delete: try delete(bench)
    case .nothingToDo: try nothingToDo(bench)
    case .drift: try drift(bench)
    case .changedSincePlan: try changedSincePlan(bench)
    default: break
    }
    try bench.expectSettled()
    return bench.problems
  }

  static let three = [SampleObject("a", 1), SampleObject("b", 2), SampleObject("c", 3)]

  private func update(_ bench: ConformanceBench) throws {
    try bench.merge(["b": 20])
    try bench.run("apply")
    try bench.expect(
      objects: [SampleObject("a", 1), SampleObject("b", 20), SampleObject("c", 3)], "updated")
    try bench.expect(writes: ["b"], "updated")
  }

  private func rename(_ bench: ConformanceBench) throws {
    let identity = try bench.system.identity(of: "a")
    try bench.merge(["z": 1], former: ["z": "a"])
    try bench.run("apply")
    try bench.expect(
      objects: [SampleObject("z", 1), SampleObject("b", 2), SampleObject("c", 3)], "renamed")
    try bench.expect(bench.system.identity(of: "z") == identity, "renamed: it is another object")
  }

  private func deactivate(_ bench: ConformanceBench) throws {
    let identity = try bench.system.identity(of: "a")
    try bench.merge(["a": nil])
    try bench.run("apply")
    try bench.expect(
      objects: [SampleObject("a", 1, isActive: false), SampleObject("b", 2), SampleObject("c", 3)],
      "deactivated")
    try bench.expect(writes: ["a"], "deactivated")
    try bench.expect(bench.system.identity(of: "a") == identity, "it is another object")
  }

  private func activate(_ bench: ConformanceBench) throws {
    try bench.merge(["a": nil])
    try bench.run("apply")
    try bench.merge(["a": 5])
    try bench.run("apply")
    let active = try bench.system.objects().filter(\.isActive)
    bench.expect(
      Set(active) == [SampleObject("a", 5), SampleObject("b", 2), SampleObject("c", 3)],
      "activated: \(active)")
  }

  private func delete(_ bench: ConformanceBench) throws {
    try bench.merge(["a": nil])
    try bench.run("apply")
    try bench.expect(objects: Array(Self.three.dropFirst()), "deleted")
    try bench.expect(writes: ["a"], "deleted")
  }

  private func nothingToDo(_ bench: ConformanceBench) throws {
    try bench.merge(["a": 9])
    try bench.merge(["a": 1])
    try bench.run("apply")
    try bench.expect(writes: [], "with a change that was taken back")
    try bench.expect(objects: Self.three, "with a change that was taken back")
  }

  private func dryRun(_ bench: ConformanceBench) throws {
    try bench.merge(["a": 1])
    for _ in 0..<2 {
      try bench.run("plan")
      try bench.run("apply", "--dry-run")
      try bench.run("drift")
      try bench.run("status")
    }
    try bench.expect(writes: [], "in dry runs")
    try bench.expect(objects: [], "in dry runs")
    try bench.run("apply")
    try bench.expect(objects: [SampleObject("a", 1)], "after dry runs")
    try bench.expectSettled()
  }

  private func drift(_ bench: ConformanceBench) throws {
    try bench.system.put(SampleObject("a", 77))
    try bench.system.forgetWrites()
    try bench.run("drift", "--exit-code", status: [2])
    try bench.merge(["a": 5, "b": 6])
    try bench.run("apply", status: [1, 3])
    let now = try bench.system.objects()
    bench.expect(now.contains(SampleObject("a", 77)), "what somebody changed was lost: \(now)")
    try bench.expect(!bench.system.writes().contains("a"), "what somebody changed was written")
    try bench.run("apply", "--overwrite-drift")
    try bench.expect(
      objects: [SampleObject("a", 5), SampleObject("b", 6), SampleObject("c", 3)], "overwritten")
  }

  private func changedSincePlan(_ bench: ConformanceBench) throws {
    try bench.merge(["a": 5])
    try bench.run("plan", "--out", bench.planFile)
    try bench.system.put(SampleObject("a", 77))
    try bench.system.forgetWrites()
    let tip = try bench.tip()
    let result = try bench.run("apply", "--plan", bench.planFile, status: [1, 3, 4])
    try bench.expect(writes: [], "with a plan that is overtaken: \(result.text)\(result.errorText)")
    try bench.expect(
      objects: [SampleObject("a", 77), SampleObject("b", 2), SampleObject("c", 3)], "overtaken")
    try bench.expect(bench.tip() == tip, "a plan that is overtaken moved the ledger")
    try bench.system.put(SampleObject("a", 1))
    try bench.run("apply")
  }
}
