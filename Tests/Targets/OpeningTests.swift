import Configuration
import Domain
import Foundation
import Testing

@testable import Targets

@Suite struct OpeningTests {
  @Test func `a folder that is missing is an error and is not made`() throws {
    let scratch = try Scratch()
    let path = scratch.base + "/unmounted"
    #expect(throws: TargetError.missing(path: path)) { try DirectoryReader(path: path) }
    #expect(throws: TargetError.missing(path: path)) { try DirectoryWriter(path: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a file is not a target`() throws {
    let scratch = try Scratch(["file": "text"])
    let path = scratch.root + "/file"
    #expect(throws: TargetError.notFolder(path: path)) { try DirectoryReader(path: path) }
    #expect(throws: TargetError.notFolder(path: path)) { try DirectoryReader(path: path + "/") }
  }

  @Test(arguments: ["", "/", "//", "/.", "/./"])
  func `a symbolic link to a folder is not a target`(ending: String) throws {
    let scratch = try Scratch()
    let link = scratch.base + "/link"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: scratch.root)
    #expect(throws: TargetError.symbolicLink(path: link)) {
      try DirectoryWriter(path: link + ending)
    }
  }

  @Test func `a root that is taken away does not read as an empty target`() throws {
    let scratch = try Scratch(["a.yaml": "one"])
    let writer = try scratch.writer
    try FileManager.default.moveItem(atPath: scratch.root, toPath: scratch.base + "/away")
    #expect(throws: TargetError.missing(path: scratch.root)) {
      try writer.read([GitPath("a.yaml")])
    }

    try FileManager.default.createDirectory(
      atPath: scratch.root, withIntermediateDirectories: false)
    #expect(throws: TargetError.replaced(path: scratch.root)) {
      try writer.read([GitPath("a.yaml")])
    }
    let message = "the target's folder \(scratch.root) was replaced while it was in use"
    #expect(writer.write(put("b.yaml", "two")) == [.failed("cannot write b.yaml: \(message)")])
    #expect(throws: TargetError.replaced(path: scratch.root)) { try writer.removeLeftovers() }
    #expect(scratch.listing() == [])
    #expect(scratch.listing(of: scratch.base + "/away") == ["a.yaml"])
  }

  @Test func `the operator's file names the folder`() throws {
    let scratch = try Scratch(["a.yaml": "one"])
    let target = TargetsFile.Target(name: "sandbox", kind: .directory(path: scratch.root))
    let reader = try TargetOpening.reader(for: target)
    #expect(try reader.read([GitPath("a.yaml")]) == [GitPath("a.yaml"): .object(version("one"))])
    #expect(!(reader is any TargetWriter))
    let writer = try TargetOpening.writer(for: target)
    #expect(writer.write(put("b.yaml", "two")) == [.done])
  }

  @Test func `every error says what it is about and what to do`() {
    let errors: [TargetError] = [
      .missing(path: "/srv/x"), .notFolder(path: "/srv/x"), .symbolicLink(path: "/srv/x"),
      .replaced(path: "/srv/x"), .notAccessible(path: "/srv/x", reason: "Permission denied"),
      .leftover(path: "/srv/x", reason: "Permission denied"),
    ]
    for error in errors {
      #expect(error.message.contains("/srv/x"))
      #expect(!error.message.hasSuffix("."))
      #expect(!error.hints.isEmpty)
      #expect(error.category == .failed)
    }
  }
}
