import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

extension Sandbox {
  /// Records an intent as a run does right before its first write, by a process that is gone, or by
  /// another one.
  func leaveIntent(of preparation: Preparation, by process: LeaseOwner? = nil) throws -> String {
    var owner = LeaseOwner.current()
    owner.processStart = "1"
    owner = process ?? owner
    let situation = preparation.situation
    var generator = SystemRandomNumberGenerator()
    let run = RunID.make(at: now, using: &generator)
    var record = RunRecord(
      run: run, kind: .apply, state: .started, startedAt: now, finishedAt: nil,
      by: "Operator <ops@example.com>", reason: "test", bindings: [])
    var transition = LedgerTransition(subject: "begin", run: run)
    for prepared in preparation.bindings {
      guard case .planned(let plan, _) = prepared.stage else { continue }
      try transition.take(
        plan.binding,
        lease: Lease(
          run: run, owner: owner, since: now, commit: plan.desired.commit,
          root: plan.desired.item.root,
          objects: plan.writing.map(\.intent)),
        content: plan.desired.tree)
      record.bindings.append(
        BindingResult(
          binding: plan.binding, outcome: .failed, from: prepared.queue?.record?.commit,
          to: plan.desired.commit))
    }
    try transition.record(record)
    transition.decided(at: situation.head)
    #expect(try writer.append(transition, to: situation.ledger, at: now) != nil)
    return run
  }

  /// The single writes of all plans: each is one moment at which a run can be killed.
  func writes(
    of preparation: Preparation
  ) throws -> [(path: String, file: FixtureFile?)] {
    var writes: [(path: String, file: FixtureFile?)] = []
    for prepared in preparation.bindings {
      guard case .planned(let plan, _) = prepared.stage else { continue }
      for object in plan.writing {
        if let version = object.desired {
          let bytes = try repository.blob(version.content)
          writes.append((object.place.text, .file(bytes, executable: false)))
        }
        if let from = object.fromPlace { writes.append((from.text, nil)) }
        if object.desired == nil { writes.append((object.place.text, nil)) }
      }
    }
    return writes
  }
}

extension Sandbox {
  /// The single writes that an apply would make.
  func plannedWrites() throws -> [(path: String, file: FixtureFile?)] {
    try writes(of: prepare())
  }
}
