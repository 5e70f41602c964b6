import Differences
import Domain
import Fixtures
import Testing

@testable import Syncing

/// What is told of the objects of a plan, with the three sides of each.
struct ChangeReaderTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge(
      "First",
      [
        "data/x.yaml": "title: A\npriority: low\ntags: [a]\n", "data/t.txt": "one\n",
        "data/s.yaml": "token: s1\nname: n\n", "data/run": "x", "data/b.bin": "a\0b",
      ])
    try sandbox.apply()
  }

  private func change(_ path: String) throws -> ObjectChange? {
    let reader = ChangeReader(
      targets: try sandbox.access(), by: try sandbox.ledger(), in: sandbox.repository)
    let request = Preparer.Request(plansAhead: true)
    for binding in try sandbox.prepare(request).bindings {
      for object in binding.stage.plan?.objects ?? [] where object.path.text == path {
        return try reader.change(of: object, on: "live")
      }
    }
    return nil
  }

  @Test func `values that were changed by hand are told with all three sides`() throws {
    try sandbox.handWrite("title: By hand\npriority: high\ntags: [a]\n", to: "data/x.yaml")
    try sandbox.merge("Second", ["data/x.yaml": "title: B\npriority: high\ntags: [a, b]\n"])
    let change = try #require(try change("data/x.yaml"))
    #expect(
      change.difference?.changes.map(\.text)
        == ["title: A -> B", "priority: low -> high", "+ tags[1]: b"])
    #expect(change.lost.map(\.text) == ["title: By hand on the target, recorded A, to be B"])
    #expect(change.patch == nil && change.lostPatch == nil)
  }

  @Test func `what is there without a record is the old side`() throws {
    try sandbox.handWrite("n: 1\n", to: "data/n.yaml")
    try sandbox.merge("Second", ["data/n.yaml": "n: 2\n"])
    #expect(try change("data/n.yaml")?.difference?.changes.map(\.text) == ["n: 1 -> 2"])
  }

  @Test func `lines are told where there are no values`() throws {
    try sandbox.handWrite("hand\n", to: "data/t.txt")
    try sandbox.merge("Second", ["data/t.txt": "two\n"])
    let change = try #require(try change("data/t.txt"))
    #expect(change.patch == "@@ -1 +1 @@\n-one\n+two\n")
    #expect(change.lostPatch == "@@ -1 +1 @@\n-one\n+hand\n")
  }

  @Test func `only comments or layout is said so, with the lines`() throws {
    try sandbox.merge("Second", ["data/x.yaml": "title: A # why\npriority: low\ntags: [a]\n"])
    let change = try #require(try change("data/x.yaml"))
    #expect(change.difference?.kind == .layout)
    #expect(change.patch?.contains("+title: A # why") == true)
  }

  @Test func `no secret is in it, of any side`() throws {
    try sandbox.handWrite("token: s2\nname: hand\n", to: "data/s.yaml")
    try sandbox.merge("Second", ["data/s.yaml": "token: s3\nname: m\n"])
    let values = try #require(try change("data/s.yaml"))
    #expect(values.lost.map(\.text).contains("token: (secret) changed on the target"))
    try sandbox.merge("Third", ["data/s.yaml": "token: s1\nname: n # s4\n"])
    let layout = try #require(try change("data/s.yaml"))
    #expect(layout.difference?.kind == .layout && layout.patch == nil)
    for change in [values, layout] {
      for secret in ["s1", "s2", "s3", "s4"] { #expect(!"\(change)".contains("\"\(secret)\"")) }
      #expect(!"\(change)".contains("token: s"))
    }
  }

  @Test func `a mode and what is no text are named`() throws {
    try sandbox.merge("Second", ["data/run": .file(Array("x".utf8), executable: true)])
    #expect(try change("data/run")?.notes == ["it becomes executable"])
    try sandbox.merge("Third", ["data/b.bin": "c\0d"])
    #expect(try change("data/b.bin")?.difference?.kind == .binary)
  }
}
