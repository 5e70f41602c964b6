import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// Objects on the target that stand in the way because nobody recorded them, as after a baseline that
/// found only part of its commit.
struct UnrecordedDriftTests {
  private let sandbox: Sandbox
  private let baseline: ObjectID

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    baseline = try sandbox.merge("First", ["a/1": "1\n", "a/2": "2\n", "a/3.yaml": "title: A\n"])
    try sandbox.handWrite("1\n", to: "a/1")
    try sandbox.handWrite("by hand\n", to: "a/2")
    try sandbox.handWrite("title: B\n", to: "a/3.yaml")
    try sandbox.baseline(["a"], at: baseline)
  }

  private func drift() throws -> BindingDrift {
    try #require(
      try DriftReader(try sandbox.situation(), targets: try sandbox.access()).read(nil).first)
  }

  private func make() throws -> Adoption {
    try AdoptionMaker(try sandbox.situation(), targets: try sandbox.access())
      .make(BindingID(named: "a"))
  }

  @Test func `drift lists what a plan calls drift, with nothing on the recorded side`() throws {
    let drift = try drift()
    #expect(drift.stage == .compared(3))
    #expect(drift.objects.map(\.path) == ["a/2", "a/3.yaml"])
    #expect(drift.objects.map(\.change) == [.unrecorded, .unrecorded])
    #expect(drift.objects.map(\.consequence) == [.unrecorded, .unrecorded])
    #expect(drift.objects.allSatisfy { $0.recorded == nil && $0.merged != nil })
    #expect(drift.objects[0].liveContent == Array("by hand\n".utf8))
    #expect(drift.objects[1].told == ["title: A -> B"])
    let plan = try #require(try sandbox.prepare().bindings.first?.stage.plan)
    #expect(plan.blocked.map(\.path) == drift.objects.map(\.path))
  }

  @Test func `what is missing on the target is no drift`() throws {
    try sandbox.handWrite(nil, to: "a/2")
    #expect(try drift().objects.map(\.path) == ["a/3.yaml"])
  }

  @Test func `it is adopted in place of the deployed commit's version, and then recorded`() throws {
    let adoption = try make()
    #expect(adoption.adopted.map(\.object.path) == ["a/2", "a/3.yaml"] && adoption.left.isEmpty)
    #expect(adoption.message.contains("a/2 is in the system, and no record of ours says so"))
    let entry = try sandbox.repository.entry(at: "a/2", in: adoption.tree)
    #expect(entry?.id == Repository.blobID(of: Array("by hand\n".utf8)))
    let side = try sandbox.commit("Adopt", adoption.tree, [adoption.deployed], at: sandbox.now)
    try sandbox.setHead(side)
    let before = try sandbox.files()
    #expect(
      try sandbox.apply().record.bindings.first?.objects.map(\.action) == [.takeOver, .takeOver])
    #expect(try sandbox.files() == before)
    #expect(try drift().objects.isEmpty)
    #expect(try sandbox.findings() == [])
  }

  @Test func `what cannot be adopted is named with the reason`() throws {
    try sandbox.merge("Second", ["a/3.yaml": "title: C\n", "a/4": "4\n"])
    try sandbox.handWrite("by hand\n", to: "a/4")
    let adoption = try make()
    #expect(adoption.adopted.map(\.object.path) == ["a/2"])
    #expect(adoption.left.map(\.path) == ["a/3.yaml", "a/4"])
    #expect(adoption.left[0].reason.hasPrefix("was changed in the repository since"))
    #expect(adoption.left[1].reason.hasPrefix("is not in the deployed commit"))
    try sandbox.handWrite("title: A\n", to: "a/3.yaml")
    #expect(
      try make().left[0].remedy
        == "record it: deploysync baseline a@live --at \(baseline.short)")
  }

  @Test func `another item's recorded object is not told as one that nobody recorded`() throws {
    try sandbox.configure(
      """
      items:
        a: { paths: [a/1, a/3.yaml], targets: { live: { deployment: ad-hoc } } }
        b: { paths: [a/2], targets: { live: { deployment: ad-hoc } } }
      """)
    try sandbox.apply(Preparer.Request(overwritesDrift: true))
    try sandbox.handWrite("more\n", to: "a/2")
    let all = try DriftReader(try sandbox.situation(), targets: try sandbox.access()).read(nil)
    #expect(all.flatMap(\.objects).map(\.change) == [.changed])
  }
}
