/// The ledger of a model, as far as anything can depend on it: who holds the one binding, and what
/// is recorded of its objects. What it was before is not kept: nobody can tell, and nothing follows
/// from it, but for what the standing of a push says.
struct ModelLedger: Hashable {
  var lease: ModelLease?
  /// What is recorded of each object.
  var record = ModelObjects()

  /// The ledger after a step; with what is wrong where the step does not follow from it.
  func after(_ step: ModelStep) -> (ledger: ModelLedger, flaw: String?) {
    var next = self
    var flaw: String?
    if step.kind == .intent {
      if lease != nil { flaw = "a run takes a binding that is taken" }
      next.lease = ModelLease(run: step.run, renewals: 0)
      return (next, flaw)
    }
    if lease?.run != step.run { flaw = "a run that has no lease takes a step" }
    if step.kind != .takeover, lease?.owner != step.by {
      flaw = flaw ?? "a process takes a step under a lease that another has taken over"
    }
    switch step.kind {
    case .intent: break
    case .renewal: next.lease?.renewals += 1
    // The program goes on counting. Here owners are never the same twice, and tell as much.
    case .takeover: next.lease = ModelLease(run: step.run, owner: step.by, renewals: 0)
    case .result, .settlement:
      next.lease = nil
      next.record.write(step.run, where: step.written)
    }
    return (next, flaw)
  }
}

/// Who holds the binding, as anybody can read it.
struct ModelLease: Hashable, Sendable {
  var run: UInt8
  /// Whoever settles the run; 0 for its own process.
  var owner: UInt8 = 0
  var renewals: UInt8
}

/// What each of up to two objects is: the number after that of the run that wrote it, or 0.
struct ModelObjects: Hashable {
  private var values: UInt8 = 0

  subscript(_ object: UInt8) -> UInt8 {
    get { values >> (object * 4) & 15 }
    set { values = values & ~(15 << (object * 4)) | newValue << (object * 4) }
  }

  mutating func write(_ run: UInt8, where written: UInt8) {
    for object in UInt8(0)..<2 where written >> object & 1 == 1 { self[object] = run + 1 }
  }
}

/// What a commit of the ledger does. Two pushes of the same step on the same tip are the same commit.
struct ModelStep: Hashable {
  enum Kind: UInt8 {
    /// Takes the binding for a run.
    case intent
    case renewal
    /// Makes the lease of a dead run that of a process which settles it.
    case takeover
    /// Records what the run wrote, and lets the binding go.
    case result
    /// Records what a dead run had written, and lets its binding go.
    case settlement

    /// Whether whoever takes such a step has time from then on.
    var beginsTerm: Bool { self == .intent || self == .renewal || self == .takeover }
  }

  var kind: Kind
  var run: UInt8
  /// The objects that a result or settlement records, one bit each.
  var written: UInt8 = 0
  /// Whose lease it is by the step: the owner that takes it over, or who takes the step under it.
  var by: UInt8 = 0
}

/// Where a commit is that was pushed.
enum ModelStanding: UInt8 {
  /// The remote still holds the tip that it was built on.
  case open
  /// It is the remote's tip.
  case newest
  /// It is part of the ledger, and others were built on it.
  case beneath
  /// It is not part of the ledger, and the tip that it was built on has been replaced.
  case late
}
