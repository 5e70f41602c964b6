import Domain
import Fixtures
import Git

/// What git itself answers to the questions that a queue asks.
struct GitOracle {
  /// Two trees that are compared.
  struct Pair: Hashable {
    var old: String
    var new: String
  }

  let repository: FixtureRepository

  init(_ repository: FixtureRepository) { self.repository = repository }

  /// The patterns as git's pathspecs, behind the two dashes.
  static func pathspecs(_ patterns: [PathPattern]) -> [String] {
    ["--"]
      + patterns.map { pattern in
        switch pattern.kind {
        case .literal(let path): path.isRoot ? ":(top)" : ":(literal)\(path.text)"
        case .glob(let bytes): ":(glob)\(String(decoding: bytes, as: UTF8.self))"
        }
      }
  }

  /// The entries of a range (`A..B`, or a commit for everything up to it), newest first.
  func entries(_ range: String, _ patterns: [PathPattern]) throws -> [ObjectID] {
    // `-m` may name a merge once for each parent.
    var seen: Set<ObjectID> = []
    return try ids(["log", "--first-parent", "-m", "--format=%H", range], patterns)
      .filter { seen.insert($0).inserted }
  }

  /// The commits of a range, or what a commit brought in, that are no merges and touch the paths.
  func commits(_ range: String, _ patterns: [PathPattern]) throws -> Set<ObjectID> {
    Set(try ids(["log", "--full-history", "--no-merges", "--format=%H", range], patterns))
  }

  /// The trees of commits.
  func trees(of commits: [String]) throws -> [String: String] {
    let input = commits.joined(separator: "\n") + "\n"
    let output = try repository.git(
      ["log", "--no-walk=unsorted", "--stdin", "--format=%H %T"], input: Array(input.utf8))
    var trees: [String: String] = [:]
    for line in output.split(separator: "\n") {
      trees[String(line.prefix(40))] = String(line.suffix(40))
    }
    return trees
  }

  /// What differs between the trees of each pair under the paths.
  func differences(
    _ pairs: Set<Pair>, _ patterns: [PathPattern]
  ) throws -> [Pair: Set<TreeDifference>] {
    let input = pairs.map { "\($0.old) \($0.new)\n" }.joined()
    let output = try repository.gitBytes(
      ["diff-tree", "--stdin", "-r", "-z", "--no-renames"] + Self.pathspecs(patterns),
      input: Array(input.utf8))
    var parser = DiffTreeParser(bytes: output[...])
    return try parser.differences()
  }

  private func ids(_ command: [String], _ patterns: [PathPattern]) throws -> [ObjectID] {
    try repository.git(command + Self.pathspecs(patterns)).split(separator: "\n").map(id)
  }
}

/// The ID of the hexadecimal digits; throws where they are none.
func id(_ hex: some StringProtocol) throws -> ObjectID {
  guard let id = ObjectID(hex: hex) else { throw FixtureError("\(hex) is no ID") }
  return id
}

/// Reads `git diff-tree --stdin -r -z`: for each pair `OLD NEW` and a line end, then for each file
/// `:MODE MODE OLD NEW STATUS` NUL PATH NUL (git-diff-tree(1), "Raw output format").
private struct DiffTreeParser {
  var bytes: ArraySlice<UInt8>

  mutating func differences() throws -> [GitOracle.Pair: Set<TreeDifference>] {
    var result: [GitOracle.Pair: Set<TreeDifference>] = [:]
    var current: GitOracle.Pair?
    while let first = bytes.first {
      if first == UInt8(ascii: ":") {
        let words = text(until: 0).dropFirst().split(separator: " ")
        guard let current, words.count == 5 else { throw FixtureError("diff-tree: \(words)") }
        let path = GitPath(bytes: take(until: 0))
        result[current]?.insert(
          TreeDifference(
            path: path, old: try version(words[0], words[2]), new: try version(words[1], words[3])))
      } else {
        let words = text(until: 0x0a).split(separator: " ").map(String.init)
        guard words.count == 2 else { throw FixtureError("diff-tree: \(words)") }
        let pair = GitOracle.Pair(old: words[0], new: words[1])
        result[pair] = []
        current = pair
      }
    }
    return result
  }

  private func version(_ mode: Substring, _ hex: Substring) throws -> FileVersion? {
    guard let raw = UInt32(mode, radix: 8) else { throw FixtureError("\(mode) is no mode") }
    if raw == 0 { return nil }
    guard let mode = FileMode(raw: raw) else { throw FixtureError("\(mode) is no mode") }
    return FileVersion(mode: mode, content: try id(hex))
  }

  private mutating func take(until end: UInt8) -> ArraySlice<UInt8> {
    let index = bytes.firstIndex(of: end) ?? bytes.endIndex
    defer { bytes = bytes[index...].dropFirst() }
    return bytes[..<index]
  }

  private mutating func text(until end: UInt8) -> String {
    String(decoding: take(until: end), as: UTF8.self)
  }
}
