import Domain
import Fixtures
import Testing

/// Random patterns on random paths, with git as the judge.
struct PathPatternGitTests {
  @Test func `a pattern means what git means by glob`() throws {
    try forEachSeed(5) { seed, generator in
      let index = try IndexedPaths(RandomPaths.paths(250, using: &generator))
      var matching = 0
      for _ in 0..<80 {
        let pattern = RandomPaths.pattern(using: &generator, paths: index.paths)
        let found = index.paths(of: PathPattern(kind: .glob(Array(pattern.utf8))))
        #expect(try found == index.listed(":(glob)\(pattern)"), "seed \(seed) ls-files \(pattern)")
        // For files of a folder whose name is literally the beginning of the pattern, special
        // bytes and all, git's tree walk has an opinion of its own (`tree_entry_interesting`).
        let compared = try index.compared(":(glob)\(pattern)")
        for path in Set(found).symmetricDifference(compared) {
          let folder = path.text.prefix(
            through: path.text.lastIndex(of: "/") ?? path.text.startIndex)
          #expect(pattern.hasPrefix(folder), "seed \(seed) diff \(pattern) \(path)")
        }
        if !found.isEmpty { matching += 1 }
      }
      #expect(matching > 5, "seed \(seed)")
    }
  }

  @Test func `a plain path means what git means by literal`() throws {
    try forEachSeed(2) { seed, generator in
      let index = try IndexedPaths(RandomPaths.paths(250, using: &generator))
      for _ in 0..<40 {
        let path = RandomPaths.path(using: &generator, paths: index.paths)
        let found = index.paths(of: PathPattern(kind: .literal(GitPath(path))))
        #expect(try found == index.listed(":(literal)\(path)"), "seed \(seed) \(path)")
      }
    }
  }
}

/// Paths in the index of a repository, and as a tree of it.
struct IndexedPaths {
  let repository: FixtureRepository
  let paths: [GitPath]
  private let tree: String

  init(_ paths: [GitPath]) throws {
    self.paths = paths.sorted()
    repository = try FixtureRepository()
    let blob = try repository.git("hash-object", "-w", "--stdin")
    var input: [UInt8] = []
    for path in paths { input += Array("100644 \(blob) 0\t".utf8) + path.bytes + [0] }
    try repository.git(["update-index", "-z", "--index-info"], input: input)
    tree = try repository.git("write-tree")
  }

  /// Those that are the pattern's.
  func paths(of pattern: PathPattern) -> [GitPath] { paths.filter { pattern.matches($0) } }

  /// Those that git's index names for a pathspec.
  func listed(_ pathspec: String) throws -> [GitPath] {
    parsed(try repository.gitBytes("ls-files", "-z", "--", pathspec))
  }

  /// Those that git finds in the tree for a pathspec.
  func compared(_ pathspec: String) throws -> [GitPath] {
    parsed(
      try repository.gitBytes(
        "diff-tree", "-r", "-z", "--name-only", ObjectID.emptyTree.hex, tree, "--", pathspec))
  }

  private func parsed(_ output: [UInt8]) -> [GitPath] {
    output.split(separator: 0).map { GitPath(bytes: $0) }.sorted()
  }
}
