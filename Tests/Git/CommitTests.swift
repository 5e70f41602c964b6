import Domain
import Git
import Testing

struct CommitTests {
  let sandbox: Sandbox
  let repository: Repository

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository())
  }

  private func store(_ text: [UInt8]) throws -> ObjectID {
    let id = try sandbox.git(
      ["hash-object", "-t", "commit", "--literally", "-w", "--stdin"], input: text)
    return try #require(ObjectID(hex: String(decoding: id.prefix(40), as: UTF8.self)))
  }

  private static let head = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
  private static let people = """
    author A U Thor <a@example.com> 1700000000 +0130
    committer C O Mitter <c@example.com> 1700000060 -0545

    """

  @Test(arguments: [
    "One line\n", "One line", "Two\nlines\n\nbody\n", "\n\n  leading\n\nbody", "trailing  \t\nx \n",
    "a\n\n\nb\n", "", "\n", "crlf\r\nsecond\r\n\r\nbody\r\n", "  indented\n  second\n", "a\n \nb",
    "é and ü\n", "tab\tinside\n", "nul\0cut\n",
  ])
  func `the subject is git's`(message: String) throws {
    let id = try store(Array((Self.head + Self.people + "\n" + message).utf8))
    let commit = try repository.commit(id)
    #expect(commit.subject == (try sandbox.line("log", "-1", "--format=%s", id.hex)))
    #expect(commit.message == String(message.prefix { $0 != "\0" }))
  }

  @Test func `names, times and parents are git's`() throws {
    try sandbox.commit("Root")
    try sandbox.git("checkout", "-q", "-b", "side")
    try sandbox.commit("Side")
    try sandbox.git("checkout", "-q", "main")
    try sandbox.commit("Main")
    try sandbox.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    let id = try sandbox.id("HEAD")
    let commit = try repository.commit(id)
    let link = try repository.link(id)
    let fields = try sandbox.line("log", "-1", "--format=%T|%P|%an|%ae|%at|%cn|%ce|%ct", id.hex)
    #expect(
      fields
        == [
          link.tree.hex, link.parents.map(\.hex).joined(separator: " "), commit.author.person.name,
          commit.author.person.email, "\(commit.author.time.seconds)",
          commit.committer.person.name, commit.committer.person.email,
          "\(link.committedAt.seconds)",
        ].joined(separator: "|"))
    #expect(commit.parents == link.parents && commit.parents.count == 2)
    #expect(commit.tree == link.tree)
    #expect(commit.author.offsetMinutes == 90)
    #expect(commit.committer.offsetMinutes == -300)
    #expect(commit.committer.time == link.committedAt)
  }

  @Test func `a Latin-1 commit is decoded`() throws {
    var text = Array((Self.head + "author J").utf8)
    text += [0xe9] + Array("r <j@example.com> 1 +0000\ncommitter J <j@example.com> 2 +0000\n".utf8)
    text += Array("encoding ISO-8859-1\n\n".utf8) + [0xe9, 0x74, 0xe9, 0x0a]
    let id = try store(text)
    let commit = try repository.commit(id)
    #expect(commit.subject == "été")
    #expect(commit.author.person.name == "Jér")
    #expect(commit.subject == (try sandbox.line("log", "-1", "--format=%s", id.hex)))
  }

  @Test func `bytes that are not text are replaced`() throws {
    let id = try store(Array((Self.head + Self.people + "\n").utf8) + [0x61, 0xff, 0x62])
    #expect(try repository.commit(id).message == "a\u{fffd}b")
  }

  @Test func `signatures and merged tags in the header are passed over`() throws {
    let signature = "gpgsig -----BEGIN\n committer Evil <e@example.com> 5 +0000\n \n -----END\n"
    let id = try store(Array((Self.head + Self.people + signature + "\nSubject\n").utf8))
    #expect(try repository.commit(id).subject == "Subject")
    #expect(try repository.commit(id).committer.person.name == "C O Mitter")
    #expect(try repository.link(id).committedAt == Timestamp(seconds: 1_700_000_060))
  }

  @Test(arguments: [
    "author <a@example.com> x +0000\ncommitter\n", "author A <a> 99999999999999999999 +9\n", "",
    "author A U <b <c@d> 12 +0000\ncommitter X> 1 2\n",
  ])
  func `a damaged line of the header costs nothing but itself`(lines: String) throws {
    let id = try store(Array((Self.head + lines + "\nSubject\n").utf8))
    #expect(try repository.commit(id).subject == "Subject")
    #expect(try repository.link(id).tree == .emptyTree)
  }

  @Test func `grafts and replacements are not looked at`() throws {
    let first = try sandbox.commit("One")
    let second = try sandbox.commit("Two")
    try sandbox.git("replace", "--graft", second.hex)
    #expect(try repository.link(second).parents == [first])
  }

  @Test func `a written commit is the one that git writes`() throws {
    let tree = try repository.writeTree([])
    let parent = try sandbox.commit("Parent")
    let id = try repository.createCommit(
      tree: tree, parents: [parent],
      author: Signature(
        person: Person(name: "Ada", email: "ada@example.com"),
        time: Timestamp(seconds: 1_700_000_000), offsetMinutes: 90),
      committer: Signature(
        person: Person(name: "Cleo", email: "cleo@example.com"),
        time: Timestamp(seconds: 1_700_000_060), offsetMinutes: -300), message: "Hi\n\nbody\n")
    let made = try sandbox.git(
      ["commit-tree", tree.hex, "-p", parent.hex], input: Array("Hi\n\nbody\n".utf8))
    #expect(id.hex == String(decoding: made.prefix(40), as: UTF8.self))
  }

  @Test func `names are cleaned as git cleans them, and an empty one is refused`() throws {
    func write(_ name: String) throws -> ObjectID {
      let person = Signature(
        person: Person(name: name, email: "a@example.com"),
        time: Timestamp(seconds: 1_700_000_000))
      return try repository.createCommit(
        tree: .emptyTree, parents: [], author: person, committer: person, message: "x\n")
    }
    for name in [" A <b> \n c. ", "\"Quoted\"", "J. R.", "<x>", "\u{1}a\u{1}b"] {
      let id = try write(name)
      let made = try sandbox.git(
        ["commit-tree", ObjectID.emptyTree.hex], input: Array("x\n".utf8),
        environment: [
          "GIT_AUTHOR_NAME": name, "GIT_COMMITTER_NAME": name,
          "GIT_AUTHOR_DATE": "1700000000 +0000",
          "GIT_COMMITTER_DATE": "1700000000 +0000", "GIT_AUTHOR_EMAIL": "a@example.com",
          "GIT_COMMITTER_EMAIL": "a@example.com",
        ])
      #expect(id.hex == String(decoding: made.prefix(40), as: UTF8.self))
    }
    for name in ["", " ", "<>", "\n"] {
      #expect(throws: InvalidObjectError.self) { _ = try write(name) }
    }
  }

  @Test func `a commit of a parent or tree that is not here is not written`() throws {
    let absent = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let person = Signature(
      person: Person(name: "A", email: "a@example.com"), time: Timestamp(seconds: 1))
    #expect(throws: RepositoryError.missingObject(absent, kind: .commit, isShallow: false)) {
      _ = try repository.createCommit(
        tree: .emptyTree, parents: [absent], author: person, committer: person, message: "x")
    }
    #expect(throws: RepositoryError.missingObject(absent, kind: .tree, isShallow: false)) {
      _ = try repository.createCommit(
        tree: absent, parents: [], author: person, committer: person, message: "x")
    }
  }
}
