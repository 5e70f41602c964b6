import Domain
import Foundation
import Testing

@testable import Targets

/// What runs left on another machine that ended early, and what others have there that live.
@Suite struct SSHLeftoversTests {
  private func leave(_ machine: Machine, _ token: String, owner: String) throws {
    let folder = ".deploysync-\(token)"
    try machine.scratch.write("\(folder)/new/0", "half")
    try machine.scratch.write("\(folder)/owner", owner)
  }

  @Test(arguments: Machine.Tools.usable)
  func `what a killed run left is removed, with the folders that it made`(
    _ tools: Machine.Tools
  ) throws {
    let machine = try Machine(tools, ["a/theirs": "1"])
    let token = "0123456789abcdef"
    try leave(machine, token, owner: "999999999 - -\n")
    try machine.scratch.makeFolder("a/b c/d")
    try machine.scratch.makeFolder("was there/new")
    try machine.scratch.write(
      ".deploysync-\(token)/made", "1 a/b\\0040c/d/x\n2 a/b\\0040c/e/x\n1 was\\0040there/new/x\n")
    try leave(machine, "fedcba9876543210.dead", owner: "1 - -\n")
    try machine.scratch.write(".deploysync-note", "theirs")
    let removed = try machine.writer().removeLeftovers()
    #expect(
      removed.map(\.text).sorted() == [
        ".deploysync-0123456789abcdef", ".deploysync-fedcba9876543210",
      ])
    #expect(machine.listing() == [".deploysync-note", "a/", "a/theirs", "was there/"])
  }

  @Test func `what belongs to a process that lives stays`() throws {
    let machine = try Machine()
    let boot = try String(
      contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let token = "0123456789abcdef"
    try leave(machine, token, owner: "\(getpid()) - \(boot)")
    let writer = try machine.writer()
    #expect(try writer.removeLeftovers() == [])
    #expect(writer.write(put("x", "1")) == [.done])
    #expect(machine.scratch.text(".deploysync-\(token)/new/0") == "half")
    // The same number in another boot is another process.
    try leave(machine, token, owner: "\(getpid()) - another-boot\n")
    #expect(try machine.writer().removeLeftovers().count == 1)
    #expect(machine.listing() == ["x"])
  }

  @Test func `a run whose folder another one took away changes nothing more`() throws {
    let machine = try Machine(.dash, ["old": "1"])
    let writer = try machine.writer()
    var asked = 0
    let outcomes = writer.write(
      [put("a", "1"), put("b", "1"), remove("old", version("1"))]
    ) {
      asked += 1
      guard asked == 2 else { return }
      let root = machine.scratch.root
      for name in try FileManager.default.contentsOfDirectory(atPath: root)
      where name.hasPrefix(".deploysync-") {
        try FileManager.default.moveItem(
          atPath: "\(root)/\(name)", toPath: "\(machine.scratch.base)/taken")
      }
    }
    let reason = "the run's own folder was taken away by another run"
    #expect(
      outcomes == [
        .done, .failed("cannot write b: \(reason)"), .failed("cannot remove old: \(reason)"),
      ])
    #expect(machine.listing() == ["a", "old"])
  }

  @Test func `a machine without rsync is told to be one`() throws {
    let machine = try Machine(.busybox)
    let remote = machine.scratch.base + "/remote"
    // No system folders behind those of busybox, which has no rsync.
    let ssh = try String(contentsOfFile: machine.scratch.base + "/bin/ssh", encoding: .utf8)
    try machine.script("ssh", ssh.replacing("PATH=\(remote):/usr/bin:/bin", with: "PATH=\(remote)"))
    do {
      _ = try machine.writer()
      Issue.record("it was opened")
    } catch let error as TargetError {
      #expect(
        error.message == "the target web: web1 lacks what a target of the kind `ssh` needs: rsync")
      #expect(error.hints == ["install rsync there, such as by: apt-get install rsync"])
    }
  }
}
