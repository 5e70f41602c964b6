import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// What an apply looks at besides what it touches.
@Suite(.serialized)
struct LookLimitTests {
  private let sandbox: Sandbox
  private let fake = FakeTarget()
  private let note =
    "objects that it does not touch were not looked at; `deploysync drift a@live` does"

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc } } } }")
    fake.takes = { _ in true }
    fake.lookLimit = 2
    let sandbox = sandbox
    fake.bytes = { try sandbox.repository.blob($0.content) }
    sandbox.use(fake)
  }

  /// Changes an object on the target by hand.
  private func change(_ place: GitPath) throws {
    fake.objects[place] = try sandbox.version(.text("by hand"))
  }

  @Test func `of more objects than its target reads on the way an apply reads those it touches`()
    throws
  {
    try sandbox.merge("First", ["data/1": "1", "data/2": "1", "data/3": "1"])
    let first = try sandbox.apply()
    #expect(first.record.bindings.map(\.why) == [nil], "a first run touches all")
    try change("data/1")
    try sandbox.merge("Second", ["data/3": "2"])
    fake.asked = []
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .applied)
    #expect(result.why == note)
    #expect(Set(fake.asked) == ["data/3"])
    #expect(try sandbox.record("a")?.isProven == true)
    // What it touches next is drift as ever.
    try sandbox.merge("Third", ["data/1": "2"])
    let refused = try #require(try sandbox.apply().record.bindings.first)
    #expect(refused.objects.map(\.outcome) == [.refused])
  }

  @Test func `of no more than that it reads all`() throws {
    try sandbox.merge("First", ["data/1": "1", "data/2": "1"])
    try sandbox.apply()
    try change("data/1")
    try sandbox.merge("Second", ["data/2": "2"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.why == "changed on the target and not touched by this run: data/1")
  }

  @Test func `a plan reads all, however many there are`() throws {
    try sandbox.merge("First", ["data/1": "1", "data/2": "1", "data/3": "1"])
    try sandbox.apply()
    try change("data/1")
    try sandbox.merge("Second", ["data/3": "2"])
    let preparation = try sandbox.prepare()
    let plan = try #require(preparation.bindings.first?.stage.plan)
    #expect(plan.looksAtAll && plan.drift == ["data/1"])
  }

  @Test func `what is not proven is looked at until it is`() throws {
    let head = try sandbox.merge("First", ["data/1": "1", "data/2": "1", "data/3": "1"])
    for place in ["data/1", "data/2", "data/3"] as [GitPath] {
      fake.objects[place] = try sandbox.version(.text("1"))
    }
    try sandbox.baseline(["a"], at: head, .unproven)
    try sandbox.merge("Second", ["data/3": "2"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.why == nil)
    #expect(try sandbox.record("a")?.isProven == true)
  }
}
