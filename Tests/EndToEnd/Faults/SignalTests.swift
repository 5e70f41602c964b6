import Fixtures
import Foundation
import Testing

/// SIGINT and SIGTERM: the object at hand is finished, the rest is recorded as not done.
struct SignalTests {
  private static let signals: [(String, Int32)] = [("SIGINT", 130), ("SIGTERM", 143)]
  let world: World

  init() throws {
    var files: [String: FixtureFile?] = [:]
    for number in 1...5 { files["data/triggers/\(number).yaml"] = .text("title: \(number)\n") }
    world = try World(HelpDesk.adHoc, files: files)
  }

  /// No binding is held, the ledger is sound, and the next run brings the rest.
  private func expectOrder() throws {
    let leases = try world.server.runGit(["ls-tree", "-r", "--name-only", World.serverLedger])
    #expect(!leases.text.contains("leases/"), "\(leases.text)")
    #expect(try world.deploysync("ledger", "verify").status == 0)
    let next = try world.deploysync("apply")
    #expect(next.status == 0 && !next.errorText.contains("ended early"), "\(next.all)")
    #expect(world.target().count == 5)
  }

  @Test(arguments: signals)
  func `the object at hand is finished and the rest named`(name: String, status: Int32) throws {
    let result = try world.deploysync(
      "apply", "--format", "json",
      environment: ["DEPLOYSYNC_FAULT": "target.object.place.before#2:\(name)"])
    #expect(result.status == status, "\(result.all)")
    let binding = try result.json.binding("triggers")
    #expect(binding["outcome"] == "partial", "\(result.all)")
    let outcomes = binding["objects"].list.map { $0["outcome"].text ?? "" }
    #expect(outcomes == ["done", "done", "skipped", "skipped", "skipped"], "\(result.all)")
    #expect(world.target().count == 2)
    let record = try world.deploysync("history", "--format", "json").json["runs"][0]
    #expect(record["run"] == (try result.json)["run"])
    try expectOrder()
  }

  @Test(arguments: signals)
  func `a run that had written nothing has failed, and no rule refused it`(
    name: String, status: Int32
  ) throws {
    let result = try world.deploysync(
      "apply", "--format", "json",
      environment: ["DEPLOYSYNC_FAULT": "run.intent.recorded:\(name)"])
    #expect(result.status == status, "\(result.all)")
    #expect(try result.json.binding("triggers")["outcome"] == "failed", "\(result.all)")
    #expect(world.target().isEmpty)
    try expectOrder()
  }

  @Test(arguments: signals)
  func `a run that waits for another ends at once`(name: String, status: Int32) throws {
    let before = try world.ledger()
    let first = try world.start(["apply"])
    world.waitForLedger(after: before)
    first.signal(SIGSTOP)
    defer { first.signal(SIGCONT) }
    let leases = try world.server.runGit(["ls-tree", "-r", "--name-only", World.serverLedger])
    guard leases.text.contains("leases/") else { return }
    let second = try world.start(["apply", "--wait", "5m"])
    usleep(1_500_000)
    second.signal(name == "SIGINT" ? SIGINT : SIGTERM)
    let result = try second.wait(timeLimitSeconds: 20)
    #expect(result.status == status, "\(result.all)")
    first.signal(SIGCONT)
    #expect(try first.wait().status == 0)
    try expectOrder()
  }

  @Test(arguments: signals)
  func `a run that fetches ends at once, and so does its git`(name: String, status: Int32) throws {
    let mark = world.folder.path("began")
    try world.folder.write(
      "#!/bin/sh\ncase \" $* \" in *\" fetch \"*) echo $$ > '\(mark)'; exec sleep 300 ;; esac\n"
        + "PATH=${PATH#*:}\nexport PATH\nexec git \"$@\"\n", to: "bin/git", mode: 0o755)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let run = try world.start(
      ["apply"], environment: ["PATH": "\(world.folder.path("bin")):\(path)"])
    for _ in 0..<2_000 where world.folder.text(of: "began")?.hasSuffix("\n") != true {
      usleep(5_000)
    }
    run.signal(name == "SIGINT" ? SIGINT : SIGTERM)
    let result = try run.wait(timeLimitSeconds: 20)
    #expect(result.status == status, "\(result.all)")
    #expect(result.errorText.contains("was ended by signal"), "\(result.all)")
    let text = try #require(world.folder.text(of: "began"))
    let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(child, 0) == -1, "the git that it waited for is still there")
    #expect(world.target().isEmpty)
    try expectOrder()
  }
}
