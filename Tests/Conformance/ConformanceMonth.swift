import Fixtures

/// One month of a team with one system, and a rollback at its end: all ways in which content goes out.
package enum ConformanceMonth {
  /// Plays it; returns what was wrong.
  package static func problems(_ system: any ConformingSystem) throws -> [String] {
    let bench = try MonthBench(system)
    let december = try november(bench)
    try exception(bench)
    try byHand(bench)
    try removal(bench)
    try january(bench)
    try rollback(bench, to: december)
    return bench.problems
  }

  /// What is ad-hoc goes out at once, and the rest on the first of December; returns that run.
  private static func november(_ bench: MonthBench) throws -> String {
    try bench.merge(1, "data", ["a": 1, "b": 2])
    try bench.merge(2, "quick", ["q": 1])
    bench.now = "2026-11-10T12:00:00Z"
    bench.expected = [SampleObject("q", 1)]
    try bench.apply(writing: ["q"])

    bench.now = "2026-11-12T10:00:00Z"
    try bench.merge(3, "data", ["c": 3])
    bench.now = "2026-11-12T11:00:00Z"
    try bench.merge(4, "data", ["b": 20], isSquashed: true)
    try bench.expectQueue(["team/desk!4 queued", "team/desk!3 queued", "team/desk!1 queued"])
    bench.now = "2026-11-13T10:00:00Z"
    try bench.merge(5, "quick", ["q": 5, "r": 6], isSquashed: true)
    bench.now = "2026-11-13T12:00:00Z"
    bench.expected = [SampleObject("q", 5), SampleObject("r", 6)]
    try bench.apply(writing: ["q", "r"])

    bench.now = "2026-12-01T00:05:00Z"
    bench.expected.formUnion([SampleObject("a", 1), SampleObject("b", 20), SampleObject("c", 3)])
    let run = try bench.apply(writing: ["a", "b", "c"])
    try bench.expectQueue([])
    guard let run else { throw FixtureError(bench.problems.joined(separator: "\n")) }
    return run
  }

  /// One of two entries goes out before its date.
  private static func exception(_ bench: MonthBench) throws {
    bench.now = "2026-12-05T10:00:00Z"
    try bench.merge(6, "data", ["a": 10])
    bench.now = "2026-12-05T11:00:00Z"
    try bench.merge(7, "data", ["c": 30, "d": 4], isSquashed: true)
    bench.now = "2026-12-05T12:00:00Z"
    try bench.expectQueue(["team/desk!7 queued", "team/desk!6 queued"])
    try bench.system.forgetWrites()
    let asked = try bench.run(
      "exception", "request", "desk@live", "--only", "!6", "--reason", "outage", as: "rita")
    guard let id = asked.text.firstMatch(of: /E-[0-9]+/).map({ String($0.output) }) else {
      throw FixtureError(bench.problems.joined(separator: "\n"))
    }
    try bench.run("exception", "impact", id)
    try bench.run("exception", "approve", id, "--consequences", "a is ten", as: "max")
    try bench.run("exception", "confirm", id, as: "rita")
    try bench.run("plan", "--exception", id)
    try bench.run("apply", "--exception", id, "--dry-run")
    try bench.expectNoWrites("an exception that is only agreed on")
    try bench.run("apply", "--exception", id)
    bench.expected.remove(SampleObject("a", 1))
    bench.expected.insert(SampleObject("a", 10))
    try bench.expectThere(writing: ["a"])
    try bench.expectSettled()
    try bench.expectQueue(["team/desk!7 queued", "team/desk!6 carried"])
  }

  /// Somebody changes the system itself, and it is adopted.
  private static func byHand(_ bench: MonthBench) throws {
    bench.now = "2026-12-10T10:00:00Z"
    try bench.system.put(SampleObject("q", 77))
    try bench.system.put(SampleObject("b", 88))
    try bench.system.forgetWrites()
    let drift = try bench.run("drift", "--exit-code", "--format", "json", status: 2)
    for (item, path) in [
      ("desk", "data/\(bench.system.place(of: "b"))"),
      ("quick", "quick/\(bench.system.place(of: "q"))"),
    ] {
      let found = MonthAnswer(drift)?.binding(item)?.list("objects").compactMap { $0.text("path") }
      bench.expect(found == [path], "drift of \(item) is \(found ?? [])")
    }
    try bench.adopt("quick", as: 8)
    bench.now = "2026-12-10T11:00:00Z"
    try bench.adopt("desk", as: 9)
    try bench.expectNoWrites("adopting")
    bench.expected.subtract([SampleObject("q", 5), SampleObject("b", 20)])
    bench.expected.formUnion([SampleObject("q", 77), SampleObject("b", 88)])
    bench.now = "2026-12-10T12:00:00Z"
    try bench.apply(writing: [])
  }

  /// An object goes, and one gets another name where the system can do that.
  private static func removal(_ bench: MonthBench) throws {
    bench.now = "2026-12-12T10:00:00Z"
    let identity = try bench.system.identity(of: "q")
    bench.expected.remove(SampleObject("r", 6))
    if !bench.system.canDelete { bench.expected.insert(SampleObject("r", 6, isActive: false)) }
    if bench.system.canRename {
      bench.expected.remove(SampleObject("q", 77))
      bench.expected.insert(SampleObject("s", 77))
      try bench.merge(10, "quick", ["r": nil, "s": 77], former: ["s": "q"])
    } else {
      try bench.merge(10, "quick", ["r": nil])
    }
    bench.now = "2026-12-12T12:00:00Z"
    try bench.apply(writing: bench.system.canRename ? nil : ["r"])
    if bench.system.canRename {
      try bench.expect(bench.system.identity(of: "s") == identity, "s is another object than q")
    }
  }

  private static func january(_ bench: MonthBench) throws {
    bench.now = "2027-01-01T00:05:00Z"
    bench.expected.remove(SampleObject("c", 3))
    bench.expected.formUnion([SampleObject("c", 30), SampleObject("d", 4)])
    try bench.apply(writing: ["c", "d"])
    try bench.expectQueue([])
  }

  /// Back to December; what came since stays held when the next date comes.
  private static func rollback(_ bench: MonthBench, to run: String) throws {
    bench.now = "2027-01-03T10:00:00Z"
    try bench.system.forgetWrites()
    try bench.run("rollback", "desk@live", "--to", run, "--reason", "outage")
    bench.expected.subtract([
      SampleObject("a", 10), SampleObject("b", 88), SampleObject("c", 30), SampleObject("d", 4),
    ])
    bench.expected.formUnion([SampleObject("a", 1), SampleObject("b", 20), SampleObject("c", 3)])
    if bench.system.canDeactivate {
      bench.expected.insert(SampleObject("d", 4, isActive: false))
    }
    try bench.expectThere(writing: ["a", "b", "c", "d"])
    try bench.expectSettled()
    bench.now = "2027-02-01T00:05:00Z"
    // What the rollback turned off is not in the content: the prune rule has it from now on.
    let isPruned = bench.system.canDeactivate && bench.system.canDelete
    if isPruned { bench.expected.remove(SampleObject("d", 4, isActive: false)) }
    try bench.apply(writing: isPruned ? ["d"] : [])
    try bench.run("ledger", "verify")
    try bench.expectDeployed()
  }
}
