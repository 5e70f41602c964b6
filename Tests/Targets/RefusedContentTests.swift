import Domain
import Foundation
import Testing

@testable import Targets

@Suite struct RefusedContentTests {
  private func reason(_ object: DesiredObject) throws -> String? {
    try Refusals.of(writing: [object], all: [])[object.path]
  }

  @Test(arguments: [
    ("/etc/passwd", "it is a symbolic link to the absolute path /etc/passwd"),
    ("../../x", "it is a symbolic link to ../../x, which is outside of the target"),
    ("../..", "it is a symbolic link to ../.., which is outside of the target"),
    (".././../x", "it is a symbolic link to .././../x, which is outside of the target"),
    ("other/../x", "it is a symbolic link to other/../x, which has `..` behind a name"),
    ("", "it is a symbolic link without a target"),
    ("a\u{0}b", "it is a symbolic link whose target has a NUL"),
  ])
  func `a symbolic link that can lead out of the target is refused`(
    target: String, expected: String
  ) throws {
    #expect(try reason(desired("data/link", target, .symbolicLink)) == expected)
  }

  @Test(arguments: ["x", "../x", "..", "./x/y", "../other/", "...", "a..b/c"])
  func `a symbolic link within the target is not refused`(target: String) throws {
    #expect(try reason(desired("data/link", target, .symbolicLink)) == nil)
    let scratch = try Scratch()
    #expect(try scratch.writer.write(put("data/link", target, .symbolicLink)) == [.done])
    #expect(scratch.listing() == ["data/", "data/link -> \(target)"])
  }

  @Test func `a submodule is refused without reading it`() throws {
    let object = DesiredObject(
      path: GitPath("lib"), version: FileVersion(mode: .submodule, content: .zero)
    ) {
      Issue.record("the content was read")
      return []
    }
    #expect(try reason(object) == "it is a submodule, whose files are in another repository")
  }

  @Test func `a Git LFS pointer is refused by name, and a file that only looks like one is not`()
    throws
  {
    let pointer = """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345

      """
    #expect(
      try reason(desired("logo.png", pointer))
        == "it is a Git LFS pointer, and not the file that it stands for")
    #expect(try reason(desired("run", pointer, .executable)) != nil)
    #expect(try reason(desired("a", "x" + pointer)) == nil)
    let padded = pointer + String(repeating: "x", count: 1024 - pointer.utf8.count)
    #expect(try reason(desired("a", padded)) == nil)
    #expect(try reason(desired("a", String(padded.dropLast()))) != nil)
  }

  @Test func `content that cannot be read is an error, not a refusal`() {
    let object = DesiredObject(path: GitPath("a"), version: version("x")) {
      throw TargetError.missing(path: "/store")
    }
    #expect(throws: TargetError.missing(path: "/store")) {
      try Refusals.of(writing: [object], all: [])
    }
  }
}
