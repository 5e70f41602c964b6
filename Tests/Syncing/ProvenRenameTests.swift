import Domain
import Fixtures
import Ledger
import Targets
import Testing

@testable import Syncing

/// Renames with an edit, proven by what the files say of themselves.
struct ProvenRenameTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    sandbox.key = "title"
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge(
      "First", ["data/active/x.yaml": "title: X\nactive: true\n", "data/y.json": #"{"title":"Y"}"#])
    try sandbox.apply()
  }

  private func actions() throws -> [ObjectResult.Action] {
    try sandbox.apply().record.bindings.flatMap(\.objects).map(\.action)
  }

  @Test func `a move to inactive with its switch is one rename`() throws {
    try sandbox.merge(
      "Turn off",
      ["data/active/x.yaml": nil, "data/inactive/x.yaml": "title: X\nactive: false\n"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.objects.map(\.action) == [.rename])
    #expect(result.objects.map(\.path) == ["data/inactive/x.yaml"])
    #expect(result.objects.map(\.from) == ["data/active/x.yaml"])
    #expect(
      try sandbox.texts() == [
        "data/inactive/x.yaml": "title: X\nactive: false\n", "data/y.json": #"{"title":"Y"}"#,
      ])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `without the key it is not`() throws {
    sandbox.key = nil
    try sandbox.merge(
      "Turn off",
      ["data/active/x.yaml": nil, "data/inactive/x.yaml": "title: X\nactive: false\n"])
    #expect(try actions() == [.leaveBehind, .create])
  }

  @Test(arguments: [
    ["data/new.yaml": "title: X\nb: 1\n", "data/too.yaml": "title: X\nb: 2\n"],
    ["data/new.yaml": "title: X\nb: 1\n", "data/y.json": #"{"title":"X"}"#],
    ["data/new.yaml": "title: Z\nactive: true\n"],
    ["data/new.yaml": "title: X\ntitle: X\n"],
    ["data/new.yaml": "title: X\nb: [\n"],
    ["data/new.yaml": "title: !own X\nb: 1\n"],
    ["data/new.yaml": "a: { title: X }\n"],
    ["data/new.txt": "title: X\nactive: false\n"],
    ["data/new.yaml": "title: [X]\n"],
  ]) func `a name that is not one object's proves nothing`(files: [String: String]) throws {
    var changes = files.mapValues { Optional(FixtureFile.text($0)) }
    changes["data/active/x.yaml"] = .some(nil)
    try sandbox.merge("Change", changes)
    #expect(try !actions().contains(.rename))
    #expect(try sandbox.record("a")?.leftBehind.map(\.path) == ["data/active/x.yaml"])
  }

  @Test func `a name that two recorded objects have proves nothing`() throws {
    try sandbox.merge("Same title", ["data/z.yaml": "title: X\n"])
    try sandbox.apply()
    try sandbox.merge("Move", ["data/active/x.yaml": nil, "data/new.yaml": "title: X\nb: 1\n"])
    #expect(try !actions().contains(.rename))
  }

  @Test(arguments: [
    ("title: X\na: 1\n", "title: Z\nprevious_title: X\n"),
    ("name: X\na: 1\n", "name: Z\nprevious_name: X\n"),
    ("title: 12\na: 1\n", "title: 13\nprevious_title: \"12\"\n"),
  ]) func `a file that says what it was called is proof on every target`(
    old: String, new: String
  ) throws {
    sandbox.key = nil
    try sandbox.merge("Old", ["data/active/x.yaml": .text(old)])
    try sandbox.apply()
    try sandbox.merge("Rename", ["data/active/x.yaml": nil, "data/z.yaml": .text(new)])
    #expect(try actions() == [.rename])
    #expect(try sandbox.texts()["data/z.yaml"] == new)
    #expect(try sandbox.texts()["data/active/x.yaml"] == nil)
    #expect(try sandbox.findings() == [])
  }

  @Test func `two files with one former name prove nothing`() throws {
    try sandbox.merge(
      "Split",
      [
        "data/active/x.yaml": nil, "data/1.yaml": "title: A\nprevious_title: X\n",
        "data/2.yaml": "title: B\nprevious_title: X\n",
      ])
    #expect(try !actions().contains(.rename))
  }

  @Test func `a former name of an object that stays proves nothing`() throws {
    try sandbox.merge("Copy", ["data/1.yaml": "title: A\nprevious_title: X\n"])
    #expect(try actions() == [.create])
  }

  @Test func `of two renames in one cycle the commits tell the first name`() throws {
    try sandbox.merge(
      "A to B", ["data/active/x.yaml": nil, "data/b.yaml": "title: B\nprevious_title: X\n"])
    try sandbox.merge(
      "B to C", ["data/b.yaml": nil, "data/c.yaml": "title: C\nprevious_title: B\n"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.objects.map(\.action) == [.rename])
    #expect(result.objects.map(\.from) == ["data/active/x.yaml"])
    #expect(try sandbox.texts()["data/c.yaml"] == "title: C\nprevious_title: B\n")
    #expect(try sandbox.texts()["data/active/x.yaml"] == nil)
    #expect(try sandbox.findings() == [])
  }

  @Test func `names that were given away and taken again in circles end`() throws {
    try sandbox.merge("1", ["data/b.yaml": "title: B\nprevious_title: C\n"])
    try sandbox.merge("2", ["data/b.yaml": "title: C\nprevious_title: B\n"])
    try sandbox.merge(
      "3", ["data/active/x.yaml": nil, "data/b.yaml": "title: D\nprevious_title: C\n"])
    #expect(try !actions().contains(.rename))
  }

  @Test(arguments: ["data/active/x.yaml", "data/inactive/x.yaml"])
  func `a rename with an edit that comes half way is taken back`(broken: String) throws {
    try sandbox.merge(
      "Turn off",
      ["data/active/x.yaml": nil, "data/inactive/x.yaml": "title: X\nactive: false\n"])
    let before = try sandbox.texts()
    sandbox.opening = { target in
      FaultyTarget(try TargetOpening.writer(for: target)) { $0 == GitPath(broken) }
    }
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.failed])
    #expect(try sandbox.texts() == before)
    sandbox.opening = nil
    #expect(try actions() == [.rename])
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: 0...2)
  func `a run killed in the middle of one is settled and finished`(killedAfter: Int) throws {
    try sandbox.merge(
      "Turn off",
      ["data/active/x.yaml": nil, "data/inactive/x.yaml": "title: X\nactive: false\n"])
    let preparation = try sandbox.prepare()
    let dead = try sandbox.leaveIntent(of: preparation)
    for write in try sandbox.writes(of: preparation).prefix(killedAfter) {
      try sandbox.handWrite(write.file, to: write.path)
    }
    #expect(try sandbox.apply().settled == [dead])
    #expect(Set(try sandbox.texts().keys) == ["data/inactive/x.yaml", "data/y.json"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }
}
