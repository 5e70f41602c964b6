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

  @Test func `refusals in a freeze`() throws {
    try check(Refusal.ofFreezes, named: "refusals in a freeze")
  }

  @Test func `refusals of locks`() throws {
    try check(Refusal.ofLocks, named: "refusals of locks")
  }

  @Test func `refusals of rollbacks`() throws {
    try check(Refusal.ofRollbacks, named: "refusals of rollbacks")
  }

  @Test func `refusals of saved plans`() throws {
    try check(Refusal.ofPlans, named: "refusals of saved plans")
  }

  @Test func `refusals of what stale plans say`() throws {
    try check(Refusal.ofStalePlans, named: "refusals of stale plans")
  }

  @Test func `refusals of targets and their limits`() throws {
    try check(Refusal.ofTargets, named: "refusals of targets")
  }

  @Test func `refusals around other repositories`() throws {
    try check(Refusal.ofRepositories, named: "refusals around other repositories")
  }

  private func check(_ table: [Refusal], named name: String) throws {
    try Snapshot.check(
      try table.map { try $0.section() }.joined(separator: "\n"), named: name)
  }
}
