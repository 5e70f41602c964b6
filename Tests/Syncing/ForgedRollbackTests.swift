import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

@testable import Syncing

/// Rollbacks whose record is not what their run says.
struct ForgedRollbackTests {
  private static let state = "deployed/live/a/state.json"
  private let sandbox: Sandbox
  private let kept: ObjectID
  private let text: ObjectID
  private let data: ObjectID
  private let run: String

  /// A rollback of two entries, one in each repository, on a binding on which a third is held.
  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      """
      repositories: [managed]
      items: { a: { paths: [a, 'managed:a'], targets: { live: {} } } }
      """)
    try sandbox.merge("Texts", in: "managed", ["a/x": "one", "a/y": "one"])
    try sandbox.merge("Data", ["a/1": "1"])
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    let first = try sandbox.apply().record.run
    text = try sandbox.merge("Text", in: "managed", ["a/x": "two"])
    data = try sandbox.merge("Number", ["a/1": "2"])
    kept = try sandbox.merge("Kept out", in: "managed", ["a/y": "two"])
    try sandbox.hold("a", [kept])
    try sandbox.go(to: "2026-03-01T00:05:00Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-03-02T00:05:00Z")
    run = try sandbox.rollback("a", to: first).record.run
    #expect(try sandbox.audit() == [])
    #expect(try sandbox.record("a")?.held.map(\.commit).contains(kept) == true)
  }

  private func forgeHolds(_ edit: (inout [[String: Any]]) -> Void) throws {
    try sandbox.forge(Self.state) { state in
      var held = state["held"] as? [[String: Any]] ?? []
      edit(&held)
      state["held"] = held
    }
  }

  @Test func `what it says that it holds is not held`() throws {
    try forgeHolds { $0.removeAll { $0["commit"] as? String == data.hex } }
    #expect(
      try sandbox.findings() == [
        "run \(run) says that it holds \(data.short), and a@live does not hold it"
      ])
  }

  @Test func `something is held that it does not say`() throws {
    try forgeHolds { held in
      held.append(held[0].merging(["commit": String(repeating: "d", count: 40)]) { $1 })
    }
    #expect(
      try sandbox.findings() == ["it holds dddddddddd on a@live, which run \(run) does not say"])
  }

  @Test func `what was held before is let go, or held by somebody else`() throws {
    try forgeHolds { $0.removeAll { $0["commit"] as? String == kept.hex } }
    #expect(
      try sandbox.findings() == [
        "it lets \(kept.short) of a@live go, which was held and is not live"
      ])
    try forgeHolds { held in
      held.append([
        "commit": kept.hex, "reason": "mine", "by": "mallory@example.com",
        "at": "2026-02-01T00:05:00Z",
      ])
    }
    #expect(
      try sandbox.findings() == [
        "it holds \(kept.short) on a@live, which run \(run) does not say"
      ])
  }

  @Test func `it holds in the name of somebody else`() throws {
    try forgeHolds { held in
      for index in held.indices where held[index]["commit"] as? String == text.hex {
        held[index]["by"] = "mallory@example.com"
      }
    }
    #expect(
      try sandbox.findings() == [
        "it holds \(text.short) on a@live in the name of mallory@example.com, and run \(run) is by "
          + "Operator <ops@example.com>"
      ])
  }

  @Test func `another date is fulfilled than it says`() throws {
    try sandbox.forge(Self.state) { $0["occurrence"] = "2026-04-01T00:00:00Z" }
    #expect(
      try sandbox.findings() == [
        "it records the date 2026-04-01T00:00:00Z of a@live as fulfilled, and run \(run) says the "
          + "date 2026-03-01T00:00:00Z"
      ])
    try sandbox.forge(Self.state) { $0["occurrence"] = NSNull() }
    #expect(try sandbox.findings().first?.hasPrefix("it records no date of a@live") == true)
  }

  @Test func `an entry is held as one of another repository`() throws {
    try sandbox.forge(Self.state) { state in
      var names = state["entryRepositories"] as? [String: String] ?? [:]
      names[text.hex] = nil
      state["entryRepositories"] = names
    }
    #expect(
      try sandbox.findings() == [
        "it holds \(text.short) on a@live as one of control, and run \(run) says that it is of "
          + "managed"
      ])
  }

  @Test func `values that are none`() throws {
    let path = "runs/2026/03/\(run).json"
    try sandbox.forge(path) { record in
      var rollback = record["rollback"] as? [String: Any] ?? [:]
      rollback["held"] = ["x"]
      rollback["occurrence"] = "never"
      record["rollback"] = rollback
    }
    let findings = try sandbox.findings()
    for value in ["x", "never", text.hex] {
      #expect(findings.contains("the rollback of run \(run) holds the value \(value)"))
    }
  }
}
