import Domain
import Git
import Testing

struct PatchTests {
  let sandbox: Sandbox
  let repository: Repository

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository())
  }

  private func version(_ bytes: [UInt8], _ mode: FileMode = .regular) throws -> FileVersion {
    FileVersion(mode: mode, content: try repository.writeBlob(bytes))
  }

  private func version(_ text: String, _ mode: FileMode = .regular) throws -> FileVersion {
    try version(Array(text.utf8), mode)
  }

  /// The patch, which must bring one tree to the other, and with `isGits` be what git prints.
  @discardableResult
  private func check(
    _ old: FileVersion?, _ new: FileVersion?, at path: GitPath, isGits: Bool = true,
    _ comment: Comment? = nil
  ) throws -> String {
    let before = try repository.replacing([path: old], in: .emptyTree)
    let after = try repository.replacing([path: new], in: .emptyTree)
    for tree in [before, after] where tree == .emptyTree { _ = try repository.writeTree([]) }
    let patch = try repository.patch(old: old, new: new, oldPath: path, newPath: path)
    let text = String(decoding: patch, as: UTF8.self)
    let expected = try sandbox.git(
      "-c", "core.quotePath=false", "diff", "--full-index", "--binary", "--no-renames", before.hex,
      after.hex)
    // zlib may pack the bytes of a binary differently; `git apply` below decides on those.
    if isGits && !text.contains("GIT binary patch") {
      #expect(text == String(decoding: expected, as: UTF8.self), comment)
    }
    #expect(try applying(patch, to: before) == after, comment)
    return text
  }

  private func applying(_ patch: [UInt8], to tree: ObjectID) throws -> ObjectID {
    let environment = [
      "GIT_INDEX_FILE": sandbox.folder("index-\(UInt64.random(in: 0...UInt64.max))")
    ]
    try sandbox.git(["read-tree", tree.hex], environment: environment)
    try sandbox.git(["apply", "--cached", "--binary"], input: patch, environment: environment)
    let made = try sandbox.git(["write-tree"], environment: environment)
    return try #require(ObjectID(hex: String(decoding: made.prefix(40), as: UTF8.self)))
  }

  @Test(arguments: [
    "plain", "with space", "dir/é", "tab\there", "quo\"te", "line\nfeed", "back\\slash",
  ])
  func `additions, changes and deletions are git's`(name: String) throws {
    let path = GitPath(name)
    let one = try version("a\nb\nc\n")
    let two = try version("a\nB\nc\nd\n")
    try check(nil, one, at: path)
    try check(one, two, at: path)
    try check(two, nil, at: path)
  }

  @Test func `modes, links and submodules are git's`() throws {
    let path = GitPath("a/b")
    let one = try version("a\n")
    let two = try version("b\n", .executable)
    let link = try version("a/target", .symbolicLink)
    let modules = [1, 2].map { digit in
      FileVersion(
        mode: .submodule,
        content: ObjectID(hex: String(repeating: "\(digit)", count: 40)) ?? .zero)
    }
    try check(one, FileVersion(mode: .executable, content: one.content), at: path)
    try check(one, two, at: path)
    try check(nil, two, at: path)
    try check(one, link, at: path)
    try check(link, try version("b/target", .symbolicLink), at: path)
    try check(link, nil, at: path)
    try check(modules[0], modules[1], at: path)
    try check(nil, modules[0], at: path)
    try check(modules[0], one, at: path)
    #expect(try repository.patch(old: one, new: one, oldPath: path, newPath: path).isEmpty)
  }

  @Test func `empty files and missing newlines are git's`() throws {
    let path = GitPath("a")
    let texts = ["", "a", "a\n", "a\nb", "\n", "@@ -1 +1 @@\n", "GIT binary patch\n"]
    for old in texts {
      for new in texts where old != new {
        try check(try version(old), try version(new), at: path)
      }
      try check(nil, try version(old), at: path)
    }
  }

  @Test func `binary files are carried whole`() throws {
    let path = GitPath("image.png")
    let one = try version((0..<3000).map { UInt8(truncatingIfNeeded: $0 &* $0) })
    let two = try version([0, 1, 2])
    let text = try version("text\n")
    for (old, new) in [(one, two), (two, one), (nil, one), (one, nil), (text, one), (one, text)] {
      let patch = try check(old, new, at: path)
      #expect(patch.contains("GIT binary patch\n"))
    }
    // Text beyond git's limit of 8,000 bytes stays text, whatever follows.
    let late = Array(repeating: UInt8(ascii: "x"), count: 8000)
    let patch = try check(try version(late + [0]), try version(late + [0, 1]), at: path)
    #expect(!patch.contains("GIT binary patch\n"))
  }

  @Test func `a rename is one that git applies`() throws {
    let one = try version("a\nb\nc\n")
    let two = try version("a\nb\nC\n", .executable)
    for new in [one, two] {
      let before = try repository.replacing([GitPath("old name"): one], in: .emptyTree)
      let after = try repository.replacing([GitPath("new/é\"x"): new], in: .emptyTree)
      let patch = try repository.patch(
        old: one, new: new, oldPath: GitPath("old name"), newPath: GitPath("new/é\"x"))
      #expect(try applying(patch, to: before) == after)
      #expect(String(decoding: patch, as: UTF8.self).contains("rename from old name\n"))
    }
  }

  @Test func `random texts give patches that git applies`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    func text() -> String {
      (0..<Int.random(in: 0...40, using: &random)).map { _ in
        ["a", "b", "func x", "", "  indented", "--- a", "+++ b", "\u{c}", "é\r"]
          .randomElement(using: &random) ?? ""
      }.joined(separator: "\n")
    }
    for _ in 0..<15 {
      let (old, new) = (text(), text())
      guard old != new else { continue }
      // Where many lines are the same, git and libgit2 can choose other ones as the common lines.
      try check(
        try version(old), try version(new), at: GitPath("a"), isGits: false, "seed \(seed)")
    }
  }
}
