import Domain
import Fixtures
import Glibc
import Ledger
import Testing

@testable import Syncing

struct OrderTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func configure(first: String = "[first]", rules: String = "deployment: ad-hoc") throws {
    try sandbox.configure(
      """
      items:
        last: { paths: [last], after: [middle], targets: { live: { deployment: ad-hoc } } }
        middle: { paths: [middle], after: [first], targets: { live: { deployment: ad-hoc } } }
        other: { paths: [other], targets: { live: { deployment: ad-hoc } } }
        first: { paths: \(first), targets: { live: { \(rules) } } }

      """)
  }

  private func outcomes() throws -> [String: BindingResult.Outcome] {
    Dictionary(
      uniqueKeysWithValues: try sandbox.apply().record.bindings.map { ($0.item, $0.outcome) })
  }

  /// The items that each recorded run refused; runs that refused none are left out.
  private func refusals() throws -> [[String]] {
    try sandbox.ledger().runs(limit: 20) { _ in true }.map { run in
      run.bindings.filter { $0.outcome == .refused }.map(\.item).sorted()
    }.filter { !$0.isEmpty }
  }

  private static let files: [String: FixtureFile?] = [
    "first/1": "1", "middle/1": "1", "last/1": "1", "other/1": "1",
  ]

  @Test func `an item is written after those that it names`() throws {
    try configure()
    try sandbox.merge("First", Self.files)
    let fake = FakeTarget()
    fake.takes = { _ in true }
    sandbox.use(fake)
    #expect(try Set(outcomes().values) == [.applied])
    #expect(fake.log == ["+first/1", "+middle/1", "+last/1", "+other/1"])
  }

  @Test func `what comes after a failed one is skipped and said, and the rest goes on`() throws {
    try configure()
    try sandbox.merge("First", Self.files)
    let fake = FakeTarget()
    fake.takes = { $0 != "first/1" }
    sandbox.use(fake)
    let report = try sandbox.apply()
    let results = Dictionary(
      uniqueKeysWithValues: report.record.bindings.map { ($0.item, $0) })
    #expect(results["first"]?.outcome == .failed)
    #expect(results["middle"]?.outcome == .refused)
    #expect(results["middle"]?.why == "first@live goes before it and ended as failed")
    #expect(results["middle"]?.objects.map(\.outcome) == [.skipped])
    #expect(results["last"]?.why == "middle@live goes before it and ended as refused")
    #expect(results["other"]?.outcome == .applied)
    #expect(fake.log == ["+other/1"])

    fake.takes = { _ in true }
    let next = try outcomes()
    #expect(next["first"] == .applied && next["middle"] == .applied && next["last"] == .applied)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a broken item holds up those after it, which is recorded once`() throws {
    try configure()
    try sandbox.merge("First", Self.files)
    try sandbox.apply()
    try configure(first: "[../up]")
    try sandbox.merge("Edit", ["middle/1": "2", "last/1": "2"])
    for _ in 0..<2 {
      let outcomes = try outcomes()
      #expect(outcomes["first"] == .failed)
      #expect(outcomes["middle"] == .refused && outcomes["last"] == .refused)
    }
    #expect(try refusals() == [["last", "middle"]])
    #expect(try sandbox.texts()["middle/1"] == "1")
  }

  @Test func `one with drift in the way holds up those after it, which is recorded once`() throws {
    try configure()
    try sandbox.merge("First", Self.files)
    try sandbox.apply()
    try sandbox.handWrite("by hand", to: "first/1")
    try sandbox.merge("Edit", ["first/1": "2", "middle/1": "2"])
    for _ in 0..<2 {
      let outcomes = try outcomes()
      #expect(outcomes["first"] == .refused && outcomes["middle"] == .refused)
    }
    #expect(try refusals().count == 1)
    #expect(try refusals().first?.contains("first") == true)
  }

  @Test func `one that is not due holds nobody up`() throws {
    try configure(rules: "deployment: standard")
    try sandbox.merge("First", Self.files)
    let outcomes = try outcomes()
    #expect(outcomes["first"] == .notDue && outcomes["middle"] == .applied)
  }

  @Test func `an unreachable target stops its own bindings alone`() throws {
    let two = try Sandbox(targets: ["live", "gone"])
    try two.configure(
      "items: { a: { paths: [a], targets: "
        + "{ gone: { deployment: ad-hoc }, live: { deployment: ad-hoc } } } }")
    try two.merge("First", ["a/1": "1"])
    try two.folder.remove("targets/gone")
    let report = try two.apply()
    #expect(report.record.bindings.map(\.outcome) == [.failed, .applied])
    #expect(report.record.bindings[0].why?.contains("does not exist") == true)
    #expect(try two.texts() == ["a/1": "1"])
  }
}

extension TemporaryFolder {
  /// Removes a file or folder inside.
  func remove(_ path: String) throws {
    guard rmdir(self.path(path)) == 0 else { throw FixtureError("\(path) is not empty") }
  }
}
