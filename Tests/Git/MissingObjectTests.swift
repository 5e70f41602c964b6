import Domain
import FoundationEssentials
import Git
import Testing

struct MissingObjectTests {
  let sandbox: Sandbox
  let path: String

  init() throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
  }

  private var url: String { "file://" + path }

  @Test(arguments: [1, 2])
  func `a history that is cut off says where, and what to type`(depth: Int) throws {
    for name in ["One", "Two", "Three"] { try sandbox.commit(name) }
    try sandbox.git(
      ["clone", "-q", "--depth", "\(depth)", url, sandbox.folder("shallow")], in: sandbox.path)
    let repository = try Repository.open(sandbox.folder("shallow"))
    let boundary = try sandbox.id("HEAD~\(depth - 1)")
    let missing = try sandbox.id("HEAD~\(depth)")
    #expect(try repository.shallowBoundary == [boundary])
    #expect(try repository.link(boundary).parents == [missing])
    let error = RepositoryError.shallowBoundary(missing: missing, boundary: boundary)
    #expect(throws: error) { _ = try repository.link(missing) }
    #expect(throws: error) { _ = try repository.commit(missing) }
    #expect(error.hints.joined().contains("`git fetch --unshallow`"))
    #expect(!repository.contains(missing))
    try sandbox.git("fetch", "-q", "--unshallow", in: "shallow")
    #expect(try repository.link(missing).tree == .emptyTree)
    #expect(try repository.shallowBoundary.isEmpty)
  }

  @Test func `ancestry beyond the cut is an error, and before it an answer`() throws {
    let commits = try ["One", "Two", "Three"].map { try sandbox.commit($0) }
    try sandbox.git(
      ["clone", "-q", "--depth", "2", url, sandbox.folder("shallow")], in: sandbox.path)
    let repository = try Repository.open(sandbox.folder("shallow"))
    #expect(try repository.isAncestor(commits[1], of: commits[2]))
    #expect(try repository.isAncestor(commits[2], of: commits[2]))
    let error = RepositoryError.shallowBoundary(missing: commits[0], boundary: commits[1])
    #expect(throws: error) { _ = try repository.isAncestor(commits[2], of: commits[1]) }
  }

  @Test func `a shallow ledger does not make the rest of the history look cut off`() throws {
    for name in ["One", "Two"] { try sandbox.commit(name) }
    try sandbox.git("clone", "-q", url, sandbox.folder("clone"), in: sandbox.path)
    try sandbox.git("checkout", "-q", "--orphan", "ledger")
    for name in ["L1", "L2"] { try sandbox.commit(name) }
    try sandbox.git("fetch", "-q", "--depth", "1", "origin", "ledger", in: "clone")
    let repository = try Repository.open(sandbox.folder("clone"))
    #expect(try repository.shallowBoundary == [try sandbox.id("ledger")])
    #expect(try repository.isAncestor(try sandbox.id("main~1"), of: try sandbox.id("main")))
    // A commit that nobody has is not explained by the cut.
    let absent = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    #expect(throws: RepositoryError.missingObject(absent, kind: .commit, isShallow: true)) {
      _ = try repository.link(absent)
    }
  }

  @Test func `a partial clone opens, and names the blob it lacks`() throws {
    try sandbox.git("config", "uploadpack.allowFilter", "true")
    try sandbox.git("config", "uploadpack.allowAnySHA1InWant", "true")
    try sandbox.write("old\n", to: "a")
    try sandbox.commit("One")
    let old = try sandbox.id("HEAD:a")
    try sandbox.write("new\n", to: "a")
    let head = try sandbox.commit("Two")
    try sandbox.git(
      ["clone", "-q", "--bare", "--filter=blob:none", url, sandbox.folder("partial")],
      in: sandbox.path)
    let repository = try Repository.open(sandbox.folder("partial"))
    let tree = try repository.link(head).tree
    let entry = try #require(try repository.entry(at: GitPath("a"), in: tree))
    for id in [entry.id, old] {
      let error = RepositoryError.partialClone(missing: id, kind: .blob)
      #expect(throws: error) { _ = try repository.blob(id) }
      #expect(throws: error) { _ = try repository.blobSize(id) }
    }
    // Trees of what was left out can be built.
    #expect(try repository.replacing([GitPath("b"): nil], in: tree) == tree)
    _ = try repository.writeTree([TreeEntry(name: [0x62], mode: .regular, id: old)])
    // The first hint's command fetches the object.
    try sandbox.git("cat-file", "-e", old.hex, in: "partial")
    #expect(try repository.blob(old) == Array("old\n".utf8))
    let refetch = RepositoryError.partialClone(missing: old, kind: .blob).hints.joined()
    #expect(refetch.contains("-c remote.origin.partialclonefilter=blob:limit=1t fetch --refetch"))
    try sandbox.git(
      "-c", "remote.origin.partialclonefilter=blob:limit=1t", "fetch", "-q", "--refetch",
      in: "partial")
    #expect(try repository.blob(entry.id) == Array("new\n".utf8))
  }

  @Test func `an object that is gone is missing`() throws {
    let first = try sandbox.commit("One")
    let second = try sandbox.commit("Two")
    let file = path + "/.git/objects/\(first.hex.prefix(2))/\(first.hex.dropFirst(2))"
    try FileManager.default.removeItem(atPath: file)
    let repository = try Repository.open(path)
    #expect(throws: RepositoryError.missingObject(first, kind: .commit, isShallow: false)) {
      _ = try repository.isAncestor(ObjectID.zero, of: second)
    }
    #expect(throws: RepositoryError.missingObject(.zero, kind: .tree, isShallow: false)) {
      _ = try repository.tree(.zero)
    }
  }

  @Test func `a damaged shallow file is named`() throws {
    try sandbox.write("nonsense\n", to: ".git/shallow")
    let file = path + "/.git/shallow"
    #expect(
      throws: RepositoryError.unreadableFile(path: file, reason: "A line is not a commit's ID")
    ) { _ = try Repository.open(path).shallowBoundary }
  }
}
