import Configuration
import Domain
import Fixtures
import Git
import Ledger
import Targets
import Testing

@testable import Syncing

/// A target whose system rewrites its files: objects are compared by their values.
struct ValueTargetTests {
  private let sandbox: Sandbox
  private let ours = """
    # Who answers first
    title: 'Greet'   # shown to agents
    tags:
      - vip
      # for the night shift
      - late
    priority: high

    """

  init() throws {
    sandbox = try Sandbox()
    sandbox.comparison = .values
    try configure("ad-hoc")
    try sandbox.merge("First", ["a/1.yaml": .text(ours), "a/2.json": "{\"b\": 1, \"a\": 2}\n"])
    try sandbox.apply()
  }

  private func configure(_ deployment: String) throws {
    try sandbox.configure(
      """
      items:
        a: { paths: [a], targets: { live: { deployment: \(deployment), prune: delete } } }
      """)
  }

  /// Writes a file the way the system does: its own layout, no comments, keys sorted.
  private func rewrite(priority: String = "high", tags: String = "[vip, late]") throws {
    try sandbox.handWrite(
      .text("{priority: \(priority), tags: \(tags), title: Greet}\n"), to: "a/1.yaml")
    try sandbox.handWrite("{\"a\": 2, \"b\": 1}", to: "a/2.json")
  }

  private func drift() throws -> [DriftedObject] {
    try DriftReader(try sandbox.situation(), targets: try sandbox.access()).read(nil)
      .flatMap(\.objects)
  }

  private func outcome() throws -> BindingResult {
    try #require(try sandbox.apply().record.bindings.first)
  }

  @Test func `a file that the system rewrote is the same object`() throws {
    try rewrite()
    let before = try sandbox.files()
    #expect(try drift().isEmpty)
    #expect(try outcome().outcome == .unchanged)
    #expect(try sandbox.files() == before)
  }

  @Test func `a queued change is written over the system's layout without a word`() throws {
    try rewrite()
    try sandbox.merge("Second", ["a/1.yaml": .text(ours.replacing("high", with: "low"))])
    let result = try outcome()
    #expect(result.outcome == .applied && result.why == nil)
    #expect(result.objects.map(\.action) == [.update])
    #expect(try sandbox.texts()["a/1.yaml"] == ours.replacing("high", with: "low"))
  }

  @Test func `a change of comments alone is recorded and not written`() throws {
    try rewrite()
    let before = try sandbox.files()
    try sandbox.merge("Comment", ["a/1.yaml": .text(ours.replacing("first", with: "at first"))])
    #expect(try outcome().objects.map(\.action) == [.takeOver])
    #expect(try sandbox.files() == before)
    #expect(try sandbox.recorded("a")["a/1.yaml"] == ours.replacing("first", with: "at first"))
  }

  @Test func `a removed file of ours is deleted in whatever layout it is`() throws {
    try rewrite()
    try sandbox.merge("Remove", ["a/1.yaml": nil])
    #expect(try outcome().objects.map(\.action) == [.delete])
    #expect(try sandbox.texts().keys.sorted() == ["a/2.json"])
  }

  @Test(arguments: ["ad-hoc", "standard"])
  func `values changed by hand are adopted into the text that people wrote`(
    deployment: String
  ) throws {
    try configure(deployment)
    if deployment == "ad-hoc" { try sandbox.apply() }
    try rewrite(priority: "urgent", tags: "[late, new]")
    #expect(try drift().map(\.path) == ["a/1.yaml"])
    let adoption = try AdoptionMaker(try sandbox.situation(), targets: try sandbox.access())
      .make(BindingID(named: "a"))
    let entry = try #require(
      try sandbox.repository.entry(at: "a/1.yaml", in: adoption.tree))
    let adopted = """
      # Who answers first
      title: 'Greet'   # shown to agents
      tags:
        # for the night shift
        - late
        - new
      priority: urgent

      """
    #expect(String(decoding: try sandbox.repository.blob(entry.id), as: UTF8.self) == adopted)
    #expect(adoption.adopted.first?.note == nil)

    try sandbox.merge("Adopt", ["a/1.yaml": .text(adopted)])
    let before = try sandbox.files()
    #expect(try outcome().objects.map(\.action) == [.takeOver])
    #expect(try sandbox.files() == before, "nothing is written")
    #expect(try sandbox.recorded("a")["a/1.yaml"] == adopted, "the record is our file")
    #expect(try drift().isEmpty)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a change by hand beside a queued one is told by its values`() throws {
    try configure("standard")
    try rewrite(priority: "urgent")
    try sandbox.merge("Title", ["a/1.yaml": .text(ours.replacing("Greet", with: "Hello"))])
    #expect(try drift().map(\.consequence) == [.besides])
    try sandbox.merge(
      "Both",
      [
        "a/1.yaml": .text(
          ours.replacing("Greet", with: "Hello").replacing("high", with: "urgent"))
      ])
    #expect(try drift().map(\.consequence) == [.included])
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    #expect(try outcome().outcome == .applied)
    #expect(try drift().isEmpty)
  }

  @Test func `a baseline compares by values, all else by bytes`() throws {
    let head = try sandbox.merge("Text", ["a/3.txt": "one\n"])
    try rewrite()
    try sandbox.handWrite("two\n", to: "a/3.txt")
    let done = try sandbox.baseline(["a"], at: head)
    #expect(done.results.first?.differences.map(\.path) == ["a/3.txt"])
    #expect(try sandbox.recorded("a")["a/1.yaml"] == ours)
    let near = try BaselineRun(try sandbox.surroundings(), choice: .nearest)
      .run([BindingID(named: "a")]).results.first
    #expect(near?.nearness == BaselineRun.Nearness(different: 1, total: 3))
  }

  @Test func `right before a write the bytes count as they are`() throws {
    try rewrite()
    try sandbox.merge("Second", ["a/1.yaml": .text(ours.replacing("high", with: "low"))])
    let target = try TargetOpening.writer(
      for: TargetsFile.Target(
        name: "live", kind: .directory(path: sandbox.path(of: "live")), comparison: .values))
    let seen = try sandbox.version(.text(ours))
    let new = try sandbox.version("x: 1\n")
    let outcome = target.write(
      [
        .put(
          DesiredObject(path: "a/1.yaml", version: new) { Array("x: 1\n".utf8) }, expected: seen)
      ], mayContinue: {})
    guard case .failed = outcome.first else {
      Issue.record("\(outcome)")
      return
    }
  }
}
