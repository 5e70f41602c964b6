import Configuration
import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

@testable import Syncing

struct RebuildTests {
  private let sandbox: Sandbox
  private let reference = ConfigurationFile.defaultLedgerReference
  /// The ledger's commits, the oldest first.
  private let commits: [ObjectID]

  init() throws {
    sandbox = try Sandbox(targets: ["live", "other"])
    try sandbox.configure(
      """
      items:
        a: { paths: [a], targets: { live: { deployment: ad-hoc }, far: { deployment: ad-hoc } } }
        b: { paths: [b], targets: { other: { deployment: ad-hoc } } }
      """)
    for text in ["1", "2", "3"] {
      sandbox.now = sandbox.now + 3600
      try sandbox.merge("Merge \(text)", ["a/1": .text(text), "a/2": "2", "b/1": .text(text)])
      try sandbox.apply()
    }
    commits = try LedgerVerifier(reference: reference, in: sandbox.repository).verify().chain
  }

  private func desk() throws -> RebuildDesk {
    RebuildDesk(try sandbox.surroundings(), reference: reference)
  }

  private func audit() throws -> LedgerVerifier.Report {
    try LedgerVerifier(reference: reference, in: Repository.open(sandbox.fixture.path)).verify()
  }

  /// Puts a bad commit on one of the ledger's, and what was after it on top.
  @discardableResult
  private func spoil(after index: Int) throws -> ObjectID {
    let repository = sandbox.repository
    var parent = commits[index]
    let tree = try repository.replacing(
      [GitPath("note.txt"): sandbox.version("x")], in: repository.link(parent).tree)
    parent = try sandbox.commit("bad", tree, [parent], at: sandbox.now)
    let bad = parent
    for id in commits[(index + 1)...] {
      let commit = try repository.commit(id)
      parent = try repository.createCommit(
        tree: commit.tree, parents: [parent], author: commit.author,
        committer: commit.committer, message: commit.message)
    }
    try repository.updateReference(
      reference, from: repository.reference(reference), to: parent, message: "test")
    return bad
  }

  private func remove(_ id: ObjectID) throws {
    try FileManager.default.removeItem(
      atPath: "\(sandbox.fixture.gitFolder)/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))")
  }

  @Test func `a sound ledger is not rebuilt`() throws {
    #expect(throws: RebuildError.self) { try desk().propose(audit) }
    #expect(throws: RebuildError.self) { try desk().write(audit) }
  }

