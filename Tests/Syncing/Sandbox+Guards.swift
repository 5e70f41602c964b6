import Domain
import Ledger

@testable import Syncing

extension Sandbox {
  @discardableResult
  func lock(_ binding: String, reason: String) throws -> [LockDesk.Change] {
    try LockDesk(surroundings()).lock([BindingID(named: binding)], reason: reason).changes
  }

  @discardableResult
  func unlock(_ binding: String) throws -> [LockDesk.Change] {
    try LockDesk(surroundings()).unlock([BindingID(named: binding)], reason: nil)
  }

  @discardableResult
  func rollback(
    _ binding: String, to run: String, overwritesDrift: Bool = false
  ) throws -> ApplyRun.Report {
    try RollbackRun(
      surroundings(), binding: BindingID(named: binding), to: run, reason: "outage",
      overwritesDrift: overwritesDrift
    ).run()
  }

  @discardableResult
  func hold(_ binding: String, _ entries: [ObjectID]) throws -> [HoldDesk.Change] {
    try HoldDesk(surroundings()).hold(
      [BindingID(named: binding)], entries: entries.map(\.hex), reason: "not ready")
  }

  @discardableResult
  func release(_ binding: String, _ entries: [ObjectID]) throws -> [HoldDesk.Change] {
    try HoldDesk(surroundings()).release(
      [BindingID(named: binding)], entries: entries.map(\.hex))
  }
}

/// The message and the causes of what a body throws; an empty list where it throws nothing.
func refusal(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let error as any ExplainedError {
    return [error.message] + error.causes
  } catch {
    return ["\(error)"]
  }
}
