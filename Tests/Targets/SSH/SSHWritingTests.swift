import Domain
import Foundation
import Testing

@testable import Targets

/// What is written to another machine, by every shell that it may have.
@Suite struct SSHWritingTests {
  @Test(arguments: Machine.Tools.usable)
  func `names of any bytes are created, changed and removed`(_ tools: Machine.Tools) throws {
    let machine = try Machine(tools)
    let paths = HostileNames.all.map {
      GitPath(bytes: Array("d/".utf8) + $0 + Array("/".utf8) + $0)
    }
    func puts(_ text: String, _ mode: FileMode, over old: FileVersion?) -> [ObjectWrite] {
      paths.map { path in
        .put(
          DesiredObject(path: path, version: version(text, mode)) { Array(text.utf8) },
          expected: old)
      }
    }
    let writer = try machine.writer()
    #expect(
      writer.write(puts("one", .regular, over: nil), mayContinue: {}).allSatisfy { $0 == .done })
    #expect(
      try writer.read(paths)
        == Dictionary(uniqueKeysWithValues: paths.map { ($0, .object(version("one"))) }))
    let changed = writer.write(
      puts("two", .executable, over: version("one")), mayContinue: {})
    #expect(changed.allSatisfy { $0 == .done }, "\(changed)")
    #expect(
      try machine.reader().read(paths)
        == Dictionary(
          uniqueKeysWithValues: paths.map { ($0, .object(version("two", .executable))) }))
    let removed = writer.write(
      paths.map { .remove($0, expected: version("two", .executable)) }, mayContinue: {})
    #expect(removed.allSatisfy { $0 == .done }, "\(removed)")
    #expect(machine.listing() == [])
  }

  @Test(arguments: Machine.Tools.usable)
  func `files, executables and links get their places and modes`(_ tools: Machine.Tools) throws {
    let machine = try Machine(tools, ["theirs/x": "theirs", "old": "old"])
    let scratch = machine.scratch
    try scratch.makeFolder("hollow")
    let writer = try machine.writer()
    #expect(
      writer.write(
        put("data/a b.yaml", "1"), put("run", "#!/bin/sh\n", .executable),
        put("deep/er/link", "../../data", .symbolicLink), put("hollow", "file now"),
        put("old", "new", over: version("old"))) == [.done, .done, .done, .done, .done])
    #expect(
      machine.listing() == [
        "data/", "data/a b.yaml", "deep/", "deep/er/", "deep/er/link -> ../../data", "hollow",
        "old", "run", "theirs/", "theirs/x",
      ])
    #expect(scratch.mode("data/a b.yaml") == "644")
    #expect(scratch.mode("data") == "755")
    #expect(scratch.mode("run") == "755")
    #expect(scratch.text("old") == "new")
    #expect(
      writer.write(
        remove("deep/er/link", version("../../data", .symbolicLink)),
        put("run", "x", .symbolicLink, over: version("#!/bin/sh\n", .executable)))
        == [.done, .done])
    #expect(
      machine.listing() == [
        "data/", "data/a b.yaml", "hollow", "old", "run -> x", "theirs/", "theirs/x",
      ])
  }

  @Test(arguments: Machine.Tools.usable)
  func `what changed since it was planned is left alone`(_ tools: Machine.Tools) throws {
    let machine = try Machine(tools, ["a": "theirs", "b": "mine", "f/x": "theirs", "g": "1"])
    try machine.scratch.write("c", "mine", mode: 0o755)
    try machine.scratch.link("l", to: "theirs")
    try machine.scratch.link("folder", to: "f")
    let before = machine.listing()
    let outcomes = try machine.writer().write(
      put("a", "new", over: version("mine")), put("b", "new"),
      put("c", "new", over: version("mine")),
      put("l", "new", over: version("mine")), put("gone", "new", over: version("mine")),
      put("f", "new"), remove("a", version("mine")), put("folder/y", "new"),
      remove("folder/x", version("theirs")), put("g/below", "new"))
    #expect(
      outcomes == [
        .failed("a changed since it was planned: it is not what was planned with"),
        .failed("b changed since it was planned: a file is there now"),
        .failed("c changed since it was planned: its mode is now 100755"),
        .failed("l changed since it was planned: a symbolic link is there now"),
        .failed("gone changed since it was planned: it is gone"),
        .failed("cannot write f: a folder with other files is in its place"),
        .failed("a changed since it was planned: its content is another one now"),
        .failed("cannot write folder/y: folder is a symbolic link, not a folder"),
        .failed("folder/x changed since it was planned: it is gone"),
        .failed("cannot write g/below: g is a file, not a folder"),
      ])
    #expect(machine.listing() == before)
    #expect(machine.scratch.text("a") == "theirs")
    #expect(machine.scratch.text("f/x") == "theirs")
  }

  @Test func `a change between the plan and the write is seen right before the write`() throws {
    let machine = try Machine(.dash, ["a": "1", "b": "1", "c": "1"])
    let writer = try machine.writer()
    _ = try writer.read(["a", "b", "c"].map { GitPath($0) })
    var asked = 0
    let outcomes = writer.write(
      [
        put("a", "2", over: version("1")), put("b", "2", over: version("1")),
        remove("c", version("1")), put("d", "2"),
      ]
    ) {
      asked += 1
      // Right before each write somebody else is quicker.
      let path = ["a", "b", "c", "d"][asked - 1]
      try machine.scratch.write(path, "theirs")
    }
    #expect(asked == 4)
    #expect(
      outcomes == [
        .failed("a changed since it was planned: its content is another one now"),
        .failed("b changed since it was planned: its content is another one now"),
        .failed("c changed since it was planned: its content is another one now"),
        .failed("d changed since it was planned: a file is there now"),
      ])
    #expect(machine.listing() == ["a", "b", "c", "d"])
    #expect(machine.scratch.text("c") == "theirs")
  }

  @Test func `a run that must not go on writes nothing more`() throws {
    let machine = try Machine(.dash, ["c": "1"])
    struct Lost: Error {}
    var asked = 0
    let outcomes = try machine.writer().write(
      [put("a", "1"), put("b", "1"), remove("c", version("1"))]
    ) {
      asked += 1
      if asked == 2 { throw Lost() }
    }
    #expect(
      outcomes == [
        .done, .skipped("b was not written: Lost()"), .skipped("c was not written: Lost()"),
      ])
    #expect(machine.listing() == ["a", "c"])
  }

  @Test func `a second write of the same changes no file`() throws {
    let machine = try Machine()
    let writer = try machine.writer()
    let names = (0..<20).map { "d/\($0)" }
    #expect(writer.write(names.map { put($0, "x") }, mayContinue: {}).allSatisfy { $0 == .done })
    func states() throws -> [String] {
      try run(["find", machine.scratch.root, "-printf", "%i %C@ %p\\n"]).output
        .split(separator: "\n").map(String.init)
    }
    let before = try states()
    let reader = try machine.reader()
    #expect(try reader.read(names.map { GitPath($0) }).count == 20)
    #expect(try states() == before)
  }
}
