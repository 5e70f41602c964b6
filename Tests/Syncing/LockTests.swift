import Domain
import Exceptions
import Fixtures
import Ledger
import Targets
import Testing

@testable import Syncing

/// A locked binding is left alone by everything.
struct LockTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    let rules = "targets: { live: { deployment: ad-hoc, prune: delete } }"
    try sandbox.configure(
      "items:\n  a: { paths: [a], \(rules) }\n  b: { paths: [b], \(rules) }\n")
    try sandbox.merge("First", ["a/1": "1", "b/1": "1"])
    try sandbox.apply()
  }

  private func result(_ item: String) throws -> BindingResult {
    try #require(try sandbox.apply().record.bindings.first { $0.item == item })
  }

  @Test func `a locked binding is refused with owner, time and reason, and others go on`() throws {
    try sandbox.lock("a", reason: "the vendor migrates")
    try sandbox.merge("Second", ["a/1": "2", "b/1": "2"])
    let tip = try sandbox.ledger().tip
    let refused = try result("a")
    #expect(refused.outcome == .refused)
    #expect(
      refused.why == "locked by ops@example.com since 2026-01-10T12:00:00Z: the vendor migrates")
    #expect(try sandbox.texts() == ["a/1": "1", "b/1": "2"])
    let settled = try sandbox.ledger().tip
    #expect(settled != tip, "the other binding is recorded")
    #expect(try result("a").outcome == .refused)
    #expect(try sandbox.ledger().tip == settled, "a refusal is not recorded again and again")

    let changes = try sandbox.unlock("a")
    #expect(changes.map(\.lock.reason) == ["the vendor migrates"])
    #expect(try result("a").outcome == .applied)
    #expect(try sandbox.texts() == ["a/1": "2", "b/1": "2"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a locked binding takes nothing over and gives nothing away`() throws {
    try sandbox.lock("a", reason: "test")
    try sandbox.merge("Second", ["a/1": "2"])
    try sandbox.handWrite("2", to: "a/1")
    #expect(try result("a").outcome == .refused)
    #expect(try sandbox.recorded("a") == ["a/1": "1"])

    let rules = "targets: { live: { deployment: ad-hoc, prune: delete } }"
    try sandbox.configure(
      "items:\n  a: { paths: [c], \(rules) }\n  b: { paths: [a, b], \(rules) }\n")
    let other = try result("b")
    #expect(other.outcome == .refused)
    #expect(other.why?.hasPrefix("it shares objects with a@live, which is locked by ops@") == true)
    #expect(try sandbox.recorded("a") == ["a/1": "1"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a locked binding gets no baseline`() throws {
    try sandbox.lock("a", reason: "test")
    let head = try #require(sandbox.head)
    let tip = try sandbox.ledger().tip
    #expect(throws: BindingLocked.self) { try sandbox.baseline(["b", "a"], at: head) }
    #expect(try sandbox.ledger().tip == tip)
  }

  @Test func `locking twice and unlocking what is free name the lock`() throws {
    try sandbox.lock("a", reason: "test")
    #expect(
      refusal { try sandbox.lock("a", reason: "again") }
        == [
          "a@live is locked already",
          "a@live: locked by ops@example.com since 2026-01-10T12:00:00Z: test",
        ])
    try sandbox.lock("b", reason: "test")
    try sandbox.unlock("b")
    #expect(refusal { try sandbox.unlock("b") } == ["b@live is not locked"])
    #expect(try sandbox.ledger().lockedBindings() == [BindingID(named: "a")])
  }

  @Test func `a renamed item stays locked`() throws {
    try sandbox.lock("a", reason: "test")
    let rules = "targets: { live: { deployment: ad-hoc } }"
    try sandbox.configure("items: { new: { paths: [a], was: a, \(rules) } }")
    try sandbox.merge("Second", ["a/1": "2"])
    #expect(try result("new").outcome == .refused)
    #expect(try sandbox.unlock("new").map(\.binding) == [BindingID(named: "a")])
    #expect(try result("new").outcome == .applied)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a lock stops a run before its next write`() throws {
    try sandbox.merge("Second", ["a/1": "2", "a/2": "2", "a/3": "2"])
    var isLocked = false
    sandbox.opening = { [sandbox] target in
      Interrupting(try TargetOpening.writer(for: target)) {
        guard !isLocked else { return }
        isLocked = true
        try sandbox.lock("a", reason: "stop")
      }
    }
    let stopped = try result("a")
    sandbox.opening = nil
    #expect(stopped.outcome == .partial)
    #expect(stopped.objects.map(\.outcome) == [.done, .skipped, .skipped])
    #expect(
      stopped.objects.last?.error
        == "a/3 was not written: a@live is locked by ops@example.com since 2026-01-10T12:00:00Z: stop"
    )
    #expect(try sandbox.recorded("a") == ["a/1": "2"])
    #expect(try sandbox.ledger().leasedBindings() == [])
    #expect(try result("a").outcome == .refused)
    #expect(try sandbox.findings() == [])
  }

  @Test func `status tells the lock and its owner`() throws {
    try sandbox.lock("a", reason: "test")
    let statuses = try StatusReader(sandbox.situation()).statuses(nil)
    #expect(statuses.map(\.state) == [.locked, .upToDate])
    #expect(statuses[0].lock?.by == "ops@example.com")
  }
}

/// A real target, with something done after its first write.
private final class Interrupting: TargetWriter {
  private let target: any TargetWriter
  private let afterwards: () throws -> Void

  init(_ target: any TargetWriter, afterwards: @escaping () throws -> Void) {
    self.target = target
    self.afterwards = afterwards
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try target.read(sought)
  }
  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try target.content(of: live, at: path)
  }
  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try target.refusals(writing: writing, all: all)
  }
  func removeLeftovers() throws -> [GitPath] { try target.removeLeftovers() }
  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    batch.map { write in
      let outcome = target.write([write], mayContinue: mayContinue).first ?? .failed("no answer")
      do { try afterwards() } catch { return .failed("\(error)") }
      return outcome
    }
  }
}
