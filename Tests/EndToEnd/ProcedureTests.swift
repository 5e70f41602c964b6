import Fixtures
import Foundation
import Testing

/// A special deployment as an operator at a terminal and a CI job see it.
struct ProcedureTests {
  static let configuration = """
    version: 1
    items:
      oncall:
        paths: [oncall]
        targets: { pager: { deployment: special } }
        procedure:
          - manual: "Announce the change in the on-call channel"
          - sync: true
          - manual: "Check next week's schedule in the system"
      triggers:
        paths: [data/triggers]
        targets: { pager: { deployment: ad-hoc } }

    """
  private let world: World

  init() throws {
    world = try World(
      Self.configuration,
      files: ["oncall/week.yaml": "first: olga\n", "data/triggers/a.yaml": "title: A\n"],
      targets: ["pager"])
    world.now = "2026-12-01T00:05:00Z"
  }

  @Test func `a procedure from a job without a terminal`() throws {
    let transcript = Transcript(world)
    func run(_ arguments: String..., minute: Int) throws {
      switch arguments.count {
      case 1: try transcript.run(arguments[0], at: "2026-12-01T00:\(minute):00Z")
      case 2: try transcript.run(arguments[0], arguments[1], at: "2026-12-01T00:\(minute):00Z")
      default:
        try transcript.run(
          arguments[0], arguments[1], arguments[2], arguments[3],
          at: "2026-12-01T00:\(minute):00Z")
      }
    }
    try run("apply", minute: 10)
    try run("plan", "oncall", minute: 11)
    try run("apply", "oncall", minute: 12)
    try run("status", "oncall", minute: 13)
    try world.merge(
      7, "Swap the week", ["oncall/week.yaml": "first: tom\n"], at: "2026-12-01T00:14:00Z")
    try run("apply", "oncall", "--done", "2", minute: 15)
    try run("apply", "oncall", "--done", "1", minute: 16)
    try run("queued", "oncall", minute: 17)
    try run("explain", "7", minute: 18)
    try run("apply", minute: 19)
    try run("apply", "oncall", "--done", "3", minute: 20)
    try run("apply", "oncall", minute: 21)
    try run("apply", "oncall", "--abandon", "next week instead", minute: 22)
    try run("history", "oncall", minute: 23)
    try run("calendar", minute: 24)
    try run("ledger", "verify", minute: 25)
    try Snapshot.check(transcript.text, named: "a procedure from a job without a terminal")
  }

  @Test func `a person at a terminal types the number of each step`() throws {
    let ask = "stops here: "
    let result = try PseudoTerminal.run(
      [BuiltBinary.path, "apply", "oncall@pager"], in: world.clone.path,
      environment: try world.environment(),
      steps: [.init(until: ask, type: "1\n"), .init(until: ask, type: "3\n")])
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains("Step 1 of 3: Announce the change in the on-call channel"))
    #expect(result.text.contains("procedure finished"))
    #expect(world.target("pager") == ["oncall/week.yaml": "first: olga\n"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test(arguments: ["\n", "yes\n", "3\n", "\u{4}"])
  func `any other answer stops before the step`(_ keys: String) throws {
    let result = try PseudoTerminal.run(
      [BuiltBinary.path, "apply", "oncall@pager"], in: world.clone.path,
      environment: try world.environment(),
      steps: [.init(until: "stops here: ", type: keys)])
    #expect(result.status == 3, "\(result.text)")
    #expect(world.target("pager") == [:])
    let status = try world.deploysync("status", "oncall", "--format", "json").json
    #expect(status.binding("oncall@pager")["procedure"]["step"] == 1)
    #expect(status.binding("oncall@pager")["state"] == "open")
  }

  @Test func `Ctrl-C at the question ends it and loses nothing`() throws {
    let result = try PseudoTerminal.run(
      [BuiltBinary.path, "apply", "oncall@pager"], in: world.clone.path,
      environment: try world.environment(),
      steps: [.init(until: "stops here: ", type: "\u{3}")])
    #expect(result.status == 130, "\(result.text)")
    #expect(try world.deploysync("apply", "oncall", "--done", "1").status == 0)
  }

  @Test func `its JSON is a run's record and what it waits for`() throws {
    let begun = try world.deploysync("apply", "oncall", "--format", "json")
    #expect(begun.status == 3)
    let first = try begun.json
    #expect(first["kind"] == "procedure")
    #expect(first["state"] == "started")
    #expect(first["waitsFor"]["step"] == 1)
    #expect(first["waitsFor"]["steps"] == 3)
    #expect(first["waitsFor"]["manual"] == "Announce the change in the on-call channel")
    #expect(first.binding("oncall@pager")["outcome"] == "notDue")
    let second = try world.deploysync("apply", "oncall", "--done", "1", "--format", "json").json
    #expect(second["kind"] == "apply")
    #expect(second["procedure"]["procedure"] == first["run"])
    #expect(second.binding("oncall@pager")["outcome"] == "applied")
    #expect(second["waitsFor"]["step"] == 3)
    let third = try world.deploysync("apply", "oncall", "--done", "3", "--format", "json").json
    #expect(third["run"] == first["run"])
    #expect(third["state"] == "finished")
    #expect(third["waitsFor"] == .null)
    #expect(
      third["procedure"]["steps"].list.map { $0["done"]["by"].text }
        == Array(
          repeating: "author@example.com", count: 3))
  }

  @Test func `a procedure is named by itself`() throws {
    let both = try world.deploysync("apply", "oncall", "triggers")
    #expect(both.status == 64)
    #expect(both.errorText.contains("deploysync apply oncall@pager"), "\(both.all)")
    #expect(try world.deploysync("apply", "--done", "1").status == 64)
    #expect(try world.deploysync("apply", "triggers", "--done", "1").status != 0)
    #expect(try world.deploysync("apply", "oncall", "--done", "1", "--late").status == 64)
    #expect(world.target("pager") == [:])
  }

  @Test func `hooks leave it alone`() throws {
    let hook = try world.deploysync("hook", "run", "post-merge", "0", "--apply")
    #expect(hook.status == 0, "\(hook.all)")
    #expect(world.target("pager") == ["data/triggers/a.yaml": "title: A\n"])
  }
}
