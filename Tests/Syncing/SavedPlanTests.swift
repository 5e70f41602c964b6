import Domain
import Fixtures
import Ledger
import Targets
import Testing

@testable import Syncing

/// A saved plan is carried out as it is, or refused with what moved.
struct SavedPlanTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(Self.items)
    try sandbox.merge("First", ["data/x.yaml": "a: 1\n", "data/y.yaml": "b: 1\n", "data/z": "z"])
    try sandbox.apply()
    try sandbox.merge("Second", ["data/x.yaml": "a: 2\n", "data/new.yaml": "n: 1\n"])
  }

  static let items = """
    items:
      a: { paths: [data], targets: { live: { deployment: ad-hoc } } }
      other: { paths: [other], targets: { live: { deployment: ad-hoc } } }

    """

  func save(_ request: Preparer.Request = Preparer.Request()) throws -> SavedPlan {
    var request = request
    request.plansAhead = true
    let plan = try SavedPlan(try sandbox.prepare(request), request: request)
    // What a run gets is what was in the file.
    return try SavedPlan.decode(try plan.encoded())
  }

  func run(_ plan: SavedPlan) throws -> ApplyRun.Report {
    try PlanRun(try sandbox.surroundings(), plan: plan, reason: "apply --plan").run()
  }

  func error(of plan: SavedPlan) throws -> PlanError? {
    let before = (try sandbox.texts(), try sandbox.ledger().tip)
    var found: PlanError?
    do { _ = try run(plan) } catch let error as PlanError { found = error }
    if found != nil { #expect(try (sandbox.texts(), sandbox.ledger().tip) == before) }
    return found
  }

  @Test func `it is carried out and the run names it`() throws {
    let plan = try save()
    let report = try run(plan)
    #expect(report.record.plan == plan.digest)
    #expect(try sandbox.ledger().run(report.record.run)?.plan == plan.digest)
    #expect(try sandbox.texts()["data/x.yaml"] == "a: 2\n")
    #expect(try sandbox.findings() == [])
  }

  @Test func `it is used once, even where the same would be to do again`() throws {
    let plan = try save()
    let first = try run(plan).record.run
    guard case .used(let run, _)? = try error(of: plan) else {
      Issue.record("it was not refused as used")
      return
    }
    #expect(run == first)
  }

  @Test func `a run that only fails uses it up`() throws {
    let plan = try save()
    sandbox.opening = { target in
      FaultyTarget(try TargetOpening.writer(for: target)) { _ in true }
    }
    #expect(try run(plan).record.bindings.first?.outcome == .failed)
    guard case .used? = try error(of: plan) else {
      Issue.record("it was not refused as used")
      return
    }
    #expect(try sandbox.findings() == [])
  }

  @Test func `a later merge that changes nothing of it does not make it stale`() throws {
    let plan = try save()
    try sandbox.merge("Elsewhere", ["docs/readme": "x"])
    #expect(try run(plan).record.bindings.map(\.outcome) == [.applied])
  }

  static let causes: [(name: String, move: @Sendable (Sandbox) throws -> Void, moved: String)] = [
    (
      "content", { try $0.merge("Third", ["data/x.yaml": "a: 3\n"]) },
      "a@live: the content to deploy: "
    ),
    (
      "policy", { try $0.configure(items + "calendar: { late: 1h }\n") },
      "deploysync.yaml on the branch: "
    ),
    (
      "live object that is updated", { try $0.handWrite("by hand", to: "data/x.yaml") },
      "a@live: the live object data/x.yaml: a8926a52d8 -> "
    ),
    (
      "live object that is created", { try $0.handWrite("by hand", to: "data/new.yaml") },
      "a@live: the live object data/new.yaml: nothing -> "
    ),
    (
      "live object that is there already", { try $0.handWrite("n: 1\n", to: "data/new.yaml") },
      "a@live: the live object data/new.yaml: nothing -> "
    ),
    ("record", { _ = try $0.apply() }, "a@live: the recorded tree: "),
  ]

  @Test(arguments: causes.indices) func `whatever it was made from is named when it moved`(
    index: Int
  ) throws {
    let (name, move, expected) = Self.causes[index]
    let plan = try save()
    try move(sandbox)
    let error = try #require(try error(of: plan), "\(name)")
    guard case .stale(_, let moved, _) = error else {
      Issue.record("\(name): \(error)")
      return
    }
    #expect(moved.contains { $0.hasPrefix(expected) }, "\(name): \(moved)")
    #expect(error.category == .refused)
    #expect(error.hints == ["look at it anew: deploysync plan a@live other@live --out FILE"])
  }

  @Test func `a date that was missed or superseded since is named`() throws {
    try sandbox.configure("items: { a: { paths: [data], targets: [live] } }")
    try sandbox.go(to: "2026-02-01T00:10:00Z")
    let plan = try save()
    #expect(plan.bindings.map(\.occurrence) == ["2026-02-01T00:00:00Z"])
    for (time, expected) in [
      (
        "2026-02-05T00:00:00Z",
        "a@live: it was to be deployed for the date 2026-02-01T00:00:00Z, and now: the date "
          + "2026-02-01T00:00:00Z was missed: it could run until 2026-02-04T00:00:00Z"
      ),
      ("2026-03-01T00:10:00Z", "a@live: the date: 2026-02-01T00:00:00Z -> 2026-03-01T00:00:00Z"),
    ] {
      try sandbox.go(to: time)
      guard case .stale(_, let moved, _)? = try error(of: plan) else {
        Issue.record("not refused at \(time)")
        continue
      }
      #expect(moved == [expected])
    }
    try sandbox.go(to: "2026-02-03T00:00:00Z")
    try sandbox.merge("Later", ["data/x.yaml": "a: 4\n"])
    #expect(try run(plan).record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts()["data/x.yaml"] == "a: 2\n", "what was merged later waits")
  }

  @Test func `what it does not touch may move`() throws {
    let plan = try save()
    try sandbox.handWrite("by hand", to: "data/z")
    #expect(try run(plan).record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts()["data/z"] == "by hand")
  }

  @Test func `drift is only overwritten where it was planned so`() throws {
    try sandbox.handWrite("by hand", to: "data/x.yaml")
    #expect(try run(save()).record.bindings.first?.outcome == .partial)
    #expect(try sandbox.texts()["data/x.yaml"] == "by hand")
    let plan = try save(Preparer.Request(overwritesDrift: true))
    #expect(try run(plan).record.bindings.first?.outcome == .applied)
    #expect(try sandbox.texts()["data/x.yaml"] == "a: 2\n")
    #expect(try sandbox.findings() == [])
  }

  @Test func `a binding that is not due is in it and is not deployed`() throws {
    try sandbox.configure("items: { a: { paths: [data], targets: [live] } }")
    let plan = try save()
    #expect(plan.bindings.map(\.decision) == ["notDue"])
    guard case .nothingDue(let whys, _)? = try error(of: plan) else {
      Issue.record("it was not refused")
      return
    }
    #expect(whys == ["a@live: no date has passed since it is configured"])
  }

  @Test func `of a ledger or a branch that lacks its commits it is refused`() throws {
    let plan = try save()
    let other = try SavedPlanTests()
    try other.sandbox.merge("Another", ["data/q": "q"])
    guard case .elsewhere? = try other.error(of: plan) else {
      Issue.record("the ledger of another repository was not noticed")
      return
    }
  }
}
