package import Domain
package import Git

/// Waits for the locks of refs, and removes those that killed processes left.
///
/// A lock is dead at once where a note proves its writer gone (after a second without a change where
/// that died before it had written all of it), else after it was watched unchanged for
/// as long as a lease stands, on this process's own clock. The same rule decides as for leases.
package final class LockWatch {
  /// How long a lock is waited for that is not known to be dead. What lives holds one for an instant.
  package var patience: Duration = .seconds(10)

  private let repository: Repository
  private let length: Duration
  private let clock: () -> Duration
  private var seen: LeaseRule.Sighting<LockFile>?
  private var waitingSince: Duration?

  package init(
    in repository: Repository, length: Duration = LeaseTerms.usual.length,
    clock: @escaping () -> Duration = LeaseClock.now
  ) {
    self.repository = repository
    self.length = length
    self.clock = clock
  }

  /// Writes a ref, and tries again while its lock is there.
  ///
  /// Throws `ReferenceLocked` where the lock stays, and whatever else `write` throws.
  package func writing(
    _ reference: String, to commit: ObjectID, pause: () -> Void, _ write: () throws -> Void
  ) throws {
    waitingSince = nil
    while true {
      do {
        return try LockNote(reference: reference, commit: commit).during(in: repository, write)
      } catch ReferenceError.locked {
        if try !clear(reference) { pause() }
      }
    }
  }

  /// Removes the lock of a ref where it is dead; false where it may live, or was gone by itself.
  private func clear(_ reference: String) throws -> Bool {
    let start = waitingSince ?? clock()
    waitingSince = start
    let lookedAt = clock()
    let common = repository.commonDirectory
    let candidates = ["\(common)/\(reference).lock", "\(common)/packed-refs.lock"]
    let isPatient = clock() - start < patience
    guard let lock = candidates.lazy.compactMap(LockFile.init).first else {
      if isPatient { return false }
      throw ReferenceError.locked(name: reference)
    }
    let first = LeaseRule.sighting(seen, of: lock, answeredAt: clock())
    seen = first
    let isGone =
      switch LockNote.finding(lock, of: reference, in: repository) {
      case .whole: true
      case .beginning: lookedAt - first.answeredAt >= .seconds(1)
      case .unknown: false
      }
    let step = LeaseRule.taker(
      isProvablyGone: isGone, first: first, lookedAt: lookedAt, length: length)
    if step == .takeOver, lock.remove(guardedBy: "\(common)/deploysync/locks") {
      LockNote.clearAway(in: repository)
      return true
    }
    if isPatient { return false }
    throw ReferenceLocked(reference: reference, path: lock.path, age: lock.age)
  }
}

/// A ref cannot be written, and it is not known whether its lock is somebody's.
package struct ReferenceLocked: ExplainedError, Hashable {
  package var reference: String
  /// The lock's file.
  package var path: String
  package var age: Duration

  package var category: FailureCategory { .failed }
  package var message: String { "\(reference) is locked by another process, or by one that died" }
  package var causes: [String] { ["\(path) is there, and \(shownAge) old"] }
  package var hints: [String] {
    [
      "deploysync apply --wait 2m removes it once it has not changed for a minute",
      "or, if neither git nor deploysync is running here: "
        + "rm '\(path.replacing("'", with: "'\\''"))'",
    ]
  }

  private var shownAge: String {
    let seconds = Int(age / .seconds(1))
    switch seconds {
    case ..<120: return "\(seconds) seconds"
    case ..<7_200: return "\(seconds / 60) minutes"
    case ..<172_800: return "\(seconds / 3_600) hours"
    default: return "\(seconds / 86_400) days"
    }
  }
}
