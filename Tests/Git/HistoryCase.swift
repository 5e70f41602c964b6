import Domain
import FoundationEssentials
import Git
import Testing

/// Commits with random trees, parents and times, and what git says of them.
struct HistoryCase {
  let seed: UInt64
  let sandbox: Sandbox
  let path: String
  /// Parents before their children; there are merges, one of four, and roots.
  let commits: [ObjectID]
  /// The paths at which each differs from its first parent.
  let touched: [ObjectID: [GitPath]]

  init(commits count: Int = 14) throws {
    seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    sandbox = try Sandbox()
    var random = SeededGenerator(seed: ~seed)
    var trees = try RandomTrees(sandbox, seed: seed)
    path = sandbox.folder("repo")
    let repository = try Repository.open(path)
    var files = trees.files(12)
    var commits: [ObjectID] = []
    var touched: [ObjectID: [GitPath]] = [:]
    for number in 0..<count {
      let person = Signature(
        person: Person(name: "A", email: "a@example.com"),
        time: Timestamp(seconds: Int64.random(in: 1...5_000_000_000, using: &random)))
      // How many besides the newest; below zero for a root.
      let others = number == 6 ? 3 : [0, 0, 0, 0, 1, 1, 2, -1].randomElement(using: &random) ?? 0
      let older = commits.dropLast().shuffled(using: &random).prefix(max(others, 0))
      let parents: [ObjectID] = others < 0 ? [] : Array(commits.suffix(1)) + older
      files = trees.variation(files)
      let commit = try repository.createCommit(
        tree: try trees.tree(files), parents: parents, author: person, committer: person,
        message: "\(number)\n")
      try sandbox.git("update-ref", "refs/heads/c\(number)", commit.hex)
      let names = try sandbox.git(
        "diff-tree", "-r", "--no-renames", "--name-only", "-z",
        parents.first?.hex ?? ObjectID.emptyTree.hex, commit.hex)
      touched[commit] = names.split(separator: 0).map { GitPath(bytes: $0) }
      commits.append(commit)
    }
    self.commits = commits
    self.touched = touched
  }

  /// What the index has to say where only some folders were looked into.
  func expected(_ id: ObjectID, _ isOfInterest: (GitPath) -> Bool) -> Set<TouchedPath> {
    Set(
      (touched[id] ?? []).map { path in
        for slash in path.bytes.indices where path.bytes[slash] == 0x2f {
          let folder = GitPath(bytes: path.bytes[..<slash])
          if !isOfInterest(folder) { return TouchedPath(folder, isUnexplored: true) }
        }
        return TouchedPath(path)
      })
  }

  /// What the commit itself says, whatever replaces it.
  func link(_ id: ObjectID) throws -> CommitLink {
    let text = try sandbox.git(
      ["cat-file", "commit", id.hex], environment: ["GIT_NO_REPLACE_OBJECTS": "1"])
    var link = CommitLink(tree: .zero, parents: [], committedAt: Timestamp(seconds: -1))
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      switch words.first {
      case "tree": link.tree = try #require(ObjectID(hex: words[1]))
      case "parent": link.parents.append(try #require(ObjectID(hex: words[1])))
      case "committer":
        link.committedAt = Timestamp(seconds: try #require(Int64(words[words.count - 2])))
      default: break
      }
    }
    return link
  }

  /// Finds out what the index does not know yet, as a reader of queues does, and compares all that it
  /// knows then with what git says.
  func check(_ index: HistoryIndex, _ comment: Comment) throws {
    let unknown = commits.filter { index.touched($0) == nil }
    try index.explore(unknown) { _, _ in true }
    for commit in commits {
      #expect(index.touched(commit) == expected(commit) { _ in true }, "\(comment) seed \(seed)")
    }
  }

  /// The same in a repository that is opened anew, which also must know it all already.
  func checkKept(_ comment: Comment) throws {
    let repository = try Repository.open(path)
    let index = try repository.history()
    for commit in commits {
      #expect(index.touched(commit) == expected(commit) { _ in true }, "\(comment) seed \(seed)")
    }
    #expect(repository.objectsRead == 0, "\(comment)")
    #expect(try blockCount() != nil, "\(comment)")
  }

  var file: String { path + "/.git/deploysync/history" }

  /// The number of blocks in the file; nil where anything else is in it.
  func blockCount() throws -> Int? {
    let bytes = Array(try #require(FileManager.default.contents(atPath: file)))
    var next = 16
    var count = 0
    while next + 16 <= bytes.count, bytes[next..<next + 4].elementsEqual("BLCK".utf8) {
      next += 16 + (0..<8).reduce(0) { $0 | Int(bytes[next + 8 + $1]) << (8 * $1) }
      count += 1
    }
    return next == bytes.count ? count : nil
  }
}

extension HistoryIndex {
  /// What is known of a commit; nil where nobody asked.
  func touched(_ id: ObjectID) -> Set<TouchedPath>? {
    guard let place = place(of: id) else { return nil }
    let block = blocks[place.block]
    return block.touches(place.record).map { touches in
      Set(
        touches.map {
          let (path, isUnexplored) = block.touch($0)
          return TouchedPath(block.path(path), isUnexplored: isUnexplored)
        })
    }
  }
}
