import Domain
import Foundation
import Glibc
import Testing

@testable import Targets

@Suite struct WritingTests {
  @Test func `objects are created, updated and removed, and others stay`() throws {
    let scratch = try Scratch(["data/old.yaml": "old", "data/change.yaml": "1", "theirs": "t"])
    let outcomes = try scratch.writer.write(
      put("data/new/a.yaml", "new"), put("data/change.yaml", "2", over: version("1")),
      remove("data/old.yaml", version("old")))
    #expect(outcomes == [.done, .done, .done])
    #expect(
      scratch.listing() == [
        "data/", "data/change.yaml", "data/new/", "data/new/a.yaml", "theirs",
      ])
    #expect(scratch.text("data/new/a.yaml") == "new")
    #expect(scratch.text("data/change.yaml") == "2")
    #expect(scratch.text("theirs") == "t")
  }

  @Test func `modes are those of the version, whatever the umask and the old file say`() throws {
    let scratch = try Scratch()
    try scratch.write("a", "old", mode: 0o666)
    try scratch.write("b", "same", mode: 0o700)
    let outcomes = try scratch.writer.write(
      put("a", "new", over: version("old")),
      put("b", "same", over: version("same", .executable)),
      put("folder/run", "x", .executable))
    #expect(outcomes == [.done, .done, .done])
    #expect(scratch.mode("a") == "644")
    #expect(scratch.mode("b") == "644")
    #expect(scratch.mode("folder/run") == "755")
    #expect(scratch.mode("folder") == "755")
  }

  @Test func `a new folder keeps the group inheritance that it was made with`() throws {
    let scratch = try Scratch(["shared/x": "x"])
    chmod(scratch.root + "/shared", 0o2775)
    #expect(try scratch.writer.write(put("shared/new/a", "a")) == [.done])
    #expect(scratch.mode("shared/new") == "2755")
  }

  @Test func `symbolic links are written, replaced by files and the reverse`() throws {
    let scratch = try Scratch(["file": "f"])
    let link = version("data/a", .symbolicLink)
    try #expect(
      scratch.writer.write(
        put("latest", "data/a", .symbolicLink),
        put("file", "data/b", .symbolicLink, over: version("f"))) == [.done, .done])
    #expect(scratch.listing() == ["file -> data/b", "latest -> data/a"])
    try #expect(
      scratch.writer.write(
        put("latest", "text", over: link), remove("file", version("data/b", .symbolicLink)))
        == [.done, .done])
    #expect(scratch.listing() == ["latest"])
    #expect(scratch.text("latest") == "text")
  }

  @Test(arguments: ["/etc/passwd", "../x", "a/../../x", ""])
  func `a link out of the target is not written`(target: String) throws {
    let scratch = try Scratch()
    let outcomes = try scratch.writer.write(put("link", target, .symbolicLink))
    #expect(outcomes.count == 1 && outcomes[0] != .done)
    #expect(scratch.listing() == [])
  }

  @Test func `a folder becomes a file and a file a folder, where removals come first`() throws {
    let scratch = try Scratch(["a": "1", "b/c/d": "2", "b/e": "3"])
    let outcomes = try scratch.writer.write(
      remove("a", version("1")), remove("b/c/d", version("2")), remove("b/e", version("3")),
      put("a/x/y", "4"), put("b", "5"))
    #expect(outcomes == Array(repeating: .done, count: 5))
    #expect(scratch.listing() == ["a/", "a/x/", "a/x/y", "b"])
  }

  @Test func `what is in the way of a file or a folder stays`() throws {
    let scratch = try Scratch(["a/theirs": "t", "b": "theirs"])
    try scratch.makeFolder("empty")
    let outcomes = try scratch.writer.write(put("a", "1"), put("b/c/d", "2"), put("empty", "3"))
    #expect(
      outcomes == [
        .failed("cannot write a: a folder with other files is in its place"),
        .failed("cannot write b/c/d: b is a file, not a folder"),
        .done,
      ])
    #expect(scratch.listing() == ["a/", "a/theirs", "b", "empty"])
  }

  @Test func `folders go with their last object, and others' files keep them`() throws {
    let scratch = try Scratch(["a/b/c/1": "1", "a/b/theirs": "t", "d/e/2": "2", "f/3": "3"])
    try scratch.makeFolder("f/empty")
    let outcomes = try scratch.writer.write(
      remove("a/b/c/1", version("1")), remove("d/e/2", version("2")), remove("f/3", version("3")))
    #expect(outcomes == [.done, .done, .done])
    #expect(scratch.listing() == ["a/", "a/b/", "a/b/theirs", "f/", "f/empty/"])
  }

  @Test func `a removal that failed put in its folder does not keep the folder`() throws {
    let scratch = try Scratch(["a/1": "1"])
    // The temporary file of the put is in the folder when the removal empties it.
    let outcomes = try scratch.writer.write(
      remove("a/1", version("1")), put("a/2", "2", over: version("never")))
    #expect(outcomes == [.done, .failed("a/2 changed since it was planned: it is gone")])
    #expect(scratch.listing() == [])
  }

  @Test func `content that is not what the ID says is not written`() throws {
    let scratch = try Scratch()
    let wrong = DesiredObject(path: GitPath("a"), version: version("right")) { Array("wrong".utf8) }
    let missing = DesiredObject(path: GitPath("b"), version: version("x")) {
      throw TargetError.missing(path: "/store")
    }
    let module = desired("c", "x", .submodule)
    #expect(
      try scratch.writer.write(
        .put(wrong, expected: nil), .put(missing, expected: nil), .put(module, expected: nil),
        put("d", "fine")) == [
          .failed("cannot write a: its content is not \(version("right").content)"),
          .failed("cannot write b: the target's folder /store does not exist"),
          .failed("cannot write c: it is neither a file nor a symbolic link"),
          .done,
        ])
    #expect(scratch.listing() == ["d"])
  }

  @Test func `one path written twice ends as the last write says`() throws {
    let scratch = try Scratch(["a": "1"])
    let outcomes = try scratch.writer.write(
      remove("a", version("1")), put("a", "2"), put("a", "3", over: version("2")))
    #expect(outcomes == [.done, .done, .done])
    #expect(scratch.text("a") == "3")
  }

  @Test func `an empty batch has no outcome and leaves nothing`() throws {
    let scratch = try Scratch()
    #expect(try scratch.writer.write() == [])
    #expect(scratch.listing() == [])
  }
}
