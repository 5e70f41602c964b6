import Configuration
import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// What an answer costs does not grow with the ledger's past. It is counted in objects that are
/// read, which is the same on every machine.
struct LongLedgerTests {
  /// The short form of `make test`; `make test-long` has it long.
  private static let length =
    ProcessInfo.processInfo.environment["DEPLOYSYNC_LONG"] == "1" ? 20_000 : 2_000

  /// A sandbox with three items, the last of which fails: its failure is the oldest of all runs.
  private func sandbox(runs: Int) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.configure(
      """
      items:
        a: { paths: [a], targets: { live: { deployment: ad-hoc } } }
        b: { paths: [b], targets: [live] }
        c: { paths: [c], targets: { live: { deployment: ad-hoc } } }
      """)
    try sandbox.merge(
      "First", ["a/1.yaml": "one\n", "a/2.yaml": "two\n", "b/1": "1", "c/1": "1"])
    // Something is in the way of `c`.
    try FileManager.default.createDirectory(
      atPath: "\(sandbox.path(of: "live"))/c", withIntermediateDirectories: true)
    try Data("by hand".utf8).write(
      to: URL(fileURLWithPath: "\(sandbox.path(of: "live"))/c/1"))
    try sandbox.apply()
    try LongLedger(after: sandbox).add(runs)
    return sandbox
  }

  /// How many objects a body reads in a repository that was just opened.
  private func cost(
    _ sandbox: Sandbox, _ body: (ApplyRun.Surroundings) throws -> Void
  ) throws -> Int {
    let repository = try Repository.open(sandbox.fixture.path)
    var surroundings = try sandbox.surroundings()
    surroundings.repository = repository
    try body(surroundings)
    return repository.objectsRead
  }

  private func situation(_ surroundings: ApplyRun.Surroundings) throws -> Situation {
    try Situation.read(
      surroundings.repository, branch: surroundings.branch, now: surroundings.now())
  }

  /// What each command reads of a ledger with so many runs.
  private func costs(runs: Int) throws -> [String: Int] {
    let sandbox = try sandbox(runs: runs)
    var costs: [String: Int] = [:]
    costs["queued"] = try cost(sandbox) { surroundings in
      let situation = try situation(surroundings)
      let queues = try situation.queues(situation.configuration.bindings)
      #expect(queues.count == 3)
    }
    costs["status"] = try cost(sandbox) { surroundings in
      let statuses = try StatusReader(situation(surroundings)).statuses(nil)
      #expect(statuses.map(\.state) == [.upToDate, .missed, .failed])
    }
    costs["plan"] = try cost(sandbox) { surroundings in
      let preparer = Preparer(
        try situation(surroundings), targets: surroundings.targets, request: Preparer.Request())
      #expect(try preparer.prepare().bindings.count == 3)
    }
    costs["explain"] = try cost(sandbox) { surroundings in
      let head = try #require(sandbox.head)
      let explanation = try Explainer(situation(surroundings)).explain(head)
      #expect(explanation.places.count == 3)
    }
    costs["history"] = try cost(sandbox) { surroundings in
      let page = try situation(surroundings).ledger.page(limit: 20) { _ in true }
      #expect(page.runs.count == 20 && page.hasMore)
    }
    costs["apply, nothing new"] = try cost(sandbox) { surroundings in
      let tip = try sandbox.ledger().tip
      let report = try ApplyRun(
        surroundings, request: Preparer.Request(), reason: "test"
      ).run()
      #expect(!report.isRecorded)
      #expect(try sandbox.ledger().tip == tip)
    }
    try sandbox.merge("Second", ["a/1.yaml": "three\n"])
    costs["apply"] = try cost(sandbox) { surroundings in
      let report = try ApplyRun(
        surroundings, request: Preparer.Request(), reason: "test"
      ).run()
      #expect(report.isRecorded)
      #expect(report.record.bindings.first?.outcome == .applied)
    }
    return costs
  }

  @Test func `queued, status, plan and apply cost no more after thousands of runs`() throws {
    let few = try costs(runs: 100)
    let many = try costs(runs: Self.length)
    for (command, cost) in many {
      let before = try #require(few[command])
      // "explain" goes back to the run that brought the change: it is about the past.
      guard command != "explain" else { continue }
      #expect(cost <= before + 10, "\(command): \(before) objects of 100 runs, \(cost) of many")
    }
    print("\(Self.length) runs: \(many.sorted { $0.key < $1.key })")
  }

  @Test func `a ledger with a long past is sound`() throws {
    let sandbox = try sandbox(runs: 200)
    #expect(try sandbox.findings() == [])
    #expect(try sandbox.record("a")?.tree != nil)
  }
}
