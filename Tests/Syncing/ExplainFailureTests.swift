import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// Why a change that a run dealt with is not on the target all the same.
struct ExplainFailureTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure(prune: "never")
    try sandbox.merge("First (!1)", ["a/1": "1\n", "a/2": "2\n"], direct: true)
    try sandbox.apply()
  }

  private func configure(prune: String) throws {
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc, prune: \(prune) } } } }")
  }

  private func merge(_ subject: String, _ changes: [String: FixtureFile?]) throws -> ObjectID {
    sandbox.now = sandbox.now + 3600
    return try sandbox.merge(subject, changes, direct: true)
  }

  private func place(_ name: String) throws -> Explanation.Place {
    let situation = try sandbox.situation()
    let explained = try Explainer(situation).explain(ChangeName(situation).resolve(name))
    return try #require(explained.places.first)
  }

  @Test func `a run that held it back did not bring it, though it went past it`() throws {
    let second = try merge("Second (!2)", ["a/2": "two\n"])
    try sandbox.hold("a", [second])
    _ = try merge("Third (!3)", ["a/1": "one\n"])
    let past = try sandbox.apply().record.run
    try sandbox.release("a", [second])
    sandbox.now = sandbox.now + 3600
    let brought = try sandbox.apply().record.run
    #expect(try place("2").run == brought)
    #expect(try place("3").run == past)
  }

  @Test func `after a rollback and a release it is live since the run that brought it again`()
    throws
  {
    let first = try #require(try sandbox.record("a")?.run)
    let second = try merge("Second (!2)", ["a/2": "two\n"])
    try sandbox.apply()
    try sandbox.rollback("a", to: first)
    try sandbox.release("a", [second])
    let again = try sandbox.apply().record.run
    let live = try place("2")
    #expect(live.state == .live && live.run == again)
  }

  @Test func `a removed object that prune keeps is left behind, not live`() throws {
    _ = try merge("Remove (!2)", ["a/2": nil])
    let run = try sandbox.apply().record.run
    let left = try place("2")
    #expect(left.state == .leftBehind && left.run == run)
    #expect(left.why.contains("but a/2 is left behind on the target because `prune` is never"))
    #expect(left.next?.contains("prune: delete") == true)
    try configure(prune: "delete")
    try sandbox.apply()
    #expect(try place("2").state == .live, "it is removed now")
  }

  @Test func `an object that was refused says what is in its way and how to look at it`() throws {
    try sandbox.handWrite("by hand\n", to: "a/2")
    _ = try merge("Second (!2)", ["a/2": "two\n"])
    let run = try sandbox.apply().record.run
    let refused = try place("2")
    #expect(refused.state == .undone && refused.run == run)
    #expect(refused.why == "run \(run) refused a/2: it was changed on the target")
    #expect(
      refused.next
        == "see what is in the way: deploysync drift a@live, then: deploysync apply a@live")
  }

  @Test func `of what one run brought in part only the object that failed is told so`() throws {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:"
    _ = try merge(
      "Second (!2)",
      ["a/3": .text(pointer + String(repeating: "a", count: 64) + "\nsize 1\n")])
    _ = try merge("Third (!3)", ["a/1": "one\n"])
    let run = try sandbox.apply().record.run
    let failed = try place("2")
    #expect(failed.state == .undone)
    #expect(failed.why.hasPrefix("run \(run) did not bring a/3: "), "\(failed.why)")
    #expect(failed.next?.hasPrefix("mend a/3 in a merge request") == true)
    #expect(try place("3").run == run)
    _ = try merge("Fourth (!4)", ["a/2": "two\n"])
    #expect(try place("4").state == .due, "what the run did not know is not told as its failure")
  }

  @Test func `what a baseline did not find is not live with it`() throws {
    let second = try merge("Second (!2)", ["a/3": "3\n"])
    try sandbox.baseline(["a"], at: second)
    let missing = try place("2")
    #expect(missing.state == .undone && missing.why.contains("did not find a/3"), "\(missing.why)")
    #expect(try place("1").state == .live)
    try sandbox.handWrite("by hand\n", to: "a/3")
    let run = try sandbox.apply().record.run
    #expect(
      try place("2").why
        == "run \(run) refused a/3: it is on the target already, and no record of ours says so")
  }
}
