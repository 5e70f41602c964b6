import Domain
import Exceptions
import Fixtures
import Git
import Ledger
import Queueing
import Targets
import Testing

@testable import Syncing

/// A run of an exception that fails half-way does not void its own agreement.
struct PartialRunTests {
  private let numbers = (1...9).map { "\($0)\n" }.joined()

  private func edited(_ edits: [Int: String]) -> String {
    (1...9).map { (edits[$0] ?? "\($0)") + "\n" }.joined()
  }

  @Test(arguments: [false, true])
  func `what its own run brought is not done again, and the rest follows`(whole: Bool) throws {
    let bench = try Bench(["data/a.yaml": numbers, "data/b.yaml": numbers])
    try bench.baseline()
    try bench.merge("Other (!1)", ["data/c.yaml": "c\n"])
    // Two entries on the same line: merging both again onto what they made would conflict.
    try bench.merge(
      "First (!2)", ["data/a.yaml": edited([2: "two"]), "data/b.yaml": edited([2: "two"])])
    try bench.merge(
      "Second (!3)", ["data/a.yaml": edited([2: "zwei"]), "data/b.yaml": edited([2: "zwei"])])
    let entries = try #require(try bench.queue().entries).prefix(2).map(\.commit)
    let id = try bench.request(only: whole ? [] : Array(entries))
    try bench.agree(id)

    bench.opening = { try Stubborn(TargetOpening.writer(for: $0), refusing: "b.yaml") }
    let report = try bench.deploy(id)
    #expect(report.record.bindings.map(\.outcome) == [.partial])
    #expect(try bench.live()["data/a.yaml"] == edited([2: "zwei"]))
    #expect(try bench.live()["data/b.yaml"] == numbers)
    #expect(try bench.situation().ledger.exception(id)?.steps.last?.step.step == .confirmation)

    bench.opening = nil
    let again = try bench.deploy(id)
    #expect(again.record.bindings.map(\.outcome) == [.applied])
    #expect(again.record.bindings.flatMap(\.objects).map(\.path) == ["data/b.yaml"])
    var expected = ["data/a.yaml": edited([2: "zwei"]), "data/b.yaml": edited([2: "zwei"])]
    if whole { expected["data/c.yaml"] = "c\n" }
    #expect(try bench.live() == expected)
    #expect(try bench.situation().ledger.exception(id)?.steps.last?.step.step == .deployment)
    #expect(try bench.findings() == [])
  }

  @Test func `a date after a half-failed exception brings the rest`() throws {
    let bench = try Bench(["data/a.yaml": numbers, "data/b.yaml": numbers])
    try bench.baseline()
    let entry = try bench.merge("Both (!1)", ["data/a.yaml": "a\n", "data/b.yaml": "b\n"])
    try bench.merge("Other (!2)", ["data/c.yaml": "c\n"])
    let id = try bench.request(only: [entry])
    try bench.agree(id)
    bench.opening = { try Stubborn(TargetOpening.writer(for: $0), refusing: "b.yaml") }
    try bench.deploy(id)
    bench.opening = nil
    bench.now = try Bench.time("2026-02-01T00:05:00Z")
    try bench.apply()
    #expect(
      try bench.live() == ["data/a.yaml": "a\n", "data/b.yaml": "b\n", "data/c.yaml": "c\n"])
    #expect(try bench.queue().entries?.isEmpty == true)
  }
}

/// A folder in which one object cannot be written.
private final class Stubborn: TargetWriter {
  private let folder: any TargetWriter
  private let refused: GitPath

  init(_ folder: any TargetWriter, refusing path: String) {
    self.folder = folder
    refused = GitPath(path)
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try folder.read(sought)
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try folder.content(of: live, at: path)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try folder.refusals(writing: writing, all: all)
  }

  var capabilities: TargetCapabilities { folder.capabilities }

  func removeLeftovers() throws -> [GitPath] { try folder.removeLeftovers() }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    batch.map { write in
      write.path == refused
        ? .failed("\(write.path) is refused")
        : folder.write([write], mayContinue: mayContinue).first ?? .failed("nothing came back")
    }
  }
}
