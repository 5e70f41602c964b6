import Configuration
import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Targets
import Testing

@testable import Syncing

/// Hand-made changes as a commit on top of the deployed one, and what an apply makes of them once
/// they are merged.
struct AdoptionTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["a/1": "1\n2\n3\n4\n5\n", "a/2": "two\n", "other": "o\n"])
    try sandbox.apply()
  }

  private func make() throws -> Adoption {
    try AdoptionMaker(try sandbox.situation(), targets: try sandbox.access())
      .make(BindingID(named: "a"))
  }

  private func commit(_ adoption: Adoption) throws -> ObjectID {
    let signature = Signature(person: Sandbox.person, time: sandbox.now)
    return try sandbox.repository.createCommit(
      tree: adoption.tree, parents: [adoption.deployed], author: signature,
      committer: signature, message: adoption.message)
  }

  private func text(_ path: String, in tree: ObjectID) throws -> String? {
    try sandbox.repository.entry(at: GitPath(path), in: tree).map {
      String(decoding: try sandbox.repository.blob($0.id), as: UTF8.self)
    }
  }

  /// Makes a merge commit of a side commit whose tree is merged already.
  private func mergeCommit(_ side: ObjectID) throws {
    let head = try #require(sandbox.head)
    let base = try sandbox.repository.link(side).parents[0]
    let merged = try sandbox.repository.mergeTrees(
      ancestor: sandbox.repository.link(base).tree,
      ours: sandbox.repository.link(head).tree, theirs: sandbox.repository.link(side).tree)
    try sandbox.setHead(
      sandbox.commit("Merge", try #require(merged.tree), [head, side], at: sandbox.now))
  }

  /// The same content as one commit.
  private func squash(_ side: ObjectID) throws {
    let head = try #require(sandbox.head)
    let base = try sandbox.repository.link(side).parents[0]
    let merged = try sandbox.repository.mergeTrees(
      ancestor: sandbox.repository.link(base).tree,
      ours: sandbox.repository.link(head).tree, theirs: sandbox.repository.link(side).tree)
    try sandbox.setHead(
      sandbox.commit("Squash", try #require(merged.tree), [head], at: sandbox.now))
  }

  private func drift() throws -> [DriftedObject] {
    try DriftReader(try sandbox.situation(), targets: try sandbox.access()).read(nil)
      .flatMap(\.objects)
  }

  @Test func `the commit stands on the deployed one and carries nothing else`() throws {
    let deployed = try #require(sandbox.head)
    try sandbox.merge("Later", ["a/3": "later\n", "other": "later\n"])
    try sandbox.handWrite("by hand\n", to: "a/2")
    let adoption = try make()
    #expect(adoption.deployed == deployed)
    #expect(try text("a/2", in: adoption.tree) == "by hand\n")
    #expect(try text("other", in: adoption.tree) == "o\n")
    #expect(try text("a/3", in: adoption.tree) == nil)
    #expect(adoption.message.hasPrefix("Adopt a change made in live: a\n"))
    #expect(adoption.message.contains("Deploysync-Seen: 2026-01-10T12:00:00Z"))
    #expect(adoption.message.contains("a/2 was changed in the system"))
  }

  @Test func `removals and modes are adopted as such`() throws {
    try sandbox.handWrite(nil, to: "a/2")
    try sandbox.handWrite(.file(Array("1\n2\n3\n4\n5\n".utf8), executable: true), to: "a/1")
    let adoption = try make()
    #expect(try text("a/2", in: adoption.tree) == nil)
    let entry = try sandbox.repository.entry(at: GitPath("a/1"), in: adoption.tree)
    #expect(entry?.mode == .executable)
  }

  @Test(arguments: [true, false], ["ad-hoc", "standard"])
  func `once merged, the next apply of any day records it without writing`(
    isSquashed: Bool, deployment: String
  ) throws {
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: \(deployment) } } } }")
    // Another merge request that waits changes other lines of the same object.
    try sandbox.merge("Later", ["a/1": "1\n2\n3\n4\nfive\n"])
    try sandbox.handWrite("one\n2\n3\n4\n5\n", to: "a/1")
    try sandbox.handWrite(nil, to: "a/2")
    let side = try commit(try make())
    if isSquashed { try squash(side) } else { try mergeCommit(side) }
    let before = try sandbox.files()
    let result = try #require(try sandbox.apply().record.bindings.first)
    if deployment == "standard" {
      #expect(result.outcome == .notDue)
      #expect(try sandbox.files() == before, "nothing is written")
      // What is merged for the object is more than what was adopted: that waits for its date.
      #expect(result.objects.map(\.path) == ["a/2"])
      #expect(try drift().map(\.consequence) == [.included])
      try sandbox.go(to: "2026-02-01T00:05:00Z")
      try sandbox.apply()
    }
    #expect(try sandbox.texts() == ["a/1": "one\n2\n3\n4\nfive\n"])
    #expect(try drift().isEmpty)
    #expect(try sandbox.findings() == [])
  }

  @Test func `an adopted change alone is taken over on a day that is not due, and stays`() throws {
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: standard } } } }")
    try sandbox.handWrite("by hand\n", to: "a/2")
    try mergeCommit(try commit(try make()))
    let before = try sandbox.files()
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .notDue && result.objects.map(\.action) == [.takeOver])
    #expect(try sandbox.files() == before)
    #expect(try sandbox.recorded("a")["a/2"] == "by hand\n")
    #expect(try drift().isEmpty)
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    try sandbox.apply()
    #expect(try sandbox.files() == before, "the date brings nothing that is there already")
    #expect(try drift().isEmpty)
  }

  @Test func `what the deployed commit has otherwise is merged three ways`() throws {
    // A run that could not bring a/1 leaves it as it was, and moves the deployed commit.
    try sandbox.handWrite("1\n2\n3\n4\nby hand\n", to: "a/1")
    try sandbox.handWrite("by hand\n", to: "a/2")
    try sandbox.merge(
      "Second", ["a/1": "one\n2\n3\n4\n5\n", "a/2": "merged\n", "a/3": "three\n"])
    try sandbox.apply()
    #expect(try sandbox.record("a")?.commit == sandbox.head)
    let adoption = try make()
    #expect(try text("a/1", in: adoption.tree) == "one\n2\n3\n4\nby hand\n")
    #expect(adoption.adopted.map(\.object.path) == ["a/1"])
    #expect(adoption.left.map(\.path) == ["a/2"])
    #expect(try text("a/2", in: adoption.tree) == "merged\n")
  }

  @Test func `without drift, a commit or anything to adopt it is refused with the reason`() throws {
    #expect(throws: AdoptionError.self) { try make() }
    try sandbox.handWrite("by hand\n", to: "a/2")
    try sandbox.merge("The same", ["a/2": "by hand\n"])
    do {
      _ = try make()
      Issue.record("it was adopted")
    } catch let error as AdoptionError {
      guard case .isMerged = error else { throw error }
    }
  }

  @Test func `a branch name that git refuses, the ledger's and a taken one are refused`() throws {
    for name in ["-x", "a..b", "a b", "deploysync/ledger", "x.lock", "", "a//b", "HEAD"] {
      #expect(throws: AdoptionError.self, "\(name)") { try AdoptionBranch(name) }
    }
    let branch = try AdoptionBranch("adopt/a-live")
    try branch.requireFree(in: sandbox.repository, remote: nil)
    try branch.create(at: try #require(sandbox.head), in: sandbox.repository)
    #expect(throws: AdoptionError.self) {
      try branch.requireFree(in: sandbox.repository, remote: nil)
    }
    #expect(throws: AdoptionError.self) {
      try branch.create(at: try #require(sandbox.head), in: sandbox.repository)
    }
  }
}
