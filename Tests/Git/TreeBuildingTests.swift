import Domain
import Git
import Testing

struct TreeBuildingTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test func `random trees are listed as git lists them`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = try RandomTrees(sandbox, seed: seed)
    let repository = try Repository.open(sandbox.folder("repo"))
    for _ in 0..<10 {
      let files = random.files(25)
      let tree = try random.tree(files)
      let found = try repository.files(in: tree)
      #expect(
        Dictionary(found.map { ($0.path, $0.version) }) { a, _ in a } == files, "seed \(seed)")
      #expect(found.map(\.path) == found.map(\.path).sorted(), "seed \(seed)")
      #expect(try repository.writeTree(repository.tree(tree).shuffled()) == tree, "seed \(seed)")
      for (path, version) in files {
        let entry = try repository.entry(at: path, in: tree)
        #expect(entry?.id == version.content && entry?.mode == version.mode, "seed \(seed)")
        #expect(try repository.entry(at: path.appending(Array("x".utf8)), in: tree) == nil)
      }
    }
  }

  @Test func `filtered trees are those that git writes of the chosen files`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = try RandomTrees(sandbox, seed: seed)
    let repository = try Repository.open(sandbox.folder("repo"))
    for _ in 0..<20 {
      let files = random.files(30)
      let tree = try random.tree(files)
      let folder = random.path()
      let other = random.path()
      let chosen = files.filter { $0.key.isOrIsBelow(folder) || $0.key == other }
      let filtered = try repository.filteredTree(tree) { path, _ in
        if path.isOrIsBelow(folder) || path == other && files[path] != nil { return .all }
        return folder.isOrIsBelow(path) || other.isOrIsBelow(path) ? .some : .none
      }
      #expect(filtered == (try random.tree(chosen)), "seed \(seed)")
    }
  }

  @Test func `replaced trees are those that git writes of the changed files`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = try RandomTrees(sandbox, seed: seed)
    let repository = try Repository.open(sandbox.folder("repo"))
    var files = random.files(30)
    var tree = try random.tree(files)
    for _ in 0..<20 {
      var changes: [GitPath: FileVersion?] = [:]
      for (path, version) in random.files(6) { changes[path] = .some(version) }
      for path in files.keys.sorted().prefix(3)
      where !changes.keys.contains(where: { path.isOrIsBelow($0) || $0.isOrIsBelow(path) }) {
        changes[path] = .some(nil)
      }
      for (path, version) in changes {
        files = files.filter { !$0.key.isOrIsBelow(path) }
        guard let version else { continue }
        files = files.filter { !path.isOrIsBelow($0.key) }
        files[path] = version
      }
      tree = try repository.replacing(changes, in: tree)
      #expect(tree == (try random.tree(files)), "seed \(seed)")
      #expect(try sandbox.listing(tree) == files, "seed \(seed)")
    }
  }

  @Test func `removing everything leaves the empty tree`() throws {
    let random = try RandomTrees(sandbox, seed: 2)
    let repository = try Repository.open(sandbox.folder("repo"))
    let file = FileVersion(mode: .regular, content: random.blobs[0])
    let tree = try random.tree([GitPath("a/b/c"): file])
    #expect(try repository.replacing([GitPath("a/b/c"): nil], in: tree) == .emptyTree)
    #expect(try repository.replacing([GitPath("a"): nil], in: tree) == .emptyTree)
    #expect(try repository.replacing([GitPath("a/x"): nil], in: tree) == tree)
    #expect(try repository.replacing([GitPath("a/b/c/d"): nil], in: tree) == tree)
    #expect(try repository.filteredTree(tree) { _, _ in .none } == .emptyTree)
    #expect(try repository.filteredTree(tree) { _, _ in .some } == .emptyTree)
    #expect(try repository.tree(.emptyTree).isEmpty)
    #expect(try repository.files(in: .emptyTree).isEmpty)
  }

  @Test func `a whole folder is set by its tree`() throws {
    let random = try RandomTrees(sandbox, seed: 2)
    let repository = try Repository.open(sandbox.folder("repo"))
    let file = FileVersion(mode: .regular, content: random.blobs[0])
    let below = try random.tree([GitPath("x"): file])
    let tree = try random.tree([GitPath("a/old"): file, GitPath("b"): file])
    let result = try repository.replacing(
      [
        GitPath("a"): FileVersion(mode: .folder, content: below),
        GitPath("a/y"): FileVersion(mode: .executable, content: random.blobs[1]),
        GitPath("b"): FileVersion(mode: .folder, content: .emptyTree),
      ], in: tree)
    #expect(
      try sandbox.listing(result) == [
        GitPath("a/x"): file,
        GitPath("a/y"): FileVersion(mode: .executable, content: random.blobs[1]),
      ])
  }

  @Test func `a file cannot be set below a file that is set`() throws {
    let random = try RandomTrees(sandbox, seed: 2)
    let repository = try Repository.open(sandbox.folder("repo"))
    let file = FileVersion(mode: .regular, content: random.blobs[0])
    #expect(throws: InvalidObjectError.fileAndFolder(GitPath("a"))) {
      _ = try repository.replacing(
        [GitPath("a"): file, GitPath("a/b"): file], in: .emptyTree)
    }
    // Instead of a file that is there it can.
    let tree = try random.tree([GitPath("a"): file])
    let result = try repository.replacing(
      [GitPath("a"): nil, GitPath("a/b"): file], in: tree)
    #expect(try sandbox.listing(result) == [GitPath("a/b"): file])
  }
}
