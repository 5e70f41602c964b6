import Domain
import Fixtures
import Ledger
import Targets
import Testing

@testable import Syncing

/// Objects that are turned off and on while something goes wrong, or while they change hands.
struct DeactivateFailureTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    sandbox.inactive = "off"
    let rules = "targets: { live: { deployment: ad-hoc, prune: deactivate } }"
    try sandbox.configure(
      "items:\n  a: { paths: [a], \(rules) }\n  b: { paths: [b, c], \(rules) }\n")
    try sandbox.merge(
      "First", ["a/back": "1", "a/again": "1", "a/gone": "1", "b/gone": "1", "c/x": "1"])
    try sandbox.apply()
    try sandbox.merge("Remove", ["a/back": nil, "a/again": nil, "c/x": nil])
    try sandbox.apply()
    // What b had turned off comes back as a's.
    try sandbox.configure(
      "items:\n  a: { paths: [a, c], \(rules) }\n  b: { paths: [b], \(rules) }\n")
    try sandbox.merge(
      "Second",
      ["a/back": "1", "a/again": "2", "a/gone": nil, "b/gone": nil, "b/new": "2", "c/x": "2"])
    return sandbox
  }

  private let finished = [
    "a/back": "1", "a/again": "2", "off/a/gone": "1", "off/b/gone": "1", "b/new": "2", "c/x": "2",
  ]

  @Test func `an object that another item turned off is handed over`() throws {
    let sandbox = try sandbox()
    #expect(
      try sandbox.texts() == [
        "off/a/back": "1", "off/a/again": "1", "a/gone": "1", "b/gone": "1", "off/c/x": "1",
      ])
    let report = try sandbox.apply()
    #expect(report.record.bindings.map(\.outcome) == [.applied, .applied])
    #expect(try sandbox.texts() == finished)
    #expect(try sandbox.recorded("a") == ["a/back": "1", "a/again": "2", "c/x": "2"])
    #expect(try sandbox.record("a")?.leftBehind.map(\.path) == ["a/gone"])
    #expect(try sandbox.record("b")?.leftBehind.map(\.path) == ["b/gone"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a run killed before or after any write is settled and finished`() throws {
    let count = try sandbox().plannedWrites().count
    #expect(count == 11)
    for killedAfter in 0...count {
      let sandbox = try sandbox()
      let preparation = try sandbox.prepare()
      let dead = try sandbox.leaveIntent(of: preparation)
      for write in try sandbox.writes(of: preparation).prefix(killedAfter) {
        try sandbox.handWrite(write.file, to: write.path)
      }
      let report = try sandbox.apply()
      #expect(report.settled == [dead])
      #expect(try sandbox.texts() == finished, "killed after \(killedAfter)")
      #expect(try sandbox.recorded("a") == ["a/back": "1", "a/again": "2", "c/x": "2"])
      #expect(try sandbox.recorded("b") == ["b/new": "2"])
      #expect(try sandbox.record("a")?.leftBehind.map(\.deactivatedFrom) == ["a/gone"])
      #expect(try sandbox.record("b")?.leftBehind.map(\.deactivatedFrom) == ["b/gone"])
      #expect(try sandbox.findings() == [])
    }
  }

  @Test(arguments: ["a/gone", "off/a/gone", "a/back", "off/a/back", "c/x", "off/c/x"])
  func `one that came half way is taken back`(broken: String) throws {
    let sandbox = try sandbox()
    let before = try sandbox.texts()
    sandbox.opening = { target in
      FaultyTarget(try TargetOpening.writer(for: target)) { $0 == GitPath(broken) }
    }
    let report = try sandbox.apply()
    #expect(report.record.bindings.first?.outcome == .partial)
    let path = broken.hasPrefix("off/") ? String(broken.dropFirst(4)) : broken
    let after = try sandbox.texts()
    #expect(after[path] == before[path] && after["off/\(path)"] == before["off/\(path)"])
    #expect(try sandbox.findings() == [])
    sandbox.opening = nil
    try sandbox.apply()
    #expect(try sandbox.texts() == finished)
    #expect(try sandbox.findings() == [])
  }
}
