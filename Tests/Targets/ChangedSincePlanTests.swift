import Domain
import Foundation
import Testing

@testable import Targets

@Suite struct ChangedSincePlanTests {
  @Test func `a write fails where something else is there than the plan saw`() throws {
    let scratch = try Scratch(["edited": "by hand", "appeared": "t", "mode": "m"])
    try scratch.write("mode", "m", mode: 0o755)
    try scratch.makeFolder("folder")
    try scratch.link("linked", to: "edited")
    let before = scratch.listing()
    let content = version("by hand").content
    let outcomes = try scratch.writer.write(
      put("edited", "new", over: version("old")), remove("edited", version("old")),
      put("gone", "new", over: version("old")), remove("gone", version("old")),
      remove("no/gone", version("old")), put("appeared", "new"),
      put("mode", "new", over: version("m")), put("folder", "new", over: version("old")),
      put("linked", "new"), remove("linked", version("by hand")),
      ObjectWrite(path: GitPath("appeared"), action: .remove, expected: nil),
      ObjectWrite(path: GitPath("nothing"), action: .remove, expected: nil))
    func changed(_ path: String, _ what: String) -> WriteOutcome {
      .failed("\(path) changed since it was planned: \(what)")
    }
    #expect(
      outcomes == [
        changed("edited", "its content is now \(content)"),
        changed("edited", "its content is now \(content)"),
        changed("gone", "it is gone"), changed("gone", "it is gone"),
        changed("no/gone", "its folder no does not exist"),
        changed("appeared", "a file is there now"), changed("mode", "its mode is now 100755"),
        changed("folder", "a folder is there now"),
        changed("linked", "a symbolic link is there now"),
        changed(
          "linked", "its content is now \(version("edited", .symbolicLink).content)"),
        changed("appeared", "a file is there now"), .done,
      ])
    #expect(scratch.listing() == before)
    #expect(scratch.text("edited") == "by hand")
  }

  @Test func `a change between the staging and the write is seen`() throws {
    let scratch = try Scratch(["a": "1", "b": "2", "c": "3"])
    var asked = 0
    let outcomes = try scratch.writer.write(
      [
        put("a", "new", over: version("1")), put("b", "new", over: version("2")),
        put("d", "new"), remove("c", version("3")),
      ]
    ) {
      asked += 1
      switch asked {
      case 2: try scratch.write("b", "by hand")
      case 3: try scratch.write("d", "by hand")
      case 4: try scratch.write("c", "by hand")
      default: break
      }
    }
    let hand = version("by hand").content
    #expect(
      outcomes == [
        .done, .failed("b changed since it was planned: its content is now \(hand)"),
        .failed("d changed since it was planned: a file is there now"),
        .failed("c changed since it was planned: its content is now \(hand)"),
      ])
    #expect(scratch.listing() == ["a", "b", "c", "d"])
    #expect(["b", "c", "d"].map(scratch.text) == Array(repeating: "by hand", count: 3))
  }

  @Test func `a change between the write and the proof is not called done`() throws {
    let scratch = try Scratch(["b": "2"])
    var asked = 0
    let outcomes = try scratch.writer.write(
      [put("a", "new"), put("c/d", "new"), remove("b", version("2")), put("last", "new")]
    ) {
      asked += 1
      guard asked == 4 else { return }
      try scratch.write("a", "by hand")
      try scratch.remove("c")
      try scratch.write("b", "back")
    }
    #expect(
      outcomes == [
        .failed("cannot write a: read back, it is 100644 \(version("by hand").content)"),
        .failed("cannot write c/d: read back, it is gone again"),
        .failed("cannot remove b: read back, it is 100644 \(version("back").content)"),
        .done,
      ])
  }

  @Test func `a lost lease skips the rest and leaves no temporary file`() throws {
    let scratch = try Scratch(["b": "2"])
    var asked = 0
    let outcomes = try scratch.writer.write(
      [
        put("a", "1"), put("gone", "x", over: version("y")), remove("b", version("2")),
        put("new/c", "3"),
      ]
    ) {
      asked += 1
      if asked == 3 { throw TargetError.missing(path: "lease") }
    }
    let reason = "the target's folder lease does not exist"
    #expect(
      outcomes == [
        .done, .failed("gone changed since it was planned: it is gone"),
        .skipped("b was not written: \(reason)"), .skipped("new/c was not written: \(reason)"),
      ])
    #expect(asked == 3)
    #expect(scratch.listing() == ["a", "b"])
  }
}
