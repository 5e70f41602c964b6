import Domain
import Testing

/// Trees with names that sort awkwardly, made by git from random files.
struct RandomTrees {
  let sandbox: Sandbox
  var generator: SeededGenerator
  let blobs: [ObjectID]
  private let names = [
    "a", "a.b", "a-b", "a0", "ab", "b", "A", "é", "sp ace", "q\"uo\\te", "\u{1}",
  ]

  init(_ sandbox: Sandbox, seed: UInt64) throws {
    self.sandbox = sandbox
    generator = SeededGenerator(seed: seed)
    try sandbox.makeRepository()
    blobs = try (0..<4).map { number in
      let id = try sandbox.git(
        ["hash-object", "-w", "--stdin"], input: Array("content \(number)\n".utf8))
      return try #require(ObjectID(hex: String(decoding: id.prefix(40), as: UTF8.self)))
    }
  }

  mutating func version() -> FileVersion {
    let mode: FileMode =
      [.regular, .regular, .executable, .symbolicLink, .submodule]
      .randomElement(using: &generator) ?? .regular
    return FileVersion(mode: mode, content: blobs.randomElement(using: &generator) ?? .zero)
  }

  mutating func path() -> GitPath {
    let depth = Int.random(in: 1...4, using: &generator)
    return GitPath(
      (0..<depth).map { _ in names.randomElement(using: &generator) ?? "x" }
        .joined(separator: "/"))
  }

  /// Files none of which is below another.
  mutating func files(_ count: Int) -> [GitPath: FileVersion] {
    var result: [GitPath: FileVersion] = [:]
    for _ in 0..<count {
      let path = path()
      if !result.keys.contains(where: { $0.isOrIsBelow(path) || path.isOrIsBelow($0) }) {
        result[path] = version()
      }
    }
    return result
  }

  /// The same files with some taken away, changed and added.
  mutating func variation(_ files: [GitPath: FileVersion]) -> [GitPath: FileVersion] {
    var result = files.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }
    for path in result.keys.sorted() where Int.random(in: 0..<4, using: &generator) == 0 {
      result[path] = version()
    }
    for (path, version) in self.files(5).sorted(by: { $0.key < $1.key })
    where !result.keys.contains(where: { $0.isOrIsBelow(path) || path.isOrIsBelow($0) }) {
      result[path] = version
    }
    return result
  }

  /// The tree of these files, as git writes it.
  func tree(_ files: [GitPath: FileVersion]) throws -> ObjectID {
    var input: [UInt8] = []
    for (path, version) in files {
      input += Array("\(version.mode.text) \(version.content.hex)\t".utf8) + path.bytes + [0]
    }
    let index = sandbox.folder("index-\(UInt64.random(in: 0...UInt64.max))")
    let environment = ["GIT_INDEX_FILE": index]
    try sandbox.git(
      ["update-index", "-z", "--add", "--index-info"], input: input, environment: environment)
    let id = try sandbox.git(["write-tree"], environment: environment)
    return try #require(ObjectID(hex: String(decoding: id.prefix(40), as: UTF8.self)))
  }
}

extension Sandbox {
  /// What `git ls-tree -r` says of the tree.
  func listing(_ tree: ObjectID) throws -> [GitPath: FileVersion] {
    var result: [GitPath: FileVersion] = [:]
    for record in try git("ls-tree", "-r", "-z", tree.hex).split(separator: 0) {
      let parts = record.split(separator: 0x09, maxSplits: 1)
      let fields = parts[0].split(separator: 0x20)
      let id = try #require(ObjectID(hex: String(decoding: fields[2], as: UTF8.self)))
      let mode = try #require(UInt32(String(decoding: fields[0], as: UTF8.self), radix: 8))
      result[GitPath(bytes: parts[1])] = FileVersion(
        mode: try #require(FileMode(raw: mode)), content: id)
    }
    return result
  }
}
