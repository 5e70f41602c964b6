import Domain
import Fixtures
import Foundation
import Ledger
import Targets
import Testing

@testable import Syncing

/// Runs on targets whose objects go live together.
struct ReleaseRunTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    sandbox.releases = 3
    sandbox.inactive = "off"
    let rules = "targets: { live: { deployment: ad-hoc, prune: deactivate } }"
    try sandbox.configure(
      "items:\n  a: { paths: [a], \(rules) }\n  b: { paths: [b], \(rules) }\n")
    try sandbox.merge("First", ["a/1": "1", "a/2": "1", "b/1": "1"])
  }

  private func texts() throws -> [String: String] { try sandbox.texts(of: "live/current") }

  private func releases() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sandbox.path(of: "live/releases")).sorted()
  }

  @Test func `one run of several items is one release`() throws {
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.applied, .applied])
    #expect(try texts() == ["a/1": "1", "a/2": "1", "b/1": "1"])
    #expect(try releases() == ["1"])
    try sandbox.merge("Second", ["a/1": nil, "a/2": "2", "b/1": nil, "b/moved": "1"])
    let report = try sandbox.apply()
    #expect(
      report.record.bindings.map { $0.objects.map(\.action) } == [
        [.deactivate, .update], [.rename],
      ])
    #expect(try texts() == ["off/a/1": "1", "a/2": "2", "b/moved": "1"])
    #expect(try releases() == ["1", "2"])
    #expect(try sandbox.texts(of: "live/releases/1") == ["a/1": "1", "a/2": "1", "b/1": "1"])
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.unchanged, .unchanged])
    #expect(try sandbox.findings() == [])
  }

  @Test func `of an item of which one object fails nothing goes live`() throws {
    try sandbox.apply()
    try sandbox.merge("Second", ["a/1": "2", "a/2": "2", "b/1": "2"])
    sandbox.opening = { target in
      FaultyTarget(try TargetOpening.writer(for: target)) { $0 == GitPath("a/2") }
    }
    let report = try sandbox.apply()
    #expect(report.record.bindings.map(\.outcome) == [.failed, .applied])
    #expect(report.record.bindings[0].objects.map(\.outcome) == [.skipped, .failed])
    let why = try #require(report.record.bindings[0].why)
    #expect(why.contains("a/2; ") && why.contains("nothing of it goes live"), "\(why)")
    #expect(try texts() == ["a/1": "1", "a/2": "1", "b/1": "2"])
    #expect(try sandbox.recorded("a") == ["a/1": "1", "a/2": "1"])
    sandbox.opening = nil
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.applied, .unchanged])
    #expect(try texts() == ["a/1": "2", "a/2": "2", "b/1": "2"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `nor of one with drift in its way`() throws {
    try sandbox.apply()
    try sandbox.handWrite("by hand", to: "a/1", of: "live/current")
    try sandbox.merge("Second", ["a/1": "2", "a/2": "2", "b/1": "2"])
    let report = try sandbox.apply()
    #expect(report.record.bindings.map(\.outcome) == [.refused, .applied])
    #expect(
      report.record.bindings[0].why
        == "a/1 was changed on the target; nothing of it goes live because of that: 1 more object is "
        + "ready and waits")
    #expect(try texts() == ["a/1": "by hand", "a/2": "1", "b/1": "2"])
    #expect(
      try sandbox.apply(Preparer.Request(overwritesDrift: true)).record.bindings.map(\.outcome)
        == [.applied, .unchanged])
    #expect(try texts() == ["a/1": "2", "a/2": "2", "b/1": "2"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a release that cannot go live is recorded for nobody`() throws {
    try sandbox.apply()
    try sandbox.merge("Second", ["a/1": "2", "b/1": "2"])
    var writes = 0
    let live = sandbox.path(of: "live")
    sandbox.signal = {
      writes += 1
      // Somebody changes the live release while the next one is built.
      if writes == 2 { try? Data("x".utf8).write(to: URL(fileURLWithPath: live + "/current/note")) }
      return nil
    }
    let report = try sandbox.apply()
    #expect(report.record.bindings.map(\.outcome) == [.failed, .failed])
    #expect(report.record.bindings[0].why?.contains("note changed while it was built") == true)
    #expect(try texts() == ["a/1": "1", "a/2": "1", "b/1": "1", "note": "x"])
    #expect(try sandbox.recorded("b") == ["b/1": "1"])
    sandbox.signal = { nil }
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.applied, .applied])
    #expect(try texts() == ["a/1": "2", "a/2": "1", "b/1": "2", "note": "x"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a run that is ended before it is live leaves all as it was`() throws {
    try sandbox.apply()
    try sandbox.merge("Second", ["a/1": "2", "b/1": "2"])
    for allowed in 0..<5 {
      var asked = 0
      sandbox.signal = {
        asked += 1
        return asked > allowed ? 15 : nil
      }
      _ = try? sandbox.apply()
      #expect(try texts() == ["a/1": "1", "a/2": "1", "b/1": "1"], "ended after \(allowed)")
      #expect(try releases() == ["1"])
      #expect(try sandbox.recorded("a") == ["a/1": "1", "a/2": "1"])
    }
    sandbox.signal = { nil }
    try sandbox.apply()
    #expect(try texts() == ["a/1": "2", "a/2": "1", "b/1": "2"])
    #expect(try sandbox.findings() == [])
  }

  /// Killed while the release is built, with its link made, with its number, and right after it went
  /// live: the result is not recorded in any of these.
  @Test(arguments: 0..<4) func `a killed run is settled by what is live`(step: Int) throws {
    try sandbox.apply()
    try sandbox.merge("Second", ["a/1": "2", "b/1": "2", "b/2": "2"])
    let preparation = try sandbox.prepare()
    let dead = try sandbox.leaveIntent(of: preparation)
    let folder = sandbox.path(of: "live")
    let files = FileManager.default
    let name = step < 2 ? ".deploysync-2" : "2"
    try files.copyItem(atPath: folder + "/releases/1", toPath: folder + "/releases/\(name)")
    for file in ["a/1", "b/1", "b/2"] {
      try sandbox.handWrite("2", to: file, of: "live/releases/\(name)")
    }
    if step > 0 {
      let link = step == 3 ? "current" : ".deploysync-release-2"
      if step == 3 { try files.removeItem(atPath: folder + "/current") }
      try files.createSymbolicLink(
        atPath: folder + "/" + link, withDestinationPath: "releases/2")
    }
    let report = try sandbox.apply()
    #expect(report.settled == [dead])
    #expect(try texts() == ["a/1": "2", "a/2": "1", "b/1": "2", "b/2": "2"])
    #expect(try sandbox.recorded("b") == ["b/1": "2", "b/2": "2"])
    #expect(try releases() == ["1", "2"])
    #expect(try sandbox.findings() == [])
  }
}
