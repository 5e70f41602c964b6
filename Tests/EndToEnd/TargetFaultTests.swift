import Fixtures
import Foundation
import Testing

/// Target folders that cannot be written, are not what they were, or hold what somebody else wrote.
struct TargetFaultTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    world.now = "2026-11-20T00:00:00Z"
    try world.deploysync("apply")
    try world.merge(
      1, "Change", ["data/triggers/a.yaml": "title: new\n", "data/triggers/b.yaml": "title: B\n"])
  }

  private var sandbox: String { world.folder.path("targets/sandbox") }

  /// Applies where the sandbox's folder is a mount of its own that cannot be written or is full.
  private func apply(onMount command: String) throws -> ProgramResult {
    let script = "\(command) || exit 99; exec \"$0\" apply"
    return try Program.run(
      "unshare", ["-m", "sh", "-c", script, BuiltBinary.path, sandbox], in: world.clone.path,
      environment: world.environment())
  }

  @Test(.enabled(if: getuid() == 0, "mounting needs root"))
  func `a read-only target fails with the system's words, and the next run goes on`() throws {
    let result = try apply(onMount: "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\"")
    #expect(result.status == 1, "\(result.all)")
    #expect((result.text + result.errorText).contains("Read-only file system"), "\(result.all)")
    #expect(world.target("sandbox") == ["triggers/a.yaml": "title: A\n"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
    let status = try world.deploysync("status", "--exit-code")
    #expect(status.status == 1, "\(status.all)")
    let again = try world.deploysync("apply")
    #expect(again.status == 0, "\(again.all)")
    #expect(world.target("sandbox").count == 2)
    #expect(try world.deploysync("status", "--exit-code").status == 0)
  }

  @Test(.enabled(if: getuid() == 0, "mounting needs root"))
  func `a full target keeps what it had, whole`() throws {
    try world.merge(
      2, "Grow", ["data/triggers/c.yaml": .text(String(repeating: "x", count: 300_000))])
    let keep =
      "cp -a \"$1\" \"$1.kept\" && mount -t tmpfs -o size=64k none \"$1\""
      + " && cp -a \"$1.kept/.\" \"$1\" && trap 'cp -a \"$1/.\" \"$1.after\"' EXIT"
    let script = "mkdir \"$1.after\" && \(keep) && \"$0\" apply"
    let result = try Program.run(
      "unshare", ["-m", "sh", "-c", script, BuiltBinary.path, sandbox], in: world.clone.path,
      environment: world.environment())
    #expect(result.status == 1, "\(result.all)")
    #expect((result.text + result.errorText).contains("No space left"), "\(result.all)")
    let after = World.files(below: "\(sandbox).after")
    #expect(after["triggers/c.yaml"] == nil)
    #expect(["title: A\n", "title: new\n"].contains(after["triggers/a.yaml"]))
    #expect(
      after.keys.allSatisfy { $0.hasPrefix("triggers/") && $0.hasSuffix(".yaml") }, "\(after)")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `a target folder that is gone fails its own bindings`() throws {
    try FileManager.default.removeItem(atPath: sandbox)
    let result = try world.deploysync("apply")
    #expect(result.status == 1, "\(result.all)")
    #expect((result.text + result.errorText).contains(sandbox), "\(result.all)")
    #expect(!FileManager.default.fileExists(atPath: sandbox))
    #expect(try world.deploysync("plan").status == 1)
  }

  @Test func `a folder on the target that became a symbolic link is never followed`() throws {
    let outside = world.folder.path("outside")
    try FileManager.default.moveItem(atPath: "\(sandbox)/triggers", toPath: outside)
    try FileManager.default.createSymbolicLink(
      atPath: "\(sandbox)/triggers", withDestinationPath: outside)
    let result = try world.deploysync("apply")
    #expect(result.status == 1 || result.status == 3, "\(result.all)")
    #expect((result.text + result.errorText).contains("symbolic link"), "\(result.all)")
    #expect(World.files(below: outside) == ["a.yaml": "title: A\n"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `a file that became a symbolic link is drift, and its goal is not written`() throws {
    let outside = try world.folder.write("precious\n", to: "outside.yaml")
    try FileManager.default.removeItem(atPath: "\(sandbox)/triggers/a.yaml")
    try FileManager.default.createSymbolicLink(
      atPath: "\(sandbox)/triggers/a.yaml", withDestinationPath: outside)
    let result = try world.deploysync("apply")
    #expect(result.status == 1, "\(result.all)")
    #expect(world.folder.text(of: "outside.yaml") == "precious\n")
    #expect(world.target("sandbox")["triggers/a.yaml"] == "-> \(outside)")
    #expect(world.target("sandbox")["triggers/b.yaml"] == "title: B\n")
    let over = try world.deploysync("apply", "--overwrite-drift")
    #expect(over.status == 0, "\(over.all)")
    #expect(world.folder.text(of: "outside.yaml") == "precious\n")
    #expect(world.target("sandbox")["triggers/a.yaml"] == "title: new\n")
  }

  @Test
  func `drift in the way is refused, the other objects are written, and --overwrite-drift writes`()
    throws
  {
    try world.folder.write("title: by hand\n", to: "targets/sandbox/triggers/a.yaml")
    let result = try world.deploysync("apply")
    #expect(result.status == 1, "\(result.all)")
    #expect(result.text.contains("partial"), "\(result.all)")
    #expect(result.text.contains("--overwrite-drift"), "\(result.all)")
    #expect(
      world.target("sandbox")
        == ["triggers/a.yaml": "title: by hand\n", "triggers/b.yaml": "title: B\n"])
    let again = try world.deploysync("apply")
    #expect(again.status == 3, "\(again.all)")
    let over = try world.deploysync("apply", "--overwrite-drift")
    #expect(over.status == 0, "\(over.all)")
    #expect(world.target("sandbox")["triggers/a.yaml"] == "title: new\n")
    #expect(try world.deploysync("status", "--exit-code").status == 0)
  }

  @Test func `a file that somebody else put there is not touched by any run`() throws {
    try world.folder.write("mine\n", to: "targets/sandbox/triggers/other.yaml")
    try world.folder.write("mine\n", to: "targets/sandbox/notes")
    try world.deploysync("apply")
    try world.merge(3, "Remove all", ["data/triggers": nil])
    try world.deploysync("apply")
    #expect(world.target("sandbox")["triggers/other.yaml"] == "mine\n")
    #expect(world.target("sandbox")["notes"] == "mine\n")
  }

  @Test func `a file in the place of a folder is refused and stays`() throws {
    try world.folder.write("mine\n", to: "targets/sandbox/triggers/deep")
    try world.merge(2, "Go deep", ["data/triggers/deep/x.yaml": "title: X\n"])
    let result = try world.deploysync("apply")
    #expect(result.status == 1, "\(result.all)")
    #expect(world.target("sandbox")["triggers/deep"] == "mine\n")
    #expect(world.target("sandbox")["triggers/b.yaml"] == "title: B\n")
  }

  @Test func `a limit stops a run with the objects' names and the way to go on`() throws {
    try world.push(
      "Limit",
      [
        "deploysync.yaml": .text(
          HelpDesk.triggers.replacing("ad-hoc }", with: "ad-hoc, limits: { changes: 1 } }"))
      ])
    let result = try world.deploysync("apply")
    #expect(result.status == 3, "\(result.all)")
    #expect(result.text.contains("--limit-override"), "\(result.all)")
    #expect(result.text.contains("data/triggers/b.yaml"), "\(result.all)")
    #expect(world.target("sandbox").count == 1)
    #expect(try world.deploysync("apply", "--limit-override").status == 0)
    #expect(world.target("sandbox").count == 2)
  }

  static let refused: [(String, FixtureFile)] = [
    (
      "data/triggers/LFS.yaml",
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "0", count: 64))\nsize 12\n"
    ),
    ("data/triggers/link", .symlink("/etc/passwd")),
    ("data/triggers/sub", .submodule("1234567890123456789012345678901234567890")),
    ("data/triggers/A.yaml", "title: twice\n"),
    ("data/triggers/new\nline", "title: control\n"),
  ]

  @Test(arguments: refused)
  func `content that must not be written is refused by name`(path: String, file: FixtureFile) throws
  {
    try world.push("Add it", [path: file])
    let result = try world.deploysync("apply")
    #expect(result.status == 1 || result.status == 3, "\(result.all)")
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    #expect(result.text.contains(name.replacing("\n", with: "\\n")), "\(result.all)")
    #expect(World.files(below: sandbox)["triggers/\(name)"] == nil)
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }
}
