import Domain
import Fixtures
import FoundationEssentials
import Git
import Ledger
import Testing

struct FirstBadCommitTests {
  private let chain: Chain

  init() throws { chain = try Chain() }

  /// A sound ledger of five commits, the oldest first.
  private func commits() throws -> [ObjectID] {
    try (1...5).map {
      try chain.baseline(Chain.triggers, ["a.yaml": "\($0)"])
      return try chain.tip()
    }
  }

  private func file(of id: ObjectID) -> String {
    "\(chain.git.gitFolder)/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
  }

  /// Builds the newest commit's tree on another commit than its parent.
  private func rebuild(_ commit: ObjectID, on parents: [ObjectID]) throws -> ObjectID {
    let old = try chain.repository.commit(commit)
    let new = try chain.repository.createCommit(
      tree: old.tree, parents: parents, author: old.author, committer: old.committer,
      message: old.message)
    try chain.repository.updateReference(
      Chain.reference, from: chain.tip(), to: new, message: "forged")
    return new
  }

  @Test func `a sound ledger has no bad commit`() throws {
    let commits = try commits()
    let report = try chain.report()
    #expect(report.chain == commits)
    #expect(report.firstBad == nil)
    #expect(report.sound == 5)
    #expect(report.lastSound == commits[4])
  }

  @Test func `of several bad commits the oldest is named, with what is sound before it`() throws {
    let good = try chain.baseline(Chain.triggers, ["a.yaml": "1"])
    try chain.baseline(Chain.forms, ["b.yaml": "1"])
    let last = try chain.tip()
    let bad = try chain.forge(["note.txt": chain.file("1")], run: good.run)
    try chain.baseline(Chain.forms, ["b.yaml": "2"])
    try chain.forge(["other.txt": chain.file("1")], run: good.run)
    let report = try chain.report()
    #expect(report.firstBad == bad)
    #expect(report.sound == 2)
    #expect(report.lastSound == last)
    #expect(report.findings.count == 2)
  }

  @Test func `a first commit that is bad has nothing sound before it`() throws {
    let bad = try chain.forge(["format": chain.file("2\n")], run: nil)
    let report = try chain.report()
    #expect(report.firstBad == bad)
    #expect(report.sound == 0)
    #expect(report.lastSound == nil)
  }

  @Test func `a missing commit is named, and what was before it is out of reach`() throws {
    let commits = try commits()
    try FileManager.default.removeItem(atPath: file(of: commits[2]))
    let report = try chain.report()
    #expect(
      report.findings == [
        LedgerVerifier.Finding(
          commit: commits[2],
          problem: "it is missing, and what was recorded before it is out of reach")
      ])
    #expect(report.chain == Array(commits[3...]))
    #expect(report.sound == nil)
    #expect(report.lastSound == nil)
    #expect(report.runs == 5)
  }

  @Test func `a damaged commit is named with what is wrong with it`() throws {
    let commits = try commits()
    try FileManager.default.removeItem(atPath: file(of: commits[1]))
    try FileManager.default.copyItem(atPath: file(of: commits[4]), toPath: file(of: commits[1]))
    let report = try chain.report()
    #expect(report.firstBad == commits[1])
    #expect(
      report.findings.map(\.problem) == [
        "it is corrupted: its content has the ID \(commits[4].hex), and what was recorded before "
          + "it is out of reach"
      ])
  }

  @Test func `a newest commit that is missing is named`() throws {
    let commits = try commits()
    try FileManager.default.removeItem(atPath: file(of: commits[4]))
    let report = try chain.report()
    #expect(report.firstBad == commits[4])
    #expect(report.commits == 0)
  }

  @Test func `a commit that is none of a ledger does not hide the ledger below it`() throws {
    let commits = try commits()
    let foreign = try chain.controlCommit(after: chain.controlCommit(after: commits[4]))
    try chain.repository.updateReference(
      Chain.reference, from: commits[4], to: foreign, message: "foreign")
    let report = try chain.report()
    #expect(report.firstBad == foreign)
    #expect(report.findings.count == 1)
    #expect(report.sound == 5)
    #expect(report.lastSound == commits[4])
  }

  @Test func `a ledger with a commit taken out of its middle is found`() throws {
    let commits = try commits()
    let forged = try rebuild(commits[4], on: [commits[2]])
    let report = try chain.report()
    #expect(report.firstBad == forged)
    #expect(report.sound == 3)
    let problem = try #require(report.findings.first?.problem)
    #expect(problem.contains("it changes the record of run"), "\(report.findings)")
  }

  @Test func `a ledger that starts anew in its middle is found`() throws {
    let commits = try commits()
    let second = try rebuild(commits[4], on: [])
    let report = try chain.report()
    #expect(report.firstBad == second)
    #expect(report.sound == 0)
    #expect(!report.findings.isEmpty)
  }

  @Test func `a plan that is used twice is found at its second use, between other findings`() throws
  {
    let run = try chain.baseline(Chain.triggers, ["a.yaml": "1"])
    try chain.forge(["x": chain.file("1")], run: run.run)
    func use(_ binding: BindingID) throws -> ObjectID {
      var record = chain.ended(
        chain.start(), [BindingResult(binding: binding, outcome: .unchanged)])
      record.plan = "1234567890abcdef"
      var transition = LedgerTransition(subject: "apply", run: record.run)
      try transition.record(record)
      transition.uses(plan: "1234567890abcdef")
      try chain.append(transition)
      return try chain.tip()
    }
    _ = try use(Chain.triggers)
    let second = try use(Chain.forms)
    try chain.forge(["y": chain.file("1")], run: run.run)
    let findings = try chain.report().findings
    #expect(findings.count == 3)
    #expect(findings[1].commit == second)
    #expect(findings[1].problem.hasPrefix("it uses the plan 1234567890 again"))
  }
}
