import Domain
import Git
import Testing

struct ReferenceTests {
  let sandbox: Sandbox
  let path: String

  init() throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
  }

  @Test func `only the full name finds a reference`() throws {
    let first = try sandbox.commit("One")
    try sandbox.git("tag", "main")
    let second = try sandbox.commit("Two")
    let repository = try Repository.open(path)
    #expect(try repository.reference("refs/heads/main") == second)
    #expect(try repository.reference("refs/tags/main") == first)
    #expect(try repository.reference("main") == nil)
    #expect(try repository.reference("refs/heads/absent") == nil)
    #expect(try repository.reference("refs/heads/a..b") == nil)
    #expect(try repository.reference("HEAD") == second)
  }

  @Test func `a symbolic reference is followed, and names its target even where that is absent`()
    throws
  {
    let repository = try Repository.open(path)
    #expect(try repository.symbolicTarget(of: "HEAD") == "refs/heads/main")
    #expect(try repository.reference("HEAD") == nil)
    let head = try sandbox.commit("One")
    try sandbox.git("update-ref", "refs/remotes/origin/main", head.hex)
    try sandbox.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    #expect(
      try repository.symbolicTarget(of: "refs/remotes/origin/HEAD") == "refs/remotes/origin/main")
    #expect(try repository.reference("refs/remotes/origin/HEAD") == head)
    #expect(try repository.symbolicTarget(of: "refs/heads/main") == nil)
    try sandbox.git("checkout", "-q", "--detach")
    #expect(try repository.symbolicTarget(of: "HEAD") == nil)
  }

  @Test(arguments: [false, true]) func `references are listed as git lists them`(packed: Bool)
    throws
  {
    try sandbox.commit("One")
    for name in ["b", "a/c", "a/b", "a-b", "é"] { try sandbox.git("branch", name) }
    try sandbox.git("tag", "v1")
    if packed { try sandbox.git("pack-refs", "--all") }
    let repository = try Repository.open(path)
    for folder in ["refs/heads", "refs/heads/a", "refs/tags", "refs", "refs/absent"] {
      let expected = try sandbox.line("for-each-ref", "--format=%(refname)", folder + "/")
      #expect(
        try repository.references(below: folder) == expected.split(separator: "\n").map(String.init)
      )
      #expect(
        try repository.references(below: folder + "/") == repository.references(below: folder))
    }
    #expect(try repository.references(below: "refs/h*").isEmpty)
  }
}
