import Domain
import Foundation
import Glibc
import Testing

@testable import Targets

/// A small file system in memory at a scratch target's root.
private final class Mount {
  let scratch: Scratch

  /// Whether this process may mount and change attributes.
  static let isPossible: Bool = {
    guard let scratch = try? Scratch(), let mount = try? Mount(scratch, kilobytes: 64) else {
      print("tests of failing disks are skipped: this process may not mount a tmpfs")
      return false
    }
    return withExtendedLifetime(mount) { true }
  }()

  struct NotPossible: Error {}

  init(_ scratch: Scratch, kilobytes: Int) throws {
    self.scratch = scratch
    let options = "size=\(kilobytes)k"
    let result = try run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", scratch.root])
    guard result.code == 0 else { throw NotPossible() }
  }

  func makeReadOnly() throws {
    guard try run(["mount", "-o", "remount,ro", scratch.root]).code == 0 else {
      throw NotPossible()
    }
  }

  deinit { _ = try? run(["umount", "-l", scratch.root]) }
}

@Suite(
  .enabled(if: Mount.isPossible, "this process may not mount a tmpfs, which needs root"),
  .serialized)
struct FailingDiskTests {
  @Test func `a disk that is full fails what does not fit, and nothing is left lying`() throws {
    let mount = try Mount(try Scratch(), kilobytes: 256)
    let scratch = mount.scratch
    try scratch.write("data/a", "old")
    let big = String(repeating: "x", count: 400_000)
    let outcomes = try scratch.writer.write(
      put("data/a", big, over: version("old")), put("new/deep/b", big), put("c", "small"),
      remove("data/a", version("old")))
    #expect(
      outcomes == [
        .failed("cannot write data/a: No space left on device"),
        .failed("cannot write new/deep/b: No space left on device"), .done, .done,
      ])
    #expect(scratch.listing() == ["c"])
  }

  @Test func `a disk that fills up in a large batch fails the rest of it`() throws {
    let mount = try Mount(try Scratch(), kilobytes: 256)
    let scratch = mount.scratch
    let text = String(repeating: "x", count: 20_000)
    let outcomes = try scratch.writer.write(
      (0..<30).map { put("d\($0)/f", text) }, mayContinue: {})
    let done = outcomes.filter { $0 == .done }.count
    #expect((5..<15).contains(done))
    #expect(
      outcomes.dropFirst(done).enumerated().allSatisfy {
        $1 == .failed("cannot write d\($0 + done)/f: No space left on device")
      })
    #expect(scratch.listing() == (0..<done).flatMap { ["d\($0)/", "d\($0)/f"] }.sorted())
  }

  @Test func `a file system that is read-only fails every write with its reason`() throws {
    let mount = try Mount(try Scratch(), kilobytes: 256)
    let scratch = mount.scratch
    try scratch.write("data/a", "old")
    try mount.makeReadOnly()
    let outcomes = try scratch.writer.write(
      put("data/a", "new", over: version("old")), put("data/b", "new"),
      remove("data/a", version("old")))
    #expect(
      outcomes == [
        .failed("cannot write data/a: Read-only file system"),
        .failed("cannot write data/b: Read-only file system"),
        .failed("cannot remove data/a: Read-only file system"),
      ])
    #expect(scratch.listing() == ["data/", "data/a"])
    #expect(scratch.text("data/a") == "old")
  }

  @Test func `a file system that is taken away does not read as empty`() throws {
    let scratch = try Scratch(["below": "the mount point's own"])
    var mount: Mount? = try Mount(scratch, kilobytes: 256)
    try scratch.write("a", "1")
    let writer = try scratch.writer
    withExtendedLifetime(mount) {}
    mount = nil
    #expect(throws: TargetError.replaced(path: scratch.root)) { try writer.read([GitPath("a")]) }
    #expect(writer.write(put("b", "2"))[0] != .done)
    #expect(scratch.listing() == ["below"])
  }

  @Test func `a file system within the target is written to and synced as well`() throws {
    let scratch = try Scratch()
    let inner = try Scratch()
    let mount = try Mount(inner, kilobytes: 256)
    try scratch.makeFolder("inner")
    #expect(try run(["mount", "--move", inner.root, scratch.root + "/inner"]).code == 0)
    defer { _ = try? run(["umount", "-l", scratch.root + "/inner"]) }
    let batch = (0..<20).map { put("\($0 % 2 == 0 ? "inner" : "outer")/f\($0)", "\($0)") }
    #expect(try scratch.writer.write(batch, mayContinue: {}).allSatisfy { $0 == .done })
    let removals = (0..<20).map {
      remove("\($0 % 2 == 0 ? "inner" : "outer")/f\($0)", version("\($0)"))
    }
    #expect(try scratch.writer.write(removals, mayContinue: {}).allSatisfy { $0 == .done })
    // A mount point cannot be removed, however empty it is.
    #expect(scratch.listing() == ["inner/"])
    withExtendedLifetime(mount) {}
  }

  @Test func `a folder that may not be changed fails its writes alone`() throws {
    let scratch = try Scratch(["locked/a": "1", "free/b": "2"])
    guard try run(["chattr", "+i", scratch.root + "/locked"]).code == 0 else {
      print("skipped: the file system of temporary files has no immutable flag (chattr +i)")
      return
    }
    defer { _ = try? run(["chattr", "-i", scratch.root + "/locked"]) }
    let outcomes = try scratch.writer.write(
      put("locked/a", "new", over: version("1")), put("locked/new/c", "new"),
      remove("locked/a", version("1")), put("free/b", "new", over: version("2")))
    #expect(
      outcomes == [
        .failed("cannot write locked/a: Operation not permitted"),
        .failed("cannot write locked/new/c: Operation not permitted"),
        .failed("cannot remove locked/a: Operation not permitted"), .done,
      ])
    #expect(scratch.listing() == ["free/", "free/b", "locked/", "locked/a"])
  }

  /// From one that holds not even the copy's folders to one that holds all of it.
  @Test func `a disk that is full at any stage leaves the old release live`() throws {
    var failed = 0
    var live = 0
    for kilobytes in stride(from: 176, through: 400, by: 16) {
      let mount = try Mount(try Scratch(), kilobytes: kilobytes)
      let scratch = mount.scratch
      let writer = try ReleaseWriter(path: scratch.root, kept: 2)
      let old = String(repeating: "o", count: 10_000)
      let first = (0..<8).map { put("d\($0)/f", old) }
      guard writer.write(first, mayContinue: {}).allSatisfy({ $0 == .done }),
        writer.publish(mayContinue: {}) == .done
      else { continue }
      let before = scratch.listing()
      let new = String(repeating: "n", count: 20_000)
      let second = (0..<8).map { put("d\($0)/f", new, over: version(old)) }
      writer.beginPart()
      let outcomes = writer.write(second, mayContinue: {})
      if outcomes.allSatisfy({ $0 == .done }) {
        let isLive = writer.publish(mayContinue: {}) == .done
        #expect((0..<8).allSatisfy { scratch.text("current/d\($0)/f") == (isLive ? new : old) })
        live += isLive ? 1 : 0
      } else {
        failed += 1
        writer.takeBackPart()
        #expect(writer.publish(mayContinue: {}) != .done)
        #expect((0..<8).allSatisfy { scratch.text("current/d\($0)/f") == old })
        #expect(scratch.listing() == before, "with \(kilobytes) kB something is left lying")
      }
    }
    #expect(failed > 2 && live > 0, "\(failed) failed, \(live) went live")
  }
}
