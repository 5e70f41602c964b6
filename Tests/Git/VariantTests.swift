import Domain
import FoundationEssentials
import Git
import Testing

/// The same questions to the same history, stored in all the ways that git has.
struct VariantTests {
  enum Storage: String, CaseIterable {
    case loose, packed, multiPackIndex, commitGraph, alternates, bare, worktree, indexVersion4
  }

  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Makes the history and returns where to open it.
  private func make(_ storage: Storage) throws -> String {
    let path = try sandbox.makeRepository()
    for number in 0..<6 {
      for file in ["a/b/c", "a/d", "e"] where number % (file.count) == 0 {
        try sandbox.write("\(file) \(number)\n", to: file)
      }
      try sandbox.commit("Commit \(number)")
      if storage == .multiPackIndex { try sandbox.git("repack", "-q") }
    }
    let other = sandbox.folder("other")
    switch storage {
    case .loose: return path
    case .packed: try sandbox.git("gc", "-q")
    case .multiPackIndex:
      try sandbox.git("multi-pack-index", "write")
      try sandbox.git("prune-packed")
    case .commitGraph: try sandbox.git("commit-graph", "write", "--reachable")
    case .alternates:
      try sandbox.git(["clone", "-q", "--shared", path, other], in: sandbox.path)
      return other
    case .bare:
      try sandbox.git(["clone", "-q", "--bare", path, other], in: sandbox.path)
      return other
    case .worktree:
      try sandbox.git("worktree", "add", "-q", "-b", "side", other)
      return other
    case .indexVersion4: try sandbox.git("update-index", "--index-version", "4")
    }
    return path
  }

  @Test(arguments: Storage.allCases)
  func `a history reads the same however it is stored`(storage: Storage) throws {
    let path = try make(storage)
    let repository = try Repository.open(path)
    let head = try #require(try repository.reference("refs/heads/main"))
    #expect(head == (try sandbox.id("refs/heads/main")))
    var subjects: [String] = []
    var changed: [String] = []
    var next: ObjectID? = head
    while let id = next {
      let link = try repository.link(id)
      subjects.append(try repository.commit(id).subject)
      let before = try link.parents.first.map { try repository.link($0).tree }
      try repository.compareTrees(before, link.tree, enter: { _ in true }) {
        changed.append($0.path.text)
      }
      next = link.parents.first
    }
    #expect(
      subjects
        == (try sandbox.line("log", "--format=%s", "main")).split(separator: "\n").map(String.init))
    #expect(
      changed
        == (try sandbox.line("log", "--format=", "--name-only", "main")).split(separator: "\n")
        .map(String.init))
    let tree = try repository.link(head).tree
    let files = try repository.files(in: tree)
    #expect(
      Dictionary(files.map { ($0.path, $0.version) }) { a, _ in a } == (try sandbox.listing(tree)))
    // What is written lands here and not with the alternate.
    let blob = try repository.writeBlob(Array("new \(storage)\n".utf8))
    try sandbox.git(["cat-file", "-e", blob.hex], in: path)
    if storage == .alternates {
      #expect(throws: Sandbox.Failure.self) { try sandbox.git("cat-file", "-e", blob.hex) }
    }
    try repository.updateReference("refs/heads/new", from: nil, to: head, message: "x")
    #expect(try repository.reference("refs/heads/new") == head)
  }

  @Test func `a pack that appears after opening is found by reading, not by asking`() throws {
    let path = try sandbox.makeRepository()
    try sandbox.commit("One")
    let clone = sandbox.folder("clone")
    try sandbox.git(["clone", "-q", path, clone], in: sandbox.path)
    try sandbox.git("repack", "-q", "-a", "-d", in: clone)
    let repository = try Repository.open(clone)
    let first = try sandbox.id("main")
    #expect(try repository.link(first).parents.isEmpty)
    let second = try sandbox.commit("Two")
    try sandbox.git("-c", "fetch.unpackLimit=1", "fetch", "-q", in: clone)
    #expect(!repository.contains(second))
    #expect(try repository.link(second).parents == [first])
    #expect(repository.contains(second))
  }
}
