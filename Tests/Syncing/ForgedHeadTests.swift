import Configuration
import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// Ledgers that say something wrong of the heads of other repositories.
struct ForgedHeadTests {
  private let sandbox: Sandbox
  private let old: ObjectID
  private let head: ObjectID

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      """
      repositories: [managed]
      items: { a: { paths: [a, 'managed:a'], targets: { live: { deployment: ad-hoc } } } }
      """)
    old = try sandbox.merge("Texts", in: "managed", ["a/x": "one"])
    head = try sandbox.merge("More", in: "managed", ["a/x": "two"])
    try sandbox.merge("Data", ["a/1": "1"])
    try sandbox.apply()
    #expect(try sandbox.audit() == [])
  }

  private func forge(_ value: String) throws {
    try sandbox.forge(message: { $0.replacing("managed \(head.hex)", with: value) })
  }

  @Test func `a trailer without a commit is found`() throws {
    try forge("managed")
    #expect(
      try sandbox.findings() == [
        "its trailer Deploysync-Repository managed is no repository with a commit"
      ])
    #expect(
      try sandbox.audit().contains(
        "it deploys \(head.short) of managed to a@live, and names no head of that repository"))
  }

  @Test func `two heads of one repository are found`() throws {
    try forge("managed \(head.hex)\nDeploysync-Repository: managed \(old.hex)")
    #expect(
      try sandbox.findings() == ["its trailers name two heads of the repository managed"])
  }

  @Test func `a head that lacks what was deployed is found`() throws {
    try forge("managed \(old.hex)")
    #expect(
      try sandbox.audit() == [
        "it deploys \(head.short) of managed to a@live, which the head \(old.short) that it names "
          + "does not contain"
      ])
  }

  @Test func `a head of a repository that nobody configured is found`() throws {
    try forge("managed \(head.hex)\nDeploysync-Repository: other \(old.hex)")
    let control = try #require(sandbox.head)
    #expect(
      try sandbox.audit() == [
        "it names a head of other, which is no repository of the deploysync.yaml of "
          + control.short
      ])
  }

  @Test func `where commits are signed a head is one of the repository's branch`() throws {
    let control = try #require(sandbox.head)
    let snapshot = try sandbox.ledger()
    let commit = try sandbox.repository.commit(#require(snapshot.tip))
    func problems(_ head: ObjectID, isWhole: Bool = true) throws -> [String] {
      let message = commit.message.replacing(
        "managed \(self.head.hex)", with: "managed \(head.hex)")
      return try RepositoryAudit(
        history: ConfigurationHistory(sandbox.repository), isSigned: true, isWhole: isWhole,
        in: sandbox.repository
      ).problems(of: commit, LedgerTrailers(message), control: control, in: snapshot)
    }
    #expect(try problems(head) == [])
    let beside = try sandbox.commit(
      "Beside", sandbox.repository.link(head).tree, [head], at: sandbox.now)
    #expect(
      try problems(beside) == [
        "its commit \(beside.short) of managed is not on that repository's branch"
      ])
    let absent = try #require(ObjectID(hex: String(repeating: "d", count: 40)))
    #expect(try problems(absent).first?.contains("is not here") == true)
    #expect(try problems(absent, isWhole: false) == [])
  }

  @Test func `a trailer anywhere but in the last paragraph is none`() throws {
    try sandbox.forge(message: { "Deploysync-Hold: a@live\n\n" + $0 })
    #expect(try sandbox.audit() == [])
    try sandbox.forge(message: { $0 + "\nDeploysync-Hold: a@live\n" })
    #expect(
      try sandbox.audit().contains("it has no trailer Deploysync-Control that names a commit"))
  }

  @Test func `a second control commit is found`() throws {
    let control = try #require(sandbox.head)
    try sandbox.forge(message: { $0 + "Deploysync-Control: \(control.hex)\n" })
    #expect(try sandbox.audit() == ["it has several trailers Deploysync-Control"])
  }
}
