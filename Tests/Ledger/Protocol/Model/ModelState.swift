/// One instant of the model: what every process knows, what is on its way, and what is so.
struct ModelState: Hashable {
  /// Up to three processes; those that a model does not have are never started.
  private var first = ModelProcess()
  private var second = ModelProcess()
  private var third = ModelProcess()
  /// The remote's ledger.
  var ledger = ModelLedger()
  /// What is on the target.
  var target = ModelObjects()
  /// The pushes on their way that can still be accepted.
  var messages: [ModelMessage] = []
  /// How many steps on other bindings are still to come.
  var elsewhere: UInt8 = 0

  subscript(_ process: Int) -> ModelProcess {
    get {
      switch process {
      case 0: first
      case 1: second
      default: third
      }
    }
    set {
      switch process {
      case 0: first = newValue
      case 1: second = newValue
      default: third = newValue
      }
    }
  }
}

/// A push on its way.
struct ModelMessage: Hashable {
  var step: ModelStep
  /// How often it is on its way; counted to two, and only where single copies can be refused.
  var copies: UInt8 = 1
  /// Whether the one who sent it has concluded that it will never be part of the ledger.
  var isGivenUp = false
  /// Whether the tip that it was built on has been replaced; kept only where a weakened rule lets
  /// the remote take it nevertheless.
  var isLate = false
}

/// What one process is about, and what it remembers. Ages are in ticks, by its own clock.
struct ModelProcess: Hashable {
  enum Place: UInt8 {
    /// It ended or was killed; a new one can be started.
    case gone
    /// Between two looks at the ledger.
    case waiting
    /// It asked for the ledger.
    case asked
    /// It waits for the answer to a push.
    case pushing
    /// It has a lease, and is between two writes, or reads the target to settle the run.
    case holding
    /// It has found that it may write, and is about to.
    case writing
  }

  var place = Place.gone
  /// The lease in the ledger as it knows it, and whether that is the remote's tip still.
  var lease: ModelLease?
  var isCurrent = false
  /// Since it asked for the lease that it has.
  var leaseAge: UInt8 = 0
  /// Whether the latest renewal came to nothing.
  var hasTried = false
  /// The step that it pushes, where that is, and since when it does.
  var pushed: ModelStep?
  var standing = ModelStanding.open
  var pushAge: UInt8 = 0
  var isSecondPush = false
  /// The lease that it watches, and since the answer that first showed it.
  var seen: ModelLease?
  var seenAge: UInt8 = 0
  /// Since it asked for the ledger.
  var lookAge: UInt8 = 0
  /// Since it found that it may write.
  var checkAge: UInt8 = 0
  /// The objects that it has written.
  var written: UInt8 = 0
  /// How many runs it has begun, and which one it is at.
  var runs: UInt8 = 0
  var run: UInt8?
  /// Whether that is a dead run of another process, which it settles, and the owner that it is by
  /// the lease that it took over; 0 for the process of the run.
  var settles = false
  var owner: UInt8 = 0

  /// Another process in its place, or the same one that begins anew: what is remembered beyond it.
  func fresh(_ place: Place) -> ModelProcess {
    var process = ModelProcess()
    process.place = place
    process.runs = runs
    return process
  }

  /// Whether it waits for the answer to a push of this kind.
  func isPushing(_ kind: ModelStep.Kind) -> Bool { place == .pushing && pushed?.kind == kind }
}
