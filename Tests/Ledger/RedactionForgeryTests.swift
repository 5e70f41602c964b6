import Domain
import Fixtures
import Git
import Ledger
import Testing

/// Chains that say they are redactions and change something else.
struct RedactionForgeryTests {
  private let chain: Chain
  private let old: ObjectID

  init() throws {
    chain = try Chain()
    try chain.baseline(Chain.triggers, ["a.yaml": "one"])
    try chain.baseline(Chain.triggers, ["a.yaml": "secret", "b.yaml": "one"])
    try chain.baseline(Chain.triggers, ["a.yaml": "two", "b.yaml": "one"])
    old = try chain.tip()
    try chain.redact("secret")
  }

  /// Makes the chain anew with a change of one commit's tree and message, and everything after it.
  private func forge(
    at index: Int, _ changes: [String: FileVersion?], message: (String) -> String = { $0 }
  ) throws {
    let commits = try chain.report().chain
    var parent: ObjectID?
    for (position, id) in commits.enumerated() {
      let commit = try chain.repository.commit(id)
      var tree = commit.tree
      if position >= index {
        tree = try chain.repository.replacing(
          Dictionary(uniqueKeysWithValues: changes.map { (GitPath($0.key), $0.value) }),
          in: tree)
      }
      parent = try chain.repository.createCommit(
        tree: tree, parents: parent.map { [$0] } ?? [], author: commit.author,
        committer: commit.committer,
        message: position == index ? message(commit.message) : commit.message)
    }
    try chain.repository.updateReference(
      Chain.reference, from: chain.tip(), to: #require(parent), message: "forged")
  }

  private func expectFound(
    _ problem: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let problems = try chain.freshFindings()
    #expect(problems.contains { $0.contains(problem) }, "\(problems)", sourceLocation: location)
    #expect(try chain.proof(of: old) == nil, sourceLocation: location)
  }

  @Test func `another file that is changed with it is found`() throws {
    let path = "deployed/production/triggers/content/control/b.yaml"
    try forge(at: 1, [path: chain.file("forged")])
    try expectFound("redaction 1 changed more than it says")
  }

  @Test func `a message that is changed with it is found`() throws {
    try forge(at: 1, [:]) { "\($0.prefix(1))x\($0.dropFirst())" }
    try expectFound("redaction 1 changed more of it than its tree and its parent")
  }

  @Test func `a commit before it that is changed is found`() throws {
    try forge(at: 0, [:]) { "x\($0)" }
    try expectFound("redaction 1 does not follow the commit that it names")
  }

  @Test func `a note that names another content is found`() throws {
    let path = "redactions/1/redaction.json"
    let other = try chain.file("two").content
    let text = try chain.text(path).replacing(
      chain.file("secret").content.hex, with: other.hex)
    try forge(at: 3, [path: chain.file(text)])
    try expectFound("redaction 1 changed more than it says")
  }

  @Test func `commits that are not kept, or kept otherwise, are found`() throws {
    let path = "redactions/1/commits/\(old.hex.prefix(2))/\(old.hex.dropFirst(2))"
    let text = try chain.text(path)
    let tip = try chain.tip()
    try forge(at: 3, [path: nil])
    try expectFound("the commits that redaction 1 keeps are not one chain")
    try chain.repository.updateReference(
      Chain.reference, from: chain.tip(), to: tip, message: "back")
    try forge(at: 3, [path: chain.file(text + "x")])
    try expectFound("is not the commit that it is named by")
  }

  @Test func `a redaction that is taken away again is found`() throws {
    let run = try chain.baseline(Chain.forms, ["b.yaml": "1"])
    try chain.forge(["redactions": nil], run: run.run)
    let problems = try chain.freshFindings()
    #expect(problems.contains("it changes what the redaction 1 keeps, and is none"))
    #expect(try chain.proof(of: old) == nil)
  }

  @Test func `a redaction that does something besides is found`() throws {
    try forge(at: 3, ["deployed/production/triggers/content/control/b.yaml": chain.file("x")])
    let problems = try chain.freshFindings()
    #expect(
      problems.contains("it changes what is recorded of triggers@production, and is a redaction"))
  }

  @Test func `a redaction that skips a number is found`() throws {
    let run = try chain.baseline(Chain.forms, ["b.yaml": "1"])
    try chain.forge(
      ["redactions/3/redaction.json": chain.file("{}\n")], run: nil,
      message: "redact\n\nDeploysync-Redaction: 3\n")
    #expect(
      try chain.freshFindings().contains("it does not make the redaction 2, which is the next one"))
    _ = run
  }
}
