import Domain
import Fixtures
import Foundation
import Ledger
import Queueing
import Targets
import Testing

@testable import Syncing

/// What was changed in the systems themselves, and what an apply makes of it.
struct DriftTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox(targets: ["live", "other"])
    try configure("ad-hoc")
    try sandbox.merge("First", ["a/1": "1\n2\n3\n4\n5\n", "a/2": "two\n", "a/3": "three\n"])
    try sandbox.apply()
  }

  private func configure(_ deployment: String, prune: String = "never") throws {
    try sandbox.configure(
      """
      items:
        a: { paths: [a], targets: { live: { deployment: \(deployment), prune: \(prune) } } }
        b: { paths: [b], targets: { other: { deployment: standard } } }
      """)
  }

  private func drift(_ names: [String] = ["a"]) throws -> [BindingDrift] {
    try DriftReader(try sandbox.situation(), targets: try sandbox.access())
      .read(Set(names.map(BindingID.init(named:))))
  }

  private func told(_ names: [String] = ["a"]) throws -> [String] {
    try drift(names).flatMap(\.objects).map {
      "\($0.path) \($0.change.rawValue) \($0.consequence.rawValue)"
    }
  }

  @Test func `nothing drifted is told with the number that was compared`() throws {
    let drift = try #require(try drift().first)
    #expect(drift.stage == .compared(3))
    #expect(drift.objects.isEmpty)
  }

  @Test func `changes, removals and modes are told as such, with the three sides`() throws {
    try sandbox.handWrite("by hand\n", to: "a/1")
    try sandbox.handWrite(nil, to: "a/2")
    try sandbox.handWrite(.file(Array("three\n".utf8), executable: true), to: "a/3")
    #expect(
      try told() == [
        "a/1 changed untouched", "a/2 removed untouched", "a/3 modeChanged untouched",
      ])
    let object = try #require(try drift().first?.objects.first)
    #expect(object.recordedContent == Array("1\n2\n3\n4\n5\n".utf8))
    #expect(object.liveContent == Array("by hand\n".utf8))
    #expect(object.mergedContent == object.recordedContent)
  }

  @Test func `what follows is what an apply does`() throws {
    try configure("standard")
    try sandbox.merge(
      "Second", ["a/1": "1\n2\n3\n4\nfive\n", "a/2": "merged\n", "a/3": "same\n"])
    try sandbox.handWrite("one\n2\n3\n4\n5\n", to: "a/1")
    try sandbox.handWrite("by hand\n", to: "a/2")
    try sandbox.handWrite("same\n", to: "a/3")
    #expect(
      try told() == ["a/1 changed besides", "a/2 changed conflicts", "a/3 changed recorded"])

    let report = try sandbox.apply()
    #expect(
      report.record.bindings.first { $0.item == "a" }?.objects.map(\.path) == ["a/3"],
      "what is the same as merged is recorded on any day")
    #expect(try told() == ["a/1 changed besides", "a/2 changed conflicts"])
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    let due = try sandbox.apply().record.bindings.first { $0.item == "a" }
    #expect(due?.outcome == .refused)
    #expect(try told() == ["a/1 changed besides", "a/2 changed conflicts"])
  }

  @Test func `an object that left the content is compared with what was left behind`() throws {
    try sandbox.merge("Remove", ["a/2": nil])
    try sandbox.apply()
    #expect(try told() == [])
    try sandbox.handWrite("by hand\n", to: "a/2")
    #expect(try told() == ["a/2 changed leftBehind"])
    #expect(try drift().first?.objects.first?.isLeftBehind == true)
    try sandbox.handWrite(nil, to: "a/2")
    #expect(try told() == ["a/2 removed leftBehind"])
  }

  @Test func `a folder in an object's place cannot be read, and is told`() throws {
    try sandbox.handWrite(nil, to: "a/2")
    try sandbox.handWrite("x", to: "a/2/inside")
    #expect(try told() == ["a/2 unreadable untouched"])
  }

  @Test func `never deployed, not served and not reachable are never no drift`() throws {
    let never = try #require(try drift(["b@other"]).first)
    #expect(never.stage == .neverDeployed && !never.isUnknown)
    let situation = try sandbox.situation()
    let nowhere = try DriftReader(situation, targets: TargetAccess(nil)).read(nil)
    #expect(nowhere.map(\.isUnknown) == [true, false])
    try FileManager.default.removeItem(atPath: sandbox.path(of: "live"))
    let gone = try #require(try drift().first)
    guard case .failed(let why) = gone.stage else {
      Issue.record("\(gone.stage)")
      return
    }
    #expect(why.contains("does not exist") && gone.isUnknown)
  }

  @Test func `what another item has recorded by now is no drift of the former one`() throws {
    try sandbox.configure(
      """
      items:
        a: { paths: [a/1, a/3], targets: { live: { deployment: ad-hoc } } }
        c: { paths: [a/2], targets: { live: { deployment: ad-hoc } } }
      """)
    try sandbox.apply()
    try sandbox.handWrite("by hand\n", to: "a/2")
    #expect(try told(["a", "c"]) == ["a/2 changed untouched"])
    #expect(try drift(["a"]).first?.objects.isEmpty == true)
  }

  @Test func `a lock is told beside it`() throws {
    try sandbox.handWrite("by hand\n", to: "a/1")
    #expect(try drift().first?.notes == [])
    try sandbox.lock("a", reason: "the vendor migrates")
    let drift = try #require(try drift().first)
    #expect(drift.objects.count == 1)
    #expect(drift.notes.count == 1 && drift.notes[0].hasPrefix("an apply is refused altogether: "))
  }

  @Test func `an item that is configured no longer still has its objects`() throws {
    try sandbox.configure("items: { b: { paths: [b], targets: { other: {} } } }")
    try sandbox.handWrite("by hand\n", to: "a/2")
    #expect(try told() == ["a/2 changed notConfigured"])
  }

  @Test func `a change by hand that is merged with others is no drift in the way`() throws {
    try sandbox.handWrite("one\n2\n3\n4\n5\n", to: "a/1")
    try sandbox.merge("Both", ["a/1": "one\n2\n3\n4\nfive\n"])
    #expect(try told() == ["a/1 changed included"])
    #expect(try sandbox.apply().record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts()["a/1"] == "one\n2\n3\n4\nfive\n")

    try sandbox.handWrite("one\nby hand\n3\n4\nfive\n", to: "a/1")
    try sandbox.merge("One of them", ["a/1": "ONE\n2\n3\n4\nfive\n"])
    #expect(try told() == ["a/1 changed conflicts"])
    #expect(try sandbox.apply().record.bindings.first?.outcome == .refused)
  }
}
