import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// Taking a password out of the ledger of a working sandbox.
struct RedactionDeskTests {
  private let sandbox: Sandbox
  private let secret: ObjectID
  private let binding = BindingID(named: "a")
  /// The runs that deployed the file without the password, with it, and without it again.
  private let runs: [String]

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc, prune: never } } } }")
    var runs: [String] = []
    for text in ["clean\n", "password: hunter2\n", "password: from the vault\n"] {
      sandbox.now = sandbox.now + 3600
      try sandbox.merge("Merge \(text)", ["a/1.yaml": .text(text), "a/2.yaml": "two\n"])
      runs.append(try sandbox.apply().record.run)
    }
    self.runs = runs
    secret = Repository.blobID(of: Array("password: hunter2\n".utf8))
  }

  private func desk() throws -> RedactionDesk { RedactionDesk(try sandbox.surroundings()) }

  private func redact(_ blobs: [ObjectID]) throws -> RedactionDesk.Result {
    sandbox.now = sandbox.now + 60
    return try desk().redact(.blobs(blobs), reason: "a password\nwas committed")
  }

  @Test func `a preview changes nothing and says where it is`() throws {
    let tip = try sandbox.ledger().tip
    let preview = try desk().preview(.blobs([secret]))
    #expect(preview.obstacles == [])
    #expect(preview.commits == 6)
    #expect(preview.rewritten == 4)
    #expect(!preview.isMerged)
    #expect(
      preview.found.map(\.place.owner) == [.deployed(binding), .intended(binding)])
    #expect(preview.found.allSatisfy { $0.place.path == GitPath("a/1.yaml") })
    #expect(try sandbox.ledger().tip == tip)
  }

  @Test func `what is redacted is gone, and everything goes on`() throws {
    let result = try redact([secret])
    #expect(result.redaction.reason == "a password was committed")
    #expect(result.redaction.by == Sandbox.person.email)
    #expect(try sandbox.findings() == [])
    let objects = try sandbox.fixture.git(
      "rev-list", "--objects", sandbox.ledger().reference)
    #expect(!objects.contains(secret.hex))
    sandbox.now = sandbox.now + 60
    #expect(try sandbox.queue("a")?.changes == [])
    #expect(try sandbox.ledger().tip == result.tip)
  }

  @Test func `a run whose content is redacted is not brought back, and others are`() throws {
    let result = try redact([secret])
    sandbox.now = sandbox.now + 60
    let problem = refusal { try sandbox.rollback("a", to: runs[1]) }
    #expect(
      problem == [
        "what run \(runs[1]) left on a@live cannot be brought back: content of it was redacted "
          + "from the ledger",
        "a/1.yaml was \(result.redaction.clause)",
      ])
    #expect(try sandbox.texts()["a/1.yaml"] == "password: from the vault\n")
    try sandbox.rollback("a", to: runs[0])
    #expect(try sandbox.texts()["a/1.yaml"] == "clean\n")
    #expect(try sandbox.findings() == [])
    // The step that it goes back to keeps its name through a further redaction.
    sandbox.now = sandbox.now + 60
    try redactVault()
    #expect(try sandbox.findings() == [])
  }

  private func redactVault() throws {
    _ = try redact([Repository.blobID(of: Array("password: from the vault\n".utf8))])
  }

  @Test func `what is deployed now is not taken out`() throws {
    sandbox.now = sandbox.now + 60
    try sandbox.merge("Back", ["a/1.yaml": "password: hunter2\n"])
    try sandbox.apply()
    let preview = try desk().preview(.blobs([secret]))
    #expect(preview.obstacles == [.deployed(binding, GitPath("a/1.yaml"))])
    #expect(preview.isMerged)
    let tip = try sandbox.ledger().tip
    #expect(
      refusal { _ = try redact([secret]) } == [
        "the content is needed as long as it is in use",
        "a/1.yaml of a@live is deployed with it",
      ])
    #expect(try sandbox.ledger().tip == tip)
  }

  @Test func `what is left behind on the target is not taken out`() throws {
    let two = Repository.blobID(of: Array("two\n".utf8))
    sandbox.now = sandbox.now + 60
    try sandbox.merge("Remove", ["a/2.yaml": nil])
    try sandbox.apply()
    #expect(try desk().preview(.blobs([two])).obstacles == [.leftBehind(binding)])
    #expect(throws: RedactionError.self) { try redact([two]) }
  }

  @Test func `nothing is taken out while a run is at work`() throws {
    sandbox.now = sandbox.now + 60
    try sandbox.merge("More", ["a/3.yaml": "three\n"])
    let run = try sandbox.leaveIntent(of: sandbox.prepare())
    #expect(try desk().preview(.blobs([secret])).obstacles == [.atWork(run)])
    #expect(throws: RedactionError.self) { try redact([secret]) }
    try sandbox.apply()
    _ = try redact([secret])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a file is named by its path where it had one version`() throws {
    let path = GitPath("a/2.yaml")
    sandbox.now = sandbox.now + 60
    try sandbox.merge("Change", ["a/2.yaml": "2\n"])
    try sandbox.apply()
    #expect(throws: RedactionError.self) { try desk().preview(.file(path, of: binding)) }
    #expect(throws: RedactionError.self) {
      try desk().preview(.file(GitPath("a/9.yaml"), of: binding))
    }
    #expect(throws: RedactionError.self) {
      try desk().preview(.file(path, of: BindingID(named: "b")))
    }
    let several = refusal { _ = try desk().preview(.file(GitPath("a/1.yaml"), of: binding)) }
    #expect(several.count == 4, "\(several)")
    #expect(several.contains { $0.hasPrefix(secret.hex) }, "\(several)")
    _ = try redact([Repository.blobID(of: Array("two\n".utf8))])
    let left = try desk().preview(.file(path, of: binding)).found
    #expect(Set(left.map(\.blob)) == [Repository.blobID(of: Array("2\n".utf8))])
  }

  @Test func `the ledger's own records and what is redacted already are refused`() throws {
    let state = try #require(try sandbox.ledger().state(of: binding))
    #expect(throws: RedactionError.self) { try redact([state]) }
    #expect(throws: RedactionError.self) { try redact([.zero]) }
    #expect(throws: RedactionError.self) { try redact([secret, .zero]) }
    let stub = try #require(try redact([secret]).redaction.stubs.first)
    #expect(throws: RedactionError.self) { try redact([stub]) }
    #expect(throws: RedactionError.self) { try redact([secret]) }
  }

  @Test func `a ledger that is not sound is left as it is`() throws {
    let ledger = try sandbox.ledger()
    let tip = try #require(ledger.tip)
    let tree = try sandbox.repository.replacing(
      [GitPath("note.txt"): sandbox.version("x")], in: sandbox.repository.link(tip).tree)
    let bad = try sandbox.commit("bad", tree, [tip], at: sandbox.now)
    try sandbox.repository.updateReference(
      ledger.reference, from: tip, to: bad, message: "test")
    #expect(throws: RedactionError.self) { try redact([secret]) }
    #expect(try sandbox.ledger().tip == bad)
  }

  @Test func `somebody who writes the ledger meanwhile is not undone`() throws {
    let sandbox = sandbox
    var surroundings = try sandbox.surroundings()
    var writes = 0
    surroundings.identify = { _ in
      Identity(
        person: Sandbox.person,
        sign: { _ in
          writes += 1
          if writes == 1 { try sandbox.lock("a", reason: "test") }
          return Array("signature".utf8)
        })
    }
    sandbox.now = sandbox.now + 60
    let result = try RedactionDesk(surroundings).redact(.blobs([secret]), reason: "a password")
    #expect(writes == 2)
    #expect(result.preview.commits == 7)
    #expect(try sandbox.ledger().lock(of: binding) != nil)
    #expect(try sandbox.findings() == [])
  }
}
