import Domain
import Exceptions
import Fixtures
import Git
import Queueing
import Testing

struct PickTests {
  private static let numbers = (1...9).map { "\($0)\n" }.joined()

  private static func edited(_ edits: [String: String]) -> String {
    (1...9).map { (edits["\($0)"] ?? "\($0)") + "\n" }.joined()
  }

  private func begin(_ files: [String: String] = ["data/a.yaml": PickTests.numbers]) throws -> Bench
  {
    let bench = try Bench(files)
    try bench.baseline()
    return bench
  }

  private func pick(_ commits: [ObjectID], _ bench: Bench) throws -> Pick {
    switch try Pick.of(commits, in: bench.queue(), repository: bench.repository) {
    case .picked(let pick): return pick
    case .failed(let failure): throw FixtureError("\(failure)")
    }
  }

  private func failure(_ commits: [ObjectID], _ bench: Bench) throws -> Pick.Failure? {
    switch try Pick.of(commits, in: bench.queue(), repository: bench.repository) {
    case .picked: nil
    case .failed(let failure): failure
    }
  }

  @Test func `an entry that touches other lines comes alone`() throws {
    let bench = try begin()
    try bench.merge("First (!1)", ["data/a.yaml": Self.edited(["1": "one"])])
    let last = try bench.merge(
      "Last (!2)", ["data/a.yaml": Self.edited(["1": "one", "9": "nine"])])
    let pick = try pick([last], bench)
    #expect(pick.prerequisites.isEmpty)
    #expect(try bench.texts(in: pick.tree) == ["data/a.yaml": Self.edited(["9": "nine"])])
  }

  @Test(arguments: [false, true])
  func `what an entry builds on is named with its reason`(isSquash: Bool) throws {
    let bench = try begin()
    let first = try bench.merge(
      "Second line (!10)", ["data/a.yaml": Self.edited(["2": "two"])], direct: isSquash)
    try bench.merge(
      "Ninth line (!11)", ["data/a.yaml": Self.edited(["2": "two", "9": "nine"])],
      direct: isSquash)
    let last = try bench.merge(
      "Second line again (!12)", ["data/a.yaml": Self.edited(["2": "zwei", "9": "nine"])],
      direct: isSquash)
    let pick = try pick([last], bench)
    #expect(pick.entries.map(\.commit) == [first, last])
    // A merge commit's subject names no merge request here: then it is the commit.
    let names = isSquash ? ["!10", "!12"] : [first.short, last.short]
    #expect(
      pick.prerequisites.map(\.reason) == [
        "\(names[0]) changes data/a.yaml, which \(names[1]) builds on"
      ])
    #expect(try bench.texts(in: pick.tree) == ["data/a.yaml": Self.edited(["2": "zwei"])])
  }

  @Test func `a rename brings what changed the file before, and not what came after`() throws {
    let bench = try begin()
    let edit = try bench.merge("Edit (!1)", ["data/a.yaml": Self.edited(["5": "five"])])
    let rename = try bench.merge(
      "Rename (!2)", ["data/a.yaml": nil, "data/b.yaml": Self.edited(["5": "five"])])
    let later = try bench.merge(
      "Later (!3)", ["data/b.yaml": Self.edited(["5": "five", "9": "nine"])])
    #expect(try pick([rename], bench).entries.map(\.commit) == [edit, rename])
    let all = try pick([later], bench)
    #expect(all.entries.map(\.commit) == [edit, rename, later])
    #expect(
      try bench.texts(in: all.tree) == [
        "data/b.yaml": Self.edited(["5": "five", "9": "nine"])
      ])
  }

  @Test func `a deletion and a changed mode are taken`() throws {
    let bench = try begin([
      "data/a.yaml": Self.numbers, "data/run.sh": "echo\n", "data/b.yaml": "b\n",
    ])
    try bench.merge("Edit (!1)", ["data/a.yaml": Self.edited(["5": "five"])])
    let deletion = try bench.merge("Delete (!2)", ["data/b.yaml": nil])
    let mode = try bench.merge("Script (!3)", ["data/run.sh": "#!/bin/sh\necho\n"])
    let pick = try pick([deletion, mode], bench)
    #expect(pick.prerequisites.isEmpty)
    #expect(
      try bench.texts(in: pick.tree) == [
        "data/a.yaml": Self.numbers, "data/run.sh": "#!/bin/sh\necho\n",
      ])
    let script = try #require(try bench.repository.file(at: GitPath("data/run.sh"), in: pick.tree))
    #expect(script.mode == .executable)
  }

  @Test func `a file that takes the place of a folder needs the folder's removal`() throws {
    let bench = try begin(["data/a.yaml": "a\n", "data/x/b.yaml": "b\n"])
    let removal = try bench.merge("Remove (!1)", ["data/x/b.yaml": nil])
    let file = try bench.merge("File (!2)", ["data/x": "file\n"])
    let pick = try pick([file], bench)
    #expect(pick.entries.map(\.commit) == [removal, file])
    #expect(try bench.texts(in: pick.tree) == ["data/a.yaml": "a\n", "data/x": "file\n"])
  }

  @Test func `an entry that is held, or needs one that is, is not taken`() throws {
    let bench = try begin()
    let first = try bench.merge("Second (!10)", ["data/a.yaml": Self.edited(["2": "two"])])
    let last = try bench.merge("Again (!11)", ["data/a.yaml": Self.edited(["2": "zwei"])])
    try bench.hold(first)
    guard case .needsHeld(let needed)? = try failure([last], bench) else {
      Issue.record("it was taken")
      return
    }
    #expect(needed.entry.commit == first)
    #expect(
      refusal { _ = try bench.request(only: [last]) } == [
        "\(last.short) needs \(first.short), which is held",
        "\(first.short) changes data/a.yaml, which \(last.short) builds on",
      ])
    #expect(
      refusal { _ = try bench.request(only: [first]) }.first == "\(first.short) is held")
  }

  @Test func `an entry that fits with nothing is refused with its paths`() throws {
    let bench = try begin(["data/a.yaml": "a\n", "more/x.yaml": Self.numbers])
    // A file that was there before comes to the item by a new definition, which no pick deploys.
    let wider = Bench.configuration().replacing("[data]", with: "[data, more]")
      .replacing("root: data", with: "root: .")
    try bench.merge("Wider (!1)", ["deploysync.yaml": wider])
    let entry = try bench.merge("Edit (!2)", ["more/x.yaml": Self.edited(["5": "five"])])
    #expect(
      refusal { _ = try bench.request(only: [entry]) } == [
        "\(entry.short) does not fit what is deployed, even with all earlier entries",
        "it conflicts in more/x.yaml",
      ])
  }

  @Test func `an entry of which nothing is queued is refused, though another one is`() throws {
    let bench = try begin()
    let change = try bench.merge("Change (!1)", ["data/b.yaml": "b\n"])
    try bench.merge("Revert (!2)", ["data/b.yaml": nil])
    let other = try bench.merge("Other (!3)", ["data/c.yaml": "c\n"])
    #expect(
      refusal { _ = try bench.request(only: [change, other]) } == [
        "\(change.short) was taken back by another entry: together they change nothing"
      ])
    try bench.exception(only: [other])
    #expect(
      refusal { _ = try bench.request(only: [other]) } == [
        "\(other.short) is on the target already"
      ])
  }
}
