package import Domain
package import Ledger
package import Targets

/// What a run would do with one object, and what it was decided from.
package struct PlannedObject: Sendable, Hashable {
  /// Whether it may be done.
  package enum Verdict: Sendable, Hashable {
    case proceed
    /// The target holds something that nobody recorded: it is left alone. A clause that follows the
    /// path says what.
    case drift(String)
    /// Its place holds what no run overwrites, such as a folder, or cannot be looked at. A clause that
    /// follows the path says what is there.
    case occupied(String)
    /// The target cannot or must not hold it. A clause says why.
    case impossible(String)
    /// The target has no way to do it, by its description. A clause says what it cannot.
    case unsupported(String)
  }

  package var action: ObjectResult.Action
  /// Its path in the repository; of one that goes, the recorded one.
  package var path: GitPath
  /// Its place on the target.
  package var place: GitPath
  /// Where a renamed object was, in the repository and on the target.
  package var fromPath: GitPath?
  package var fromPlace: GitPath?
  /// What is recorded at the place, or for a rename at the place it leaves; what another item
  /// recorded there counts.
  package var recorded: FileVersion?
  /// What it is to be; nil where it goes.
  package var desired: FileVersion?
  /// What was at the place when it was read.
  package var live: LiveObject?
  /// What was at the place that a renamed object leaves.
  package var liveFrom: LiveObject?
  package var verdict: Verdict
  /// The target's own ID of it; nil where its place is all there is, or it is to be created.
  package var remoteID: String?
  /// Whether nothing that was done by hand is lost by writing it, although other bytes are there: what
  /// is to be written holds the change, or the target takes the bytes for the recorded ones.
  package var includesLive = false
  /// Whether it leaves the content and is turned off: at `place` as `desired`, from `fromPlace`.
  package var isDeactivation = false
  /// The item that has it from now on.
  package var newOwner: Ownership.Claim?
  /// The item that has recorded what is at its place, and has it no longer once this is done.
  package var formerOwner: Ownership.Claim?

  package init(
    action: ObjectResult.Action, path: GitPath, place: GitPath, recorded: FileVersion?,
    desired: FileVersion?, live: LiveObject?, verdict: Verdict = .proceed
  ) {
    self.action = action
    self.path = path
    self.place = place
    self.recorded = recorded
    self.desired = desired
    self.live = live
    self.verdict = verdict
  }

  /// Whether a deactivated object comes back: from `fromPlace`.
  package var isTakenUp: Bool { fromPlace != nil && fromPath == nil && !isDeactivation }

  /// For the lease of the run that does it.
  var intent: Lease.Object {
    let isTold = fromPath == nil && fromPlace != nil
    return Lease.Object(
      path: path, action: action, from: fromPath, place: isTold ? place : nil,
      fromPlace: isTold ? fromPlace : nil)
  }

  /// Whether doing it changes the target.
  package var writes: Bool {
    switch action {
    case .create, .update, .rename, .delete, .deactivate: true
    case .takeOver, .leaveBehind, .handOver: false
    }
  }
}

/// What a run would do with one binding.
package struct BindingPlan: Sendable {
  package var binding: BindingID
  package var desired: DesiredContent
  /// By path; objects that stay as they are do not appear.
  package var objects: [PlannedObject]
  /// The entries that an exception carries while the deployed commit stays; nil where the commit is
  /// deployed as a whole.
  package var carries: [ObjectID]?
  /// The exception that it is for.
  package var exception: String?
  /// What a rollback brings back; nil for other runs.
  package var restores: Restoration?
  /// Recorded objects that the plan does not touch and that were changed on the target, by place.
  package var drift: [GitPath]
  /// Whether the target takes it all at once, or nothing of it.
  package var goesLiveAsWhole = false
  /// Whether the recorded objects that it does not touch were read as well.
  package var looksAtAll = true
  /// Some of the contents that it writes, which were read already.
  var contents: [ObjectID: [UInt8]] = [:]

  /// The objects that may be done and that change the target.
  package var writing: [PlannedObject] {
    objects.filter { $0.writes && $0.verdict == .proceed }
  }

  /// The other bindings whose records change with it.
  var otherOwners: [BindingID] {
    Set(objects.flatMap { [$0.newOwner?.binding, $0.formerOwner?.binding].compactMap(\.self) })
      .sorted()
  }

  /// The objects that are kept from being done.
  package var blocked: [PlannedObject] { objects.filter { $0.verdict != .proceed } }
}
