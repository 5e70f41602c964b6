import Fixtures
import Foundation
import Testing

/// Folders in `TMPDIR` that a killed process left are removed by a later one, and no others.
struct LeftFolderTests {
  @Test func `what is provably of a dead process of this user goes, and nothing else`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      .filter(\.isHexDigit)
    let space = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
      .filter(\.isNumber)
    let other = String(repeating: "0", count: 32)
    // Process IDs end at 2^22 (proc(5), pid_max).
    let gone = "deploysync-\(boot)-\(space)-4999999-AbCdEf"
    let kept = [
      "deploysync-\(boot)-\(space)-\(getpid())-AbCdEf", "deploysync-\(boot)-\(space)-1-AbCdEf",
      "deploysync-\(other)-\(space)-4999999-AbCdEf", "deploysync-\(boot)-1-4999999-AbCdEf",
      "deploysync-AbCdEf", "other-\(boot)-\(space)-4999999-AbCdEf",
    ]
    for name in [gone] + kept { try world.folder.write("text", to: "tmp/\(name)/file") }
    let files = FileManager.default
    let tmp = world.folder.path("tmp")
    for name in try files.contentsOfDirectory(atPath: tmp) {
      try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(tmp)/\(name)")
    }
    let open = "deploysync-\(boot)-\(space)-4999999-Opened"
    try world.folder.write("text", to: "tmp/\(open)/file")
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(tmp)/\(open)")
    let link = "deploysync-\(boot)-\(space)-4999999-Linked"
    try files.createSymbolicLink(
      atPath: "\(tmp)/\(link)", withDestinationPath: "\(tmp)/deploysync-AbCdEf")

    let result = try world.deploysync("apply", environment: ["TMPDIR": tmp])
    #expect(result.status == 0, "\(result.all)")
    #expect(try files.contentsOfDirectory(atPath: tmp).sorted() == (kept + [open, link]).sorted())
    #expect(world.folder.text(of: "tmp/deploysync-AbCdEf/file") == "text")
  }

  @Test func `a run that was killed while git was at work is cleared up after`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    let tmp = world.folder.path("tmp")
    try FileManager.default.createDirectory(atPath: tmp, withIntermediateDirectories: true)
    let mark = world.folder.path("began")
    try world.folder.write(
      "#!/bin/sh\ncase \" $* \" in *\" push \"*) : > '\(mark)'; exec sleep 30 ;; esac\n"
        + "PATH=${PATH#*:}\nexport PATH\nexec git \"$@\"\n", to: "bin/git", mode: 0o755)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let run = try world.start(
      ["apply"],
      environment: ["TMPDIR": tmp, "PATH": "\(world.folder.path("bin")):\(path)"])
    for _ in 0..<2_000 where world.folder.text(of: "began") == nil { usleep(5_000) }
    run.signal(SIGKILL)
    #expect(try run.wait(timeLimitSeconds: 20).status == 128 + SIGKILL)
    let left = try FileManager.default.contentsOfDirectory(atPath: tmp)
    #expect(left.contains { $0.hasPrefix("deploysync-") }, "\(left)")
    let next = try world.deploysync("apply", environment: ["TMPDIR": tmp])
    #expect(next.status == 0, "\(next.all)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: tmp) == [])
  }
}
