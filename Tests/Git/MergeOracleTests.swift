import Domain
import Git
import Testing

/// Compares with `git merge-tree`. It always looks for renames, so nothing that is added is like
/// what is deleted.
struct MergeOracleTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test func `random trees merge as git merges them`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = try RandomTrees(sandbox, seed: seed)
    var texts = RandomTexts(sandbox, seed: seed &+ 1)
    let repository = try Repository.open(sandbox.folder("repo"))
    var (clean, conflicting) = (0, 0)
    for _ in 0..<25 {
      // Few changes, so that some merges succeed.
      let files = try texts.filling(random.files(20))
      let sides = try (0..<2).map { _ in
        try texts.edited(texts.changed(files, with: &random))
      }
      let (ours, theirs) = (sides[0], sides[1])
      let trees = try [files, ours, theirs].map(random.tree)
      let found = try repository.mergeTrees(
        ancestor: trees[0], ours: trees[1], theirs: trees[2])
      let expected = try sandbox.merged(trees[0], trees[1], trees[2])
      #expect(found.tree == expected.tree, "seed \(seed)")
      #expect((found.tree == nil) == !found.conflicts.isEmpty, "seed \(seed)")
      #expect(found.conflicts == Set(found.conflicts).sorted(), "seed \(seed)")
      // Where a file and a folder conflict git invents a new name for the file.
      if let names = expected.conflicts { #expect(found.conflicts == names, "seed \(seed)") }
      if let tree = found.tree {
        clean += 1
        #expect(try sandbox.listing(tree).count > 0, "seed \(seed)")
      } else {
        conflicting += 1
      }
      let swapped = try repository.mergeTrees(
        ancestor: trees[0], ours: trees[2], theirs: trees[1])
      #expect(swapped == found, "seed \(seed)")
    }
    #expect(clean > 0 && conflicting > 0, "seed \(seed)")
    try sandbox.git("fsck", "--no-dangling")
  }
}

/// Files of lines that differ from each other, and edits of them.
private struct RandomTexts {
  let sandbox: Sandbox
  var generator: SeededGenerator
  private var texts: [ObjectID: [String]] = [:]
  private var count = 0

  init(_ sandbox: Sandbox, seed: UInt64) {
    self.sandbox = sandbox
    generator = SeededGenerator(seed: seed)
  }

  /// Gives some of the plain files lines of their own.
  mutating func filling(
    _ files: [GitPath: FileVersion]
  ) throws -> [GitPath: FileVersion] {
    var result = files
    for (path, version) in files.sorted(by: { $0.key < $1.key })
    where version.mode == .regular || version.mode == .executable {
      count += 1
      let lines = (0..<12).map { "file \(count) line \($0)\n" }
      result[path] = FileVersion(mode: version.mode, content: try write(lines))
    }
    return result
  }

  /// The same files with some taken away, changed and added, and now and then a file become a
  /// folder.
  mutating func changed(
    _ files: [GitPath: FileVersion], with random: inout RandomTrees
  ) throws -> [GitPath: FileVersion] {
    var result = files
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      guard let path = result.keys.sorted().randomElement(using: &generator) else { break }
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: result[path] = nil
      case 1: result[path] = try fresh(random.version().mode)
      case 2:
        if let version = result[path], version.mode == .regular {
          result[path] = FileVersion(mode: .executable, content: version.content)
        }
      case 3:
        result[path] = nil
        result[path.appending(Array("a".utf8))] = try fresh(random.version().mode)
      default:
        let added = random.path()
        result = result.filter { !$0.key.isOrIsBelow(added) && !added.isOrIsBelow($0.key) }
        result[added] = try fresh(random.version().mode)
      }
    }
    return result
  }

  /// Content like no other.
  private mutating func fresh(_ mode: FileMode) throws -> FileVersion {
    count += 1
    return FileVersion(mode: mode, content: try write(["fresh \(count)\n"]))
  }

  /// Changes a line in some of them.
  mutating func edited(_ files: [GitPath: FileVersion]) throws -> [GitPath: FileVersion] {
    var result = files
    for (path, version) in files.sorted(by: { $0.key < $1.key }) {
      guard var lines = texts[version.content], Int.random(in: 0..<10, using: &generator) == 0
      else { continue }
      count += 1
      let place = Int.random(in: 0..<lines.count, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: lines[place] = "edit \(count)\n"
      case 1: lines.insert("added \(count)\n", at: place)
      default: lines.remove(at: place)
      }
      result[path] = FileVersion(mode: version.mode, content: try write(lines))
    }
    return result
  }

  private mutating func write(_ lines: [String]) throws -> ObjectID {
    let id = try sandbox.git(
      ["hash-object", "-w", "--stdin"], input: Array(lines.joined().utf8))
    let content = try #require(ObjectID(hex: String(decoding: id.prefix(40), as: UTF8.self)))
    texts[content] = lines
    return content
  }
}

extension Sandbox {
  /// What git makes of the merge; no conflicts where it had to invent names for them.
  fileprivate func merged(
    _ ancestor: ObjectID, _ ours: ObjectID, _ theirs: ObjectID
  ) throws -> (tree: ObjectID?, conflicts: [GitPath]?) {
    let base = try line("commit-tree", "-m", "base", ancestor.hex)
    let sides = try [ours, theirs].map { tree in
      try line("commit-tree", "-m", "side", "-p", base, tree.hex)
    }
    // The status says whether it is clean; an alias passes it on behind the answer.
    let command = "git merge-tree --write-tree -z --name-only --no-messages \(sides[0]) \(sides[1])"
    let answer = try git(
      "-c", "alias.ask=!\(command); printf '\\0%d' $? #", "ask"
    ).split(separator: 0)
    let first = try #require(answer.first)
    let tree = try #require(ObjectID(hex: String(decoding: first, as: UTF8.self)))
    if answer.last == Array("0".utf8)[...] { return (tree, []) }
    let names = answer.dropFirst().dropLast().map { GitPath(bytes: $0) }
    return (nil, names.contains { $0.text.contains("~") } ? nil : Set(names).sorted())
  }
}
