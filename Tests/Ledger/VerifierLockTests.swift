import Domain
import Fixtures
import Git
import Testing

@testable import Ledger

/// What the verifier says of locks.
struct VerifierLockTests {
  private let chain: Chain
  private let control: ObjectID

  init() throws {
    chain = try Chain()
    control = try chain.controlCommit()
    try chain.baseline(Chain.triggers, ["data/a.yaml": "1"])
  }

  private func lock(_ binding: BindingID = Chain.triggers) -> BindingLock {
    BindingLock(
      binding, by: "ops@example.com", at: Timestamp(seconds: 1_790_000_000), reason: "test",
      control: control)
  }

  private func append(_ change: (inout LedgerTransition) throws -> Void) throws {
    var transition = LedgerTransition(subject: "lock", locks: [Chain.triggers])
    try change(&transition)
    try chain.append(transition)
  }

  @Test func `a lock and an unlock are steps of a ledger`() throws {
    try append { try $0.lock(Chain.triggers, lock()) }
    #expect(try chain.read().lock(of: Chain.triggers) == lock())
    #expect(try chain.read().lockedBindings() == [Chain.triggers])
    #expect(try chain.paths().contains("locks/production/triggers.json"))
    try append { $0.unlock(Chain.triggers) }
    #expect(try chain.read().lockedBindings() == [])
    #expect(try chain.report().findings == [])
  }

  @Test func `a ledger can begin with a lock`() throws {
    let chain = try Chain()
    var transition = LedgerTransition(subject: "lock", locks: [Chain.triggers])
    try transition.lock(Chain.triggers, lock())
    try chain.append(transition)
    #expect(try chain.report().findings == [])
  }

  @Test func `a lock names its binding`() throws {
    try append { try $0.lock(Chain.forms, lock(Chain.forms)) }
    try chain.expectOnly("it locks or unlocks forms@production, which it does not name")
  }

  @Test func `the lock of one binding is not that of another`() throws {
    try append { try $0.lock(Chain.triggers, lock(Chain.forms)) }
    try chain.expectOnly("locks/production/triggers.json is the lock of forms@production")
  }

  @Test func `a lock stays as it was taken`() throws {
    try append { try $0.lock(Chain.triggers, lock()) }
    var other = lock()
    other.by = "somebody@example.com"
    try append { try $0.lock(Chain.triggers, other) }
    try chain.expectOnly(
      "it changes the lock of triggers@production, which stays as it was taken")
  }

  @Test func `no run takes a lock away`() throws {
    try append { try $0.lock(Chain.triggers, lock()) }
    try chain.record([]) { transition, _ in transition.unlock(Chain.triggers) }
    try chain.expectOnly("it locks or unlocks triggers@production, and is a step of a run")
  }

  @Test func `a lock changes nothing else`() throws {
    let run = chain.start()
    try append {
      try $0.lock(Chain.triggers, lock())
      try $0.record(chain.deployment(run, ["data/a.yaml": "2"]), of: Chain.triggers)
    }
    try chain.expectOnly(
      "it changes what is recorded of triggers@production, and is a lock or an unlock")
  }
}
