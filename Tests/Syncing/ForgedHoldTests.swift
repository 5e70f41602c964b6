import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// Holds that say something wrong of the repositories of their entries.
struct ForgedHoldTests {
  private static let state = "deployed/live/a/state.json"
  private let sandbox: Sandbox
  private let first: ObjectID
  private let second: ObjectID

  /// Two entries of the other repository are held, one after the other.
  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      """
      repositories: [managed]
      items: { a: { paths: [a, 'managed:a'], targets: { live: { deployment: ad-hoc } } } }
      """)
    try sandbox.merge("Texts", in: "managed", ["a/x": "one", "a/y": "one"])
    try sandbox.merge("Data", ["a/1": "1"])
    try sandbox.apply()
    first = try sandbox.merge("First", in: "managed", ["a/x": "two"])
    second = try sandbox.merge("Second", in: "managed", ["a/y": "two"])
    try sandbox.hold("a", [first])
    try sandbox.hold("a", [second])
    #expect(try sandbox.audit() == [])
  }

  private func forge(_ repositories: [ObjectID: String]) throws {
    try sandbox.forge(Self.state) { state in
      state["entryRepositories"] = Dictionary(
        uniqueKeysWithValues: repositories.map { ($0.key.hex, $0.value) })
    }
  }

  @Test func `an entry of a repository whose head is not named`() throws {
    try forge([first: "managed", second: "other"])
    #expect(
      try sandbox.findings() == [
        "it holds \(second.short) of other on a@live, and names no head of that repository"
      ])
  }

  @Test func `an entry that is said to be of the control repository`() throws {
    try forge([first: "managed"])
    let head = try #require(sandbox.head)
    #expect(
      try sandbox.findings() == [
        "it holds \(second.short) of control on a@live, which the head \(head.short) does not "
          + "contain"
      ])
  }

  @Test func `an entry that was held before changes its repository`() throws {
    try forge([second: "managed"])
    #expect(
      try sandbox.findings() == ["it takes \(first.short) of a@live for an entry of control"])
    try sandbox.forge(Self.state) { state in
      state["entryRepositories"] = [second.hex: "managed", first.hex: "other"]
    }
    #expect(
      try sandbox.findings() == ["it takes \(first.short) of a@live for an entry of other"])
  }

  @Test func `a repository of what is no entry`() throws {
    let head = try #require(sandbox.head)
    try forge([first: "managed", second: "managed", head: "managed"])
    #expect(
      try sandbox.findings() == [
        "it names a repository for \(head.short), which is no entry of a@live"
      ])
  }

  @Test func `a hold of what was never merged`() throws {
    let beside = try sandbox.commit(
      "Beside", sandbox.repository.link(second).tree, [second], at: sandbox.now)
    try sandbox.forge(Self.state) { state in
      var held = state["held"] as? [[String: Any]] ?? []
      held[1]["commit"] = beside.hex
      state["held"] = held
      state["entryRepositories"] = [first.hex: "managed", beside.hex: "managed"]
    }
    #expect(
      try sandbox.findings() == [
        "it holds \(beside.short) of managed on a@live, which the head \(second.short) does not "
          + "contain"
      ])
  }

  @Test func `a release keeps the repositories of what stays`() throws {
    try sandbox.release("a", [first])
    #expect(try sandbox.audit() == [])
    try forge([:])
    #expect(
      try sandbox.findings() == ["it takes \(second.short) of a@live for an entry of control"])
  }
}
