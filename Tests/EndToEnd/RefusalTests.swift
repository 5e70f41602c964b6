import Fixtures
import Testing

/// Every refusal with its whole message and the next thing to type, as tables in `Snapshots`.
struct RefusalTests {
  @Test func `refusals of a run`() throws {
    try check(Refusal.ofRuns, named: "refusals of a run")
  }

  @Test func `refusals around exceptions`() throws {
    try check(Refusal.ofExceptions, named: "refusals around exceptions")
  }

  @Test func `refusals of holds and baselines`() throws {
    try check(Refusal.ofHoldsAndBaselines, named: "refusals of holds and baselines")
  }

  @Test func `refusals of adopting and inferring`() throws {
    try check(Refusal.ofAdoptions, named: "refusals of adopting and inferring")
  }

  private func check(_ table: [Refusal], named name: String) throws {
    try Snapshot.check(
      try table.map { try $0.section() }.joined(separator: "\n"), named: name)
  }
}
