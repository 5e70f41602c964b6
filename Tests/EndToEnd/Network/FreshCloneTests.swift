import Fixtures
import Foundation
import Testing

/// Clones as CI systems make them: cut off, of one branch, detached.
struct FreshCloneTests {
  let world: World
  private var desired: [String: String] {
    ["triggers/a.yaml": "title: A3\n", "triggers/b.yaml": "title: B\n"]
  }

  /// A deployment, and three merges since.
  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    let first = try world.deploysync("apply")
    try #require(first.status == 0, "\(first.all)")
    try world.merge(1, "One", ["data/triggers/b.yaml": "title: B\n"])
    try world.merge(2, "Two", ["data/triggers/a.yaml": "title: A2\n"])
    try world.merge(3, "Three", ["data/triggers/a.yaml": "title: A3\n"])
  }

  private static let cut = ["--depth", "1", "--single-branch"]

  private func fresh(
    _ arguments: [String] = Self.cut, named name: String = "fresh"
  ) throws -> FixtureRepository {
    let clone = try FixtureRepository.clone(
      of: world.server, arguments: arguments, in: world.folder, named: name)
    if !clone.isBare { try clone.git("checkout", "-q", "--detach") }
    return clone
  }

  private func run(_ arguments: [String], in clone: FixtureRepository) throws -> ProgramResult {
    try world.start(arguments, in: clone.path).wait()
  }

  private func fetchAutomatically() throws {
    let text = world.folder.text(of: "targets.yaml") ?? ""
    try world.folder.write("\(text)git: { fetch: auto }\n", to: "targets.yaml")
  }

  private func expectDeployed(_ clone: FixtureRepository) throws {
    #expect(world.target() == desired)
    for path in [clone.path, world.clone.path] {
      let verify = try world.start(["ledger", "verify", "--fetch"], in: path).wait()
      #expect(verify.status == 0, "\(verify.all)")
    }
    let leases = try world.server.git("ls-tree", "-r", "--name-only", World.serverLedger)
    #expect(!leases.contains("leases/"))
    let history = try world.deploysync("history", "--format", "json", "--fetch").json["runs"]
    #expect(history.list.count == 2)
  }

  @Test func `one that may not fetch says what is missing, and how to get it`() throws {
    let clone = try fresh()
    let before = world.target()
    for command in ["queued", "plan", "status", "history"] {
      let result = try run([command], in: clone)
      #expect(result.status == 4, "\(command): \(result.all)")
      #expect(result.errorText.contains("run it with --fetch, which asks"), "\(result.all)")
    }
    for arguments in [["queued", "--fetch"], ["plan", "--fetch"], ["apply"]] {
      let result = try run(arguments, in: clone)
      #expect(result.status == 4, "\(arguments): \(result.all)")
      #expect(result.all.contains("git fetch --unshallow"), "\(arguments): \(result.all)")
      #expect(result.all.contains("git: { fetch: auto }"), "\(arguments): \(result.all)")
    }
    // The ledger came with that, and it is whole.
    #expect(try run(["history"], in: clone).status == 0)
    #expect(try run(["ledger", "verify"], in: clone).status == 0)
    #expect(world.target() == before)
  }

  @Test(arguments: [["queued"], ["plan"], ["history"], ["apply"]])
  func `one that may fetch gets all that it lacks`(arguments: [String]) throws {
    try fetchAutomatically()
    let clone = try fresh()
    let result = try run(arguments, in: clone)
    #expect(result.status == 0, "\(result.all)")
    if arguments == ["queued"] {
      let queue = try run(["queued", "--format", "json"], in: clone).json.binding("triggers")
      #expect(queue["entries"].list.count == 3, "\(queue)")
    }
    let apply = try run(["apply"], in: clone)
    #expect(apply.status == 0, "\(apply.all)")
    try expectDeployed(clone)
  }

  @Test func `one that cut off every branch gets the whole ledger, too`() throws {
    try fetchAutomatically()
    let clone = try fresh(["--depth", "1", "--no-single-branch"])
    let result = try run(["apply"], in: clone)
    #expect(result.status == 0, "\(result.all)")
    #expect(try clone.git("rev-parse", "--is-shallow-repository") == "false")
    try expectDeployed(clone)
  }

  @Test func `one that cut off every branch and may not fetch writes a ledger that is whole`()
    throws
  {
    let clone = try fresh(["--depth", "10", "--no-single-branch"])
    let result = try run(["apply"], in: clone)
    #expect(result.status == 0, "\(result.all)")
    try expectDeployed(clone)
  }

  @Test func `two that run at the same time deploy once`() throws {
    try fetchAutomatically()
    let clones = try [fresh(named: "one"), fresh(named: "two")]
    let runs = try clones.map { try world.start(["apply", "--format", "json"], in: $0.path) }
    let results = try runs.map { try $0.wait() }
    for result in results { #expect([0, 3].contains(result.status), "\(result.all)") }
    let outcomes = try results.map { try $0.json.binding("triggers")["outcome"].text ?? "" }
    #expect(outcomes.count { $0 == "applied" } == 1, "\(outcomes)")
    try expectDeployed(clones[0])
  }

  @Test func `two begin the ledger at the same time: one of them is first`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    let names = ["one", "two", "three"]
    for name in names {
      _ = try FixtureRepository.clone(
        of: world.server, arguments: Self.cut, in: world.folder, named: name)
    }
    let runs = try names.map { try world.start(["apply"], in: world.folder.path($0)) }
    for run in runs {
      let result = try run.wait()
      #expect([0, 3].contains(result.status), "\(result.all)")
    }
    #expect(world.target() == ["triggers/a.yaml": "title: A\n"])
    for name in names {
      let verify = try world.deploysync(
        "ledger", "verify", "--fetch", in: world.folder.path(name))
      #expect(verify.status == 0, "\(verify.all)")
    }
    let roots = try world.server.git("rev-list", "--max-parents=0", World.serverLedger)
    #expect(!roots.contains("\n"))
  }

  @Test(arguments: [
    ["-o", "team/origin"], ["--single-branch"], ["--bare"], ["--mirror"],
  ])
  func `other kinds of clones work as well`(arguments: [String]) throws {
    let clone = try fresh(arguments)
    let result = try run(["apply"], in: clone)
    #expect(result.status == 0, "\(result.all)")
    try expectDeployed(clone)
    #expect(try run(["queued", "--exit-code"], in: clone).status == 0)
  }

  @Test func `a linked work tree shares what its repository knows of the ledger`() throws {
    try world.clone.git("worktree", "add", "-q", "--detach", world.folder.path("linked"))
    let result = try world.deploysync("apply", in: world.folder.path("linked"))
    #expect(result.status == 0, "\(result.all)")
    try expectDeployed(world.clone)
    // Rewritten behind its back, and noticed in either place.
    try world.server.git("update-ref", World.serverLedger, "\(World.serverLedger)~1")
    for path in [world.folder.path("linked"), world.clone.path] {
      let refused = try world.deploysync("apply", in: path)
      #expect(refused.status == 4, "\(refused.all)")
    }
  }

  @Test func `a bare clone works where git looks for none by itself`() throws {
    try world.folder.write("[safe]\n\tbareRepository = explicit\n", to: "home/.gitconfig")
    let clone = try FixtureRepository.clone(
      of: world.server, arguments: ["--bare"], in: world.folder, named: "fresh")
    let result = try run(["apply"], in: clone)
    #expect(result.status == 0, "\(result.all)")
    #expect(world.target() == desired)
  }
}
