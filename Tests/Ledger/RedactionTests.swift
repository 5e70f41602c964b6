import Domain
import Fixtures
import Git
import Ledger
import Testing

struct RedactionTests {
  private let chain: Chain

  /// Five commits; the second and the third have the secret.
  init() throws {
    chain = try Chain()
    try chain.baseline(Chain.triggers, ["a.yaml": "one"])
    try chain.baseline(Chain.triggers, ["a.yaml": "secret", "b.yaml": "one"])
    try chain.baseline(Chain.forms, ["sub/c.yaml": "secret"])
    try chain.baseline(Chain.forms, ["sub/c.yaml": "fine"])
    try chain.baseline(Chain.triggers, ["a.yaml": "two", "b.yaml": "one"])
  }

  @Test func `it is found wherever it was, with its first and last commit`() throws {
    let commits = try chain.report().chain
    let found = try ContentSearch(chain.read()).places(of: [chain.file("secret").content])
    #expect(
      found.map(\.place.owner) == [.deployed(Chain.forms), .deployed(Chain.triggers)])
    #expect(found.map(\.place.path) == [GitPath("sub/c.yaml"), GitPath("a.yaml")])
    #expect(found.map(\.first) == [commits[2], commits[1]])
    #expect(found.map(\.last) == [commits[2], commits[3]])
    #expect(found.map(\.commits) == [1, 3])
    #expect(found.allSatisfy { !$0.isNow })
    #expect(try ContentSearch(chain.read()).places(of: [chain.file("other").content]) == [])
  }

  @Test func `what is taken out is nowhere, and the chain is proven without it`() throws {
    let secret = try chain.file("secret").content
    let (old, messages) = (try chain.tip(), try log())
    let redaction = try chain.redact(secret)
    #expect(redaction.commits == 4)
    #expect(redaction.number == 1)
    #expect(try chain.freshFindings() == [])
    #expect(try Array(log().dropFirst()) == messages)
    try chain.collect()
    #expect(try !chain.has(secret))
    #expect(try !chain.has(old))
    #expect(try chain.freshFindings() == [])
    #expect(try chain.git.runGit(["fsck", "--full", "--strict"]).status == 0)
    let proof = try #require(try chain.proof(of: old))
    #expect(proof.redactions == [redaction])
    #expect(proof.steps == [try chain.tip()])
    #expect(try chain.repository.link(chain.tip()).parents == [proof.commit])
    #expect(
      try chain.read().record(of: Chain.triggers)?.tree
        == chain.tree(["a.yaml": "two", "b.yaml": "one"]))
  }

  /// Messages, authors and times, the newest first.
  private func log() throws -> [String] {
    try chain.git.git(
      "log", "--format=%s %(trailers:only,unfold,separator=%x2C)|%an <%ae> %at|%cn <%ce> %ct",
      Chain.reference
    ).split(separator: "\n").map(String.init)
  }

  @Test func `in its place stands a note that says who took it out, when and why`() throws {
    let secret = try chain.file("secret").content
    let redaction = try chain.redact(secret)
    let text = try chain.git.git(
      "show", "\(Chain.reference)~4:deployed/production/triggers/content/control/a.yaml")
    #expect(
      text == """
        deploysync: redacted \(secret.hex)
        redacted on \(redaction.at) by ops@example.com: a password
        """)
    let old = try LedgerSnapshot(
      commit: chain.report().chain[1], reference: Chain.reference, in: chain.repository)
    let tree = try #require(try old.record(of: Chain.triggers)?.tree)
    let now = try chain.read()
    #expect(try now.redacted(in: tree).map(\.path) == [GitPath("a.yaml")])
    #expect(try now.redacted(in: tree).map(\.redaction) == [redaction])
    #expect(try now.redactions() == [redaction])
  }

  @Test func `several redactions after each other are proven together`() throws {
    var seen = try chain.report().chain
    try chain.redact("secret")
    seen.append(try chain.tip())
    try chain.baseline(Chain.triggers, ["a.yaml": "three"])
    seen.append(try chain.tip())
    try chain.redact("one")
    seen.append(try chain.tip())
    try chain.baseline(Chain.forms, ["sub/c.yaml": "more"])
    try chain.redact("two")
    try chain.redact("fine")
    try chain.collect()
    #expect(try chain.freshFindings() == [])
    for text in ["secret", "one", "two", "fine"] {
      #expect(try !chain.has(Repository.blobID(of: Array(text.utf8))), "\(text)")
    }
    let last = try #require(seen.last)
    #expect(try chain.proof(of: last)?.redactions.map(\.number) == [3, 4])
    // The first commits had nothing that the first redaction took out: they were as they are.
    for (commit, first) in zip(seen, [2, 1, 1, 1, 1, 2, 2, 3]) {
      #expect(try chain.proof(of: commit)?.redactions.map(\.number).first == first)
    }
  }

  @Test func `a ledger that nobody redacted is no redaction of another`() throws {
    let tip = try chain.tip()
    #expect(try chain.proof(of: tip) == nil)
    try chain.baseline(Chain.forms, ["d": "1"])
    #expect(try chain.proof(of: tip) == nil)
    try chain.redact("secret")
    #expect(try chain.proof(of: chain.tip()) == nil)
    #expect(try chain.proof(of: .zero) == nil)
    let first = try #require(try chain.report().chain.first)
    #expect(try chain.proof(of: first) == nil)
  }

  @Test func `what is left behind goes with its name kept`() throws {
    let version = try chain.file("secret")
    let left = LeftBehind(
      path: GitPath("b.yaml"), version: version, place: GitPath("b.yaml"), run: "R")
    let path = "deployed/production/triggers/left-behind/100644-\(version.content.hex)"
    try chain.record([.done(Chain.triggers, (.leaveBehind, "b.yaml"))]) {
      try $0.record(
        chain.deployment($1, ["a.yaml": "two", "b.yaml": "one"], leftBehind: [left]),
        of: Chain.triggers)
    }
    try chain.record([.done(Chain.triggers, (.delete, "b.yaml"))]) {
      try $0.record(
        chain.deployment($1, ["a.yaml": "two", "b.yaml": "one"]), of: Chain.triggers)
    }
    try chain.redact("secret")
    #expect(try chain.freshFindings() == [])
    #expect(try chain.git.git("show", "\(Chain.reference)~2:\(path)").contains("a password"))
  }

  @Test func `saved plans made before it are still known to be used or not`() throws {
    let since = try chain.tip()
    try chain.redact("secret")
    #expect(try chain.read().use(ofPlan: "1234567890", since: since) == .unused)
    #expect(try chain.read().use(ofPlan: "1234567890", since: .zero) == .otherLedger)
  }
}
