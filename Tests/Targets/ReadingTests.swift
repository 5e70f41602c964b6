import Domain
import Foundation
import Glibc
import Testing

@testable import Targets

@Suite struct ReadingTests {
  @Test func `files, executables and links are read, and what is not there is absent`() throws {
    let scratch = try Scratch(["data/a.yaml": "one", "empty": ""])
    try scratch.write("bin/run", "#!/bin/sh\n", mode: 0o755)
    try scratch.write("bin/group", "x", mode: 0o674)
    try scratch.link("latest", to: "data/a.yaml")
    let read = try scratch.reader.read(
      ["data/a.yaml", "empty", "bin/run", "bin/group", "latest", "data/b.yaml", "no/such/folder"]
        .map { GitPath($0) })
    #expect(
      read == [
        GitPath("data/a.yaml"): .object(version("one")),
        GitPath("empty"): .object(FileVersion(mode: .regular, content: .emptyBlob)),
        GitPath("bin/run"): .object(version("#!/bin/sh\n", .executable)),
        GitPath("bin/group"): .object(version("x")),
        GitPath("latest"): .object(version("data/a.yaml", .symbolicLink)),
      ])
  }

  @Test func `what is no object says what it is`() throws {
    let scratch = try Scratch(["folder/file": "x"])
    mkfifo(scratch.root + "/pipe", 0o644)
    #expect(
      try scratch.reader.read([GitPath("folder"), GitPath("pipe")]) == [
        GitPath("folder"): .unreadable("is a folder"),
        GitPath("pipe"): .unreadable("is a named pipe"),
      ])
  }

  @Test func `nothing is read through a symbolic link`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.base + "/outside", withIntermediateDirectories: false)
    try Data("secret".utf8).write(to: URL(fileURLWithPath: scratch.base + "/outside/a"))
    try scratch.link("data", to: "../outside")
    let reason = "cannot be reached: data is a symbolic link, not a folder"
    #expect(
      try scratch.reader.read([GitPath("data/a"), GitPath("data/b/c")]) == [
        GitPath("data/a"): .unreadable(reason), GitPath("data/b/c"): .unreadable(reason),
      ])
  }

  @Test(arguments: ["../outside", "a/../../outside", "./a", "a//b", "", "/etc/passwd"])
  func `a path that is none is never handed to the system`(path: String) throws {
    let scratch = try Scratch(["a": "x"])
    try Data("secret".utf8).write(to: URL(fileURLWithPath: scratch.base + "/outside"))
    guard case .unreadable = try scratch.reader.read([GitPath(path)])[GitPath(path)] else {
      Issue.record("\(path) was read")
      return
    }
    guard case .failed = try scratch.writer.write(put(path, "new"))[0] else {
      Issue.record("\(path) was written")
      return
    }
    #expect(scratch.listing() == ["a"])
    #expect(scratch.listing(of: scratch.base).filter { !$0.hasPrefix("root") } == ["outside"])
  }

  @Test func `a file that is to become a folder hides nothing below it`() throws {
    let scratch = try Scratch(["a": "x"])
    #expect(
      try scratch.reader.read([GitPath("a"), GitPath("a/b")]) == [
        GitPath("a"): .object(version("x"))
      ])
    #expect(
      try scratch.reader.read([GitPath("a/b")]) == [
        GitPath("a/b"): .unreadable("cannot be reached: a is a file, not a folder")
      ])
  }

  @Test func `a folder that is to become a file is in nobody's way`() throws {
    let scratch = try Scratch(["a/b": "x"])
    try scratch.makeFolder("empty")
    #expect(
      try scratch.reader.read([GitPath("a"), GitPath("a/b"), GitPath("empty")]) == [
        GitPath("a/b"): .object(version("x"))
      ])
  }

  @Test func `a path deeper than the folders that are kept open is read`() throws {
    let scratch = try Scratch()
    let deep = Array(repeating: "d", count: 200).joined(separator: "/") + "/file"
    #expect(try scratch.writer.write(put(deep, "deep")) == [.done])
    #expect(try scratch.reader.read([GitPath(deep)]) == [GitPath(deep): .object(version("deep"))])
    #expect(try scratch.writer.write(remove(deep, version("deep"))) == [.done])
    #expect(scratch.listing() == [])
  }
}
