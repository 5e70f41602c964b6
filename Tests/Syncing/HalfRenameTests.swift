import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// A run that was killed when an object had its new name and still its old one.
struct HalfRenameTests {
  private let fake = FakeTarget()

  /// A renamed file of which a dead run wrote the new name.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc, prune: delete } } } }")
    try sandbox.merge("First", ["a/old": "one"])
    try sandbox.apply()
    fake.objects = try sandbox.files()
    sandbox.use(fake)
    fake.takes = { _ in true }
    fake.isClean = true
    try sandbox.merge("Rename", ["a/old": nil, "a/new": "one"])
    _ = try sandbox.leaveIntent(of: sandbox.prepare())
    fake.objects["a/new"] = fake.objects["a/old"]
    return sandbox
  }

  @Test func `it is finished, and the new name is not written again`() throws {
    let sandbox = try sandbox()
    let report = try sandbox.apply()
    #expect(fake.log == ["-a/old"])
    #expect(report.record.bindings.map(\.outcome) == [.unchanged])
    #expect(try sandbox.recorded("a") == ["a/new": "one"])
    #expect(try sandbox.record("a")?.commit == sandbox.head)
    #expect(try sandbox.findings() == [])
  }

  @Test func `an old name that was changed by hand meanwhile is kept, as drift`() throws {
    let sandbox = try sandbox()
    let byHand = FileVersion(mode: .regular, content: Repository.blobID(of: Array("by hand".utf8)))
    fake.objects["a/old"] = byHand
    fake.bytes = { _ in Array("by hand".utf8) }
    let report = try sandbox.apply()
    #expect(fake.log == ["-a/new"])
    #expect(report.record.bindings.map(\.outcome) == [.refused])
    #expect(fake.objects == ["a/old": byHand])
    #expect(try sandbox.recorded("a") == ["a/old": "one"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `an old name that cannot be removed is a failure, and the next run goes on`() throws {
    let sandbox = try sandbox()
    fake.takes = { $0 != "a/old" }
    let report = try sandbox.apply()
    #expect(Set(fake.objects.keys).contains("a/old"))
    #expect(report.record.bindings.map(\.outcome) != [.applied])
    fake.takes = { _ in true }
    try sandbox.apply()
    #expect(try sandbox.recorded("a") == ["a/new": "one"])
    #expect(Set(fake.objects.keys) == ["a/new"])
    #expect(try sandbox.findings() == [])
  }
}
