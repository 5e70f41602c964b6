import Domain
import Foundation
import Testing

@testable import Targets

/// What is read from another machine, by every shell that it may have.
@Suite struct SSHReadingTests {
  @Test(arguments: Machine.Tools.usable)
  func `names of any bytes are read, and contents are what git calls them`(
    _ tools: Machine.Tools
  ) throws {
    let machine = try Machine(tools)
    var wanted: [GitPath: LiveReading] = [:]
    for (number, name) in HostileNames.all.enumerated() {
      let content = Array("\(number)\n\u{0}\n".utf8)
      let id = try #require(ObjectID(hex: gitID(content)))
      for path in [name, Array("in/".utf8) + name + Array("/".utf8) + name] {
        try machine.write(content, to: path, executable: number.isMultiple(of: 2))
        wanted[GitPath(bytes: path)] = .object(
          LiveObject(mode: number.isMultiple(of: 2) ? .executable : .regular, content: id))
      }
    }
    let absent = wanted.keys.map { GitPath(bytes: $0.bytes + [UInt8(ascii: "~")]) }
    let before = machine.listing()
    let reader = try machine.reader()
    let read = try reader.read(Array(wanted.keys) + absent)
    #expect(read == wanted)
    for (path, reading) in wanted {
      guard case .object(let object) = reading else { continue }
      let content = try #require(try reader.content(of: object, at: path))
      #expect(BlobHash.id(of: content) == object.content, "\(path)")
    }
    #expect(machine.listing() == before, "reading wrote something")
  }

  @Test(arguments: Machine.Tools.usable)
  func `a word that is sent stands for exactly its bytes`(_ tools: Machine.Tools) throws {
    let machine = try Machine(tools)
    let name = (1...255).filter { $0 != 0x2f }.map { UInt8($0) }
    for part in [Array(name[..<120]), Array(name[120...]), Array("\n".utf8), Array("a\n".utf8)] {
      try machine.write([7], to: part, executable: false)
      let agent = try #require(try machine.reader() as? SSHReader).view.agent
      let answer = try agent.ask("read", [SSHScript.word(part)])
      #expect(SSHRecord.read(answer)?.count == 1)
      #expect(answer.first == "f" || answer.first == "F", "\(part): \(answer)")
    }
  }

  @Test(arguments: Machine.Tools.usable)
  func `kinds are told apart, and nothing is read through a symbolic link`(
    _ tools: Machine.Tools
  ) throws {
    let machine = try Machine(tools, ["folder/file": "x", "a b": "1", "empty": ""])
    let scratch = machine.scratch
    try FileManager.default.createDirectory(
      atPath: scratch.base + "/outside", withIntermediateDirectories: false)
    try Data("secret".utf8).write(to: URL(fileURLWithPath: scratch.base + "/outside/a"))
    try scratch.link("data", to: "../outside")
    try scratch.link("latest", to: "folder/file")
    try scratch.link("dangling", to: "-n\n")
    try scratch.makeFolder("hollow")
    try scratch.write("run", "#!/bin/sh\n", mode: 0o755)
    try scratch.write("group", "x", mode: 0o674)
    mkfifo(scratch.root + "/pipe", 0o644)
    let paths = [
      "folder", "folder/file", "a b", "empty", "data/a", "data/b/c", "latest", "dangling",
      "hollow", "run", "group", "pipe", "no", "no/such/x", "empty/below",
    ]
    let reason = "cannot be reached: data is a symbolic link, not a folder"
    #expect(
      try machine.reader().read(paths.map { GitPath($0) }) == [
        "folder/file": .object(version("x")),
        "a b": .object(version("1")), "empty": .object(version("")),
        "data/a": .unreadable(reason), "data/b/c": .unreadable(reason),
        "latest": .object(version("folder/file", .symbolicLink)),
        "dangling": .object(version("-n\n", .symbolicLink)),
        "run": .object(version("#!/bin/sh\n", .executable)), "group": .object(version("x")),
        "pipe": .unreadable("is a named pipe"),
      ])
    #expect(
      try machine.reader().read([GitPath("empty/below"), GitPath("folder")]) == [
        "empty/below": .unreadable("cannot be reached: empty is a file, not a folder"),
        "folder": .unreadable("is a folder"),
      ])
  }

  @Test func `what the folder is that cannot be used is said`() throws {
    let machine = try Machine()
    let root = machine.scratch.root
    func failure() -> String {
      do {
        _ = try machine.reader()
        return "none"
      } catch let error as TargetError {
        return error.message
      } catch {
        return "\(error)"
      }
    }
    try FileManager.default.removeItem(atPath: root)
    #expect(failure() == "the target web: the folder \(root) does not exist on web1")
    try Data().write(to: URL(fileURLWithPath: root))
    #expect(failure() == "the target web: \(root) on web1 is not a folder")
    try FileManager.default.removeItem(atPath: root)
    try FileManager.default.createSymbolicLink(atPath: root, withDestinationPath: "/tmp")
    #expect(failure() == "the target web: the folder \(root) on web1 is a symbolic link")
  }

  @Test func `a folder that was replaced while it was in use is no answer`() throws {
    let machine = try Machine(.dash, ["a": "1"])
    let reader = try machine.reader()
    #expect(try reader.read([GitPath("a")]).count == 1)
    try FileManager.default.moveItem(
      atPath: machine.scratch.root, toPath: machine.scratch.base + "/old")
    try machine.scratch.makeFolder("")
    #expect(throws: TargetError.self) { try reader.read([GitPath("a")]) }
  }
}
