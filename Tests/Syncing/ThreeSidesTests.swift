import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

struct ThreeSidesTests {
  /// What is to become of the object, by the rules and nothing else.
  private enum Expected: Equatable {
    case nothing
    case reported
    case drift
    case act(ObjectResult.Action)
  }

  private static func expected(_ one: PlanCase) -> Expected {
    let ours = one.recorded ?? one.leftBehind
    let isLive: (String?) -> Bool = { one.live == ($0.map { .text($0) } ?? .nothing) }
    let isForeign = one.live == .folder
    if let desired = one.desired {
      if desired == one.recorded { return isLive(desired) ? .nothing : .reported }
      if isForeign { return .drift }
      if isLive(desired) { return .act(.takeOver) }
      guard isLive(ours) || one.overwritesDrift else { return .drift }
      return .act(isLive(nil) ? .create : .update)
    }
    guard ours != nil else { return .nothing }
    // What was left behind is only looked at where it may be removed.
    if one.recorded == nil, one.prune == .never { return .nothing }
    if isLive(nil) { return .act(.takeOver) }
    if one.prune == .never { return .act(.leaveBehind) }
    if isForeign { return .drift }
    return isLive(ours) || one.overwritesDrift ? .act(.delete) : .drift
  }

  @Test func `every combination of the three sides is decided by the table`() throws {
    let sandbox = try Sandbox()
    var seen: Set<String> = []
    var count = 0
    let lives: [PlanCase.Live] = [.nothing, .text("a"), .text("b"), .text("c"), .folder]
    for recorded in [nil, "a"] {
      for leftBehind in recorded == nil ? [nil, "a"] : [nil] {
        for desired in [nil, "a", "b"] {
          for live in lives {
            for prune in [PrunePolicy.never, .delete] {
              for overwrites in [false, true] {
                let one = PlanCase(
                  recorded: recorded, desired: desired, live: live, leftBehind: leftBehind,
                  prune: prune, overwritesDrift: overwrites)
                seen.insert("\(try check(one, in: sandbox))")
                count += 1
              }
            }
          }
        }
      }
    }
    #expect(count == 180)
    #expect(seen.count == 8, "not every outcome was met: \(seen.sorted())")
  }

  private func check(_ one: PlanCase, in sandbox: Sandbox) throws -> Expected {
    let plan = try one.plan(in: sandbox)
    let expected = Self.expected(one)
    switch expected {
    case .nothing:
      #expect(plan.objects.isEmpty && plan.drift.isEmpty, "\(one): \(plan.objects)")
    case .reported:
      #expect(plan.objects.isEmpty, "\(one): \(plan.objects)")
      #expect(plan.drift == ["data/x"], "\(one)")
    case .drift:
      let object = try #require(plan.objects.first, "\(one)")
      switch object.verdict {
      case .drift where one.live != .folder, .occupied where one.live == .folder: break
      default: Issue.record("\(one): \(object.verdict) for \(object.action)")
      }
      #expect(plan.writing.isEmpty, "\(one)")
    case .act(let action):
      #expect(plan.objects.map(\.action) == [action], "\(one)")
      #expect(plan.objects.map(\.verdict) == [.proceed], "\(one)")
    }
    return expected
  }

  @Test func `drift in the way is refused and said, and overwritten only on demand`() throws {
    let sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    try sandbox.apply()
    try sandbox.handWrite("by hand", to: "data/x")
    try sandbox.merge("Second", ["data/x": "two", "data/y": "two"])
    let refused = try #require(try sandbox.apply().record.bindings.first)
    #expect(refused.outcome == .partial)
    #expect(refused.why == "data/x was changed on the target")
    #expect(try sandbox.texts() == ["data/x": "by hand", "data/y": "two"])
    #expect(try sandbox.recorded("a") == ["data/x": "one", "data/y": "two"])

    let forced = try sandbox.apply(Preparer.Request(overwritesDrift: true))
    #expect(forced.record.bindings.map(\.outcome) == [.applied])
    #expect(try sandbox.texts() == ["data/x": "two", "data/y": "two"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `drift on objects that a run does not touch is said and left alone`() throws {
    let sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    try sandbox.apply()
    try sandbox.handWrite("by hand", to: "data/x")
    try sandbox.merge("Second", ["data/y": "two"])
    let result = try #require(
      try sandbox.apply(Preparer.Request(overwritesDrift: true)).record.bindings.first)
    #expect(result.outcome == .applied)
    #expect(result.why == "changed on the target and not touched by this run: data/x")
    #expect(try sandbox.texts()["data/x"] == "by hand")
  }
}
