import Conformance
import Fixtures
import Foundation
import Testing

/// A folder of another machine as a target, by the built program, ssh, rsync and a real sshd.
@Suite(.enabled(if: SSHMachine.shared != nil))
struct SSHTargetTests {
  let machine: SSHMachine
  let world: World

  init() throws {
    machine = try #require(SSHMachine.shared)
    world = try World(
      HelpDesk.adHoc,
      files: ["data/triggers/a.yaml": "title: A\n", "data/triggers/b c.yaml": "B\n"])
    try serve()
  }

  private func serve(
    _ client: SSHMachine.Client = .config, path: String? = nil, more: String = ""
  ) throws {
    try world.folder.write(
      """
      targets:
        production: { \(machine.keys(client)), path: '\(path ?? root)'\(more) }

      """, to: "targets.yaml")
  }

  private var root: String { world.folder.path("targets/production") }

  /// What tells whether any file or folder was written again.
  private func states() throws -> String {
    try RunningProgram(
      "find", [root, "-printf", "%i %C@ %p %l\\n"], in: world.folder.path, environment: [:]
    ).wait().text
  }

  private let all = ["triggers/a.yaml": "title: A\n", "triggers/b c.yaml": "B\n"]

  @Test
  func `it is planned and applied like any other target, and only read where nothing is to do`()
    throws
  {
    let empty = try states()
    for arguments in [["plan"], ["apply", "--dry-run"], ["preflight"], ["status"], ["drift"]] {
      let result = try world.start(arguments).wait()
      #expect(result.status == 0, "\(result.all)")
    }
    #expect(try states() == empty)
    let applied = try world.deploysync("apply")
    #expect(applied.status == 0, "\(applied.all)")
    #expect(world.target() == all)
    let (before, ledger) = (try states(), try world.ledger())
    for arguments in [["apply"], ["plan"], ["drift", "--exit-code"], ["preflight"]] {
      let result = try world.start(arguments).wait()
      #expect(result.status == 0, "\(result.all)")
    }
    #expect(try states() == before)
    #expect(try world.ledger() == ledger)
  }

  @Test func `one run makes one connection, and leaves none behind`() throws {
    // A machine of its own: others have connections to the shared one.
    let machine = try SSHMachine()
    try world.folder.write(
      "targets:\n  production: { \(machine.keys()), path: \(root) }\n", to: "targets.yaml")
    let applied = try world.deploysync("apply")
    #expect(applied.status == 0, "\(applied.all)")
    #expect(world.target() == all)
    #expect(machine.log().filter { $0.contains("Accepted publickey") }.count == 1)
  }

  @Test(arguments: [
    (SSHMachine.Client.refused, "refuses the login: "),
    (.unknown, "is not known here, so nobody can tell which machine it is"),
    (.changed, "shows another key than the one that is known of it"),
  ])
  func `a machine that cannot be trusted or does not trust us is not used`(
    client: SSHMachine.Client, reason: String
  ) throws {
    try serve(client)
    for command in ["plan", "apply", "preflight"] {
      let result = try world.deploysync(command)
      #expect(result.status == 1, "\(command): \(result.all)")
      #expect(result.all.contains(reason), "\(command): \(result.all)")
      #expect(result.all.contains("ssh"), "\(command): \(result.all)")
    }
    #expect(world.target() == [:])
  }

  @Test func `a machine that is not there, and a folder that is not, are said`() throws {
    try serve(more: ", port: 1")
    let refused = try world.deploysync("apply")
    #expect(refused.status == 1, "\(refused.all)")
    #expect(refused.all.contains("machine cannot be reached: "), "\(refused.all)")
    #expect(refused.all.contains("Connection refused"), "\(refused.all)")
    try serve(path: "\(root)/no/such")
    let missing = try world.deploysync("apply")
    #expect(missing.status == 1, "\(missing.all)")
    #expect(missing.all.contains("does not exist on machine"), "\(missing.all)")
    #expect(missing.all.contains("mkdir"), "\(missing.all)")
  }

  @Test func `a folder whose path has spaces and quotes`() throws {
    let path = "\(root)/it's a \"folder\" $(x);"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try world.folder.write(
      """
      targets:
        production: { \(machine.keys()), path: '\(path.replacing("'", with: "''"))', releases: true }

      """, to: "targets.yaml")
    let applied = try world.deploysync("apply")
    #expect(applied.status == 0, "\(applied.all)")
    #expect(World.files(below: path + "/releases/1") == all)
  }

  @Test func `what was changed there by hand is drift, and adopted`() throws {
    #expect(try world.deploysync("apply").status == 0)
    try world.folder.write("title: by hand\n", to: "targets/production/triggers/a.yaml")
    let drift = try world.deploysync("drift", "--exit-code")
    #expect(drift.status == 2, "\(drift.all)")
    #expect(drift.text.contains("by hand"), "\(drift.all)")
    try world.merge(
      1, "Both", ["data/triggers/a.yaml": "title: ours\n", "data/triggers/d.yaml": "D\n"])
    #expect(try world.deploysync("apply").status == 1)
    #expect(world.target()["triggers/a.yaml"] == "title: by hand\n")
    #expect(world.target()["triggers/d.yaml"] == "D\n")
    let over = try world.deploysync("apply", "--overwrite-drift")
    #expect(over.status == 0, "\(over.all)")
    #expect(world.target()["triggers/a.yaml"] == "title: ours\n")
  }

  @Test(arguments: [0, 1])
  func `sessions that are killed on the machine lose and invent nothing`(_ way: Int) throws {
    try forEachSeed(2) { seed, random in
      if way == 1 { try serve(more: ", releases: 2") }
      for folder in try FileManager.default.contentsOfDirectory(atPath: root) {
        try FileManager.default.removeItem(atPath: "\(root)/\(folder)")
      }
      var changes: [String: FixtureFile?] = [:]
      for number in 0..<40 {
        changes["data/triggers/\(number).yaml"] = .text("\(number) of \(seed) \(way)\n")
      }
      try world.push("Many \(seed)", changes)
      let program = try world.start(["apply", "--overwrite-drift"])
      usleep(UInt32.random(in: 150_000...900_000, using: &random))
      // The shells there that work below this target's folder, and rsync.
      for process in try Self.processes(in: root) { kill(process, SIGKILL) }
      let killed = try program.wait()
      #expect([0, 1].contains(killed.status), "seed \(seed): \(killed.all)")
      let next = try world.deploysync("apply", "--overwrite-drift")
      #expect(next.status == 0, "seed \(seed): \(killed.all)\(next.all)")
      let live =
        way == 1
        ? World.files(below: URL(fileURLWithPath: root + "/current").resolvingSymlinksInPath().path)
        : world.target()
      for number in 0..<40 {
        #expect(live["triggers/\(number).yaml"] == "\(number) of \(seed) \(way)\n", "seed \(seed)")
      }
      let verify = try world.deploysync("ledger", "verify")
      #expect(verify.status == 0, "seed \(seed): \(verify.all)")
      let left = try states()
      #expect(!left.contains(".deploysync-"), "seed \(seed): \(left)")
    }
  }

  /// The processes whose working folder is a folder or below it.
  private static func processes(in folder: String) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter {
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
      return place == folder || place?.hasPrefix(folder + "/") == true
    }
  }
}
