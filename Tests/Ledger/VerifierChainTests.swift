import Domain
import Fixtures
import Git
import Ledger
import Testing

struct VerifierChainTests {
  private let chain: Chain

  init() throws { chain = try Chain() }

  @Test func `no ledger is no finding`() throws {
    let report = try chain.report()
    #expect(report.tip == nil)
    #expect(report.commits == 0)
    #expect(report.findings == [])
  }

  @Test func `a report counts commits, runs and bindings`() throws {
    try chain.baseline(Chain.triggers, ["a": "1"])
    try chain.baseline(Chain.forms, ["b": "1"])
    try chain.baseline(Chain.forms, ["b": "2"])
    try chain.take([Chain.forms], chain.start())
    let report = try chain.report()
    #expect(report.commits == 4)
    #expect(report.runs == 4)
    #expect(report.bindings == 2)
    #expect(report.tip == (try chain.tip()))
    #expect(report.findings == [])
  }

  @Test(arguments: ["2\n", "1", "1\n\n", ""])
  func `a ledger that begins with another format is found`(_ format: String) throws {
    let run = chain.start()
    try chain.forge(
      [
        "format": chain.file(format),
        "runs/2026/\(run.run.dropFirst(4).prefix(2))/\(run.run).json":
          chain.file(String(decoding: LedgerJSON.encode(run), as: UTF8.self)),
      ], run: run.run)
    try chain.expectOnly("its file format is not that of a ledger of format 1")
  }

  @Test(arguments: [true, false])
  func `a format that changes is found, also where it changes back`(_ isGone: Bool) throws {
    let run = try chain.baseline(Chain.triggers, ["a": "1"])
    let other = try isGone ? nil : chain.file("2\n")
    try chain.forge(["format": other], run: run.run)
    try chain.expectOnly(
      "it changes the file format, which stays as it is for the life of a ledger")
    try chain.forge(["format": chain.file("1\n")], run: run.run)
    #expect(try chain.report().findings.count == 2)
  }

  @Test(arguments: [
    ("exceptions/note.txt", "exceptions/note.txt"),
    ("exceptions/E-0/01-request.json", "exceptions/E-0/01-request.json"),
    ("locks/production/forms", "locks/production/forms"), ("hooks/forms.json", "hooks"),
    ("README.md", "README.md"), ("leases/production", "leases/production"),
    ("runs/2026/10/note.txt", "runs/2026/10/note.txt"),
    ("deployed/production/triggers/state", "deployed/production/triggers/state"),
    ("intended/production/triggers/a", "intended/production/triggers/a"),
    ("tab\there", "\"tab\\there\""),
  ])
  func `what is no part of a ledger is found`(_ path: String, _ shown: String) throws {
    let run = try chain.baseline(Chain.triggers, ["a": "1"])
    try chain.forge([path: chain.file("{}\n")], run: run.run)
    try chain.expectOnly("it brings \(shown), which is no part of a ledger of format 1")
  }

  @Test func `a merge is found`() throws {
    let run = try chain.baseline(Chain.triggers, ["a": "1"])
    let first = try chain.tip()
    try chain.forge([:], run: run.run, parents: [first, chain.controlCommit()])
    try chain.expectOnly("it has 2 parents, a step of the ledger has one")
  }

  @Test func `a ledger that is built on other history is found, once`() throws {
    var commit: ObjectID?
    for _ in 0..<5 { commit = try chain.controlCommit(after: commit) }
    let foreign = try #require(commit)
    try chain.repository.updateReference(
      Chain.reference, from: nil, to: foreign, message: "foreign")
    let run = chain.start()
    try chain.forge(
      [
        "format": chain.file("1\n"),
        "runs/2026/\(run.run.dropFirst(4).prefix(2))/\(run.run).json":
          chain.file(String(decoding: LedgerJSON.encode(run), as: UTF8.self)),
      ], run: run.run)
    let report = try chain.report()
    #expect(
      report.findings == [
        LedgerVerifier.Finding(
          commit: foreign,
          problem: "it is no commit of a ledger, and no ledger is built on others")
      ])
    #expect(report.commits == 2)
  }

  @Test func `findings come oldest first, and all of them`() throws {
    let run = try chain.baseline(Chain.triggers, ["a": "1"])
    let commits = try ["x", "y", "z"].map { try chain.forge([$0: chain.file("1")], run: run.run) }
    try chain.baseline(Chain.forms, ["b": "1"])
    #expect(try chain.report().findings.map(\.commit) == commits)
  }

  @Test func `a chain that a shallow clone cuts off is an error, not a short chain`() throws {
    try chain.baseline(Chain.triggers, ["a": "1"])
    try chain.baseline(Chain.forms, ["b": "1"])
    let copy = chain.git.folder.path("copy")
    try chain.git.git(
      "clone", "-q", "--bare", "--depth=1", "--branch", "deploysync/ledger",
      "file://\(chain.git.path)", copy)
    let verifier = LedgerVerifier(reference: Chain.reference, in: try Repository.open(copy))
    #expect(throws: RepositoryError.self) { try verifier.verify() }
  }

  @Test func `a partial clone is an error, not a damaged ledger`() throws {
    try chain.baseline(Chain.triggers, ["a": "1"])
    try chain.git.git("config", "uploadpack.allowFilter", "true")
    let copy = chain.git.folder.path("copy")
    try chain.git.git(
      "clone", "-q", "--bare", "--filter=blob:none", "--branch", "deploysync/ledger",
      "file://\(chain.git.path)", copy)
    let verifier = LedgerVerifier(reference: Chain.reference, in: try Repository.open(copy))
    #expect(throws: RepositoryError.self) { try verifier.verify() }
  }
}
