import Domain
import Exceptions
import Fixtures
import Foundation
import Git
import Ledger
import Testing

@testable import Syncing

/// Several people who take the same step at the same moment, each with a repository of their own
/// open.
struct DecidingTogetherTests {
  /// What one of them got.
  private final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [String] = []

    func add(_ answer: String) { lock.withLock { all.append(answer) } }
    var sorted: [String] { lock.withLock { all.sorted() } }
  }

  private func decide(_ approvals: Int, by people: [String]) throws -> (Bench, [String]) {
    let list = people.map { "\($0)@example.com" }.joined(separator: ", ")
    let bench = try Bench(
      ["data/a.yaml": "a\n"],
      more: """
        exceptions:
          steps:
            - impact: { by: [olga@example.com] }
            - decision: { by: [\(list)], approvals: \(approvals) }
            - confirmation: { by: requester }
        """)
    try bench.baseline()
    try bench.merge("Change (!1)", ["data/a.yaml": "b\n"])
    try bench.impact(bench.request())
    let (path, now) = (bench.folder.path("repository"), bench.now)
    let answers = Answers()
    let threads = people.map { name in
      Thread {
        do {
          let repository = try Repository.open(path)
          let surroundings = ApplyRun.Surroundings(
            repository: repository, branch: MergedBranch(name: "main", remote: nil),
            targets: TargetAccess(nil),
            person: Domain.Person(name: name, email: "\(name)@example.com"), now: { now })
          _ = try ExceptionDesk(surroundings).take(
            .decision, of: "E-1", verdict: .approved, text: "fine", attestation: nil)
          answers.add("approved")
        } catch let error as any ExplainedError {
          answers.add(error.message)
        } catch {
          answers.add("\(error)")
        }
      }
    }
    threads.forEach {
      $0.stackSize = 8 << 20
      $0.start()
    }
    while threads.contains(where: { !$0.isFinished }) { usleep(2000) }
    return (bench, answers.sorted)
  }

  @Test func `where one approval is needed the second is refused`() throws {
    for _ in 0..<5 {
      let (bench, answers) = try decide(1, by: ["max", "mia"])
      #expect(
        answers == [
          "E-1: enough people took the decision already; next is the confirmation", "approved",
        ])
      let chain = try #require(try bench.situation().ledger.exception("E-1"))
      #expect(chain.steps.map(\.name) == ["01-request", "02-impact", "03-decision"])
      #expect(try bench.findings() == [])
    }
  }

  @Test func `where two are needed both count, and nobody is lost`() throws {
    let (bench, answers) = try decide(2, by: ["max", "mia", "moe", "may"])
    #expect(
      answers == Array(
        repeating: "E-1: enough people took the decision already; next is the confirmation",
        count: 2)
        + ["approved", "approved"])
    let chain = try #require(try bench.situation().ledger.exception("E-1"))
    #expect(
      chain.steps.map(\.name) == ["01-request", "02-impact", "03-decision", "04-decision"])
    #expect(try bench.findings() == [])
  }
}