  @Test func `a proposal keeps the sound part and asks the targets, and writes nothing`() throws {
    let bad = try spoil(after: 3)
    let tip = try sandbox.ledger().tip
    let proposal = try desk().propose(audit)
    #expect(proposal.firstBad?.commit == bad)
    #expect(proposal.base == commits[3])
    #expect(proposal.kept == 4)
    #expect(proposal.lost == commits.count - 3)
    #expect(
      proposal.places.map(\.binding) == ["a@live", "a@far", "b@other"].map(BindingID.init(named:)))
    #expect(proposal.places.map { $0.found?.commit } == [sandbox.head, nil, sandbox.head])
    #expect(proposal.places[1].why?.contains("far") == true)
    #expect(try sandbox.ledger().tip == tip)
    #expect(try sandbox.repository.references(below: "refs/deploysync/") == [])
  }

  @Test func `what is written is sound, has what the targets have, and keeps the old chain`() throws
  {
    let bad = try spoil(after: 3)
    let old = try #require(try sandbox.ledger().tip)
    sandbox.now = sandbox.now + 60
    let result = try desk().write(audit)
    #expect(try sandbox.ledger().tip == result.tip)
    #expect(try sandbox.findings() == [])
    #expect(try audit().chain.prefix(4) == commits.prefix(4))
    #expect(try sandbox.repository.reference(#require(result.backup)) == old)
    for name in ["a", "b@other"] {
      let record = try #require(try sandbox.record(name))
      #expect(record.commit == sandbox.head)
      #expect(record.isProven && !record.isPartial)
    }
    let message = try sandbox.repository.commit(result.tip).message
    #expect(message.contains("Deploysync-Rebuilt: \(old.hex)\n"))
    #expect(message.contains("Deploysync-First-Bad: \(bad.hex)\n"))
    sandbox.now = sandbox.now + 60
    let report = try sandbox.apply()
    #expect(report.record.bindings.allSatisfy { $0.outcome != .applied })
  }

  @Test func `a run that was at work where the sound part ends counts as ended early`() throws {
    // The second commit of the chain is the end of the first run, the third begins another.
    try spoil(after: 2)
    sandbox.now = sandbox.now + 60
    let result = try desk().write(audit)
    let run = try #require(result.proposal.ended.first)
    #expect(result.proposal.ended.count == 1)
    #expect(try sandbox.ledger().run(run)?.state == .interrupted)
    #expect(try sandbox.ledger().leasedBindings() == [])
    #expect(try sandbox.findings() == [])
    #expect(try sandbox.record("a")?.commit == sandbox.head)
  }

  @Test func `a ledger whose past is out of reach is built from the targets alone`() throws {
    try remove(commits[3])
    sandbox.now = sandbox.now + 60
    let result = try desk().write(audit)
    #expect(result.proposal.base == nil)
    #expect(result.proposal.kept == 0)
    #expect(try sandbox.findings() == [])
    #expect(try sandbox.repository.reference(#require(result.backup)) == commits.last)
    #expect(try sandbox.record("b@other")?.commit == sandbox.head)
  }

  @Test func `a newest commit that is gone cannot be kept, and is named`() throws {
    let tip = try #require(commits.last)
    try remove(tip)
    let surroundings = try sandbox.surroundings()
    var fresh = surroundings
    fresh.repository = try Repository.open(sandbox.fixture.path)
    sandbox.now = sandbox.now + 60
    let result = try RebuildDesk(fresh, reference: reference).write(audit)
    #expect(result.backup == nil)
    #expect(try fresh.repository.commit(result.tip).message.contains(tip.hex))
    #expect(try audit().findings == [])
  }

  @Test func `where no target can be read nothing is written`() throws {
    try spoil(after: 3)
    let tip = try sandbox.ledger().tip
    var surroundings = try sandbox.surroundings()
    surroundings.targets = TargetAccess(nil)
    let desk = RebuildDesk(surroundings, reference: reference)
    #expect(try desk.propose(audit).places.allSatisfy { $0.found == nil })
    #expect(throws: RebuildError.self) { try desk.write(audit) }
    #expect(try sandbox.ledger().tip == tip)
  }

  @Test func `a ledger that is lost is built anew`() throws {
    try sandbox.repository.deleteReference(reference, expecting: #require(commits.last))
    let proposal = try desk().propose(audit)
    #expect(proposal.firstBad == nil && proposal.tip == nil)
    let result = try desk().write(audit)
    #expect(result.backup == nil)
    #expect(try audit().commits == 1)
    #expect(try sandbox.record("a")?.commit == sandbox.head)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a target with something else is recorded as far as it is equal`() throws {
    try spoil(after: 3)
    try Data("by hand".utf8).write(
      to: URL(fileURLWithPath: "\(sandbox.path(of: "live"))/a/1"))
    sandbox.now = sandbox.now + 60
    let result = try desk().write(audit)
    let found = try #require(result.proposal.places[0].found)
    #expect(found.recorded == 1)
    #expect(found.differences.map(\.path) == [GitPath("a/1")])
    #expect(try sandbox.record("a")?.isPartial == true)
  }

  @Test func `somebody who writes the ledger meanwhile is not undone`() throws {
    try spoil(after: 3)
    var surroundings = try sandbox.surroundings()
    let (sandbox, reference) = (sandbox, reference)
    var moved: ObjectID?
    surroundings.identify = { _ in
      Identity(
        person: Sandbox.person,
        sign: { _ in
          if moved == nil {
            let tip = try #require(try sandbox.repository.reference(reference))
            let next = try sandbox.commit(
              "meanwhile", sandbox.repository.link(tip).tree, [tip], at: sandbox.now)
            try sandbox.repository.updateReference(
              reference, from: tip, to: next, message: "test")
            moved = next
          }
          return Array("signature".utf8)
        })
    }
    #expect(throws: RebuildError.self) {
      try RebuildDesk(surroundings, reference: reference).write(audit)
    }
    #expect(try sandbox.ledger().tip == moved)
  }
}
