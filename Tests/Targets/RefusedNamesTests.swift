import Domain
import Foundation
import Testing

@testable import Targets

@Suite struct RefusedNamesTests {
  private func reason(_ path: String) throws -> String? {
    try Refusals.of(writing: [desired(path, "x")], all: [])[GitPath(path)]
  }

  @Test(arguments: [
    ("", "its path is empty"),
    ("a/../b", "its path leads upwards by `..`"),
    ("./a", "its path has a component `.`"),
    ("a//b", "its path has an empty component"),
    ("/a", "its path has an empty component"),
    ("a/", "its path has an empty component"),
    ("a\nb", "its path has a control character"),
    ("a\u{7f}", "its path has a control character"),
    ("a\u{9b}1m", "its path has a control character"),
    ("a/.git/config", "its component .git is, or is on some systems, git's own folder"),
    ("x/.deploysync-1.tmp", "names that start with .deploysync- are reserved for temporary files"),
    (".Deploysync-x/a", "names that start with .deploysync- are reserved for temporary files"),
  ])
  func `a name that is not allowed has its reason`(path: String, expected: String) throws {
    #expect(try reason(path) == expected)
  }

  @Test func `names that are too long for the system are refused, and shorter ones are not`() throws
  {
    let name = String(repeating: "n", count: 255)
    #expect(try reason("a/" + name) == nil)
    #expect(try reason("a/\(name)n") == "its path has a component longer than 255 bytes")
    let long = String(repeating: "abcdefg/", count: 500)
    #expect(try reason(String(long.dropLast())) == nil)
    #expect(try reason(long + "ab") == "its path is longer than 4000 bytes")
    let scratch = try Scratch()
    let longest = put("a/" + name, "x")
    #expect(try scratch.writer.write(longest) == [.done])
  }

  @Test(arguments: [
    "a.yaml", ".gitignore", ".github/x", "a..b", "...", "git", "git~", "git~10", "a b", "ü/ß",
    ".deploysync/allowed_signers", "deploysync-x", "a\\b", "a:b", "-rf", "~", "CON",
  ])
  func `a name that Linux takes is not refused`(path: String) throws {
    #expect(try reason(path) == nil)
    let scratch = try Scratch()
    #expect(try scratch.writer.write(put(path, "x")) == [.done])
  }

  @Test(arguments: [
    ".git", ".GIT", ".Git/x", ".git ", ".git.", ".git. .", "git~1", "GIT~1", "git~1 ",
    ".git::$DATA",
    ".g\u{200c}it", ".git\u{feff}", "\u{202a}.git/hooks/x", ".git\u{206f}", ".gitx", ".git~1",
    "git~2",
    ".git x", "x.git", ".gi\u{200b}t",
  ])
  func `what git takes for its own folder on some system is refused, and no more`(
    path: String
  ) throws {
    let scratch = try Scratch()
    try run(["git", "init", "-q", "."], in: scratch.root)
    let answer = try run(
      [
        "git", "-c", "core.protectNTFS=true", "-c", "core.protectHFS=true", "update-index",
        "--add", "--cacheinfo", "100644,\(ObjectID.emptyBlob.hex),\(path)",
      ], in: scratch.root)
    #expect((try reason(path) == nil) == (answer.code == 0))
  }

  @Test func `bytes that are not UTF-8 are a name like any other`() throws {
    let scratch = try Scratch()
    let path = GitPath(bytes: [0x61, 0xff, 0x2f, 0xfe])
    let object = DesiredObject(path: path, version: version("x")) { Array("x".utf8) }
    #expect(try scratch.writer.refusals(writing: [object], all: []) == [:])
    #expect(try scratch.writer.write(.put(object, expected: nil)) == [.done])
    #expect(try scratch.reader.read([path]) == [path: .object(version("x"))])
  }
}
