import Ledger

/// The rules that the model's processes decide by: the ones that the program uses, unless a test
/// weakens one to see that it is found.
struct ModelRules {
  var push: (PushRule.Answer, PushRule.Holding, _ isRepeated: Bool) -> PushRule.Outcome = {
    PushRule.outcome($0, holding: $1, mayPushAgain: !$2, isRepeated: $2)
  }
  var holder: (_ askedAt: Duration, _ now: Duration, LeaseTerms) -> LeaseRule.HolderStep = {
    LeaseRule.holder(askedAt: $0, now: $1, $2)
  }
  var renewed:
    (_ askedAt: Duration, _ requestedAt: Duration, _ now: Duration, LeaseTerms) -> Duration? = {
      LeaseRule.renewed(askedAt: $0, by: $1, answeredAt: $2, $3)
    }
  var sighting:
    (LeaseRule.Sighting<ModelLease>?, ModelLease, _ requestedAt: Duration, _ now: Duration) ->
      LeaseRule.Sighting<ModelLease> = { LeaseRule.sighting($0, of: $1, answeredAt: $3) }
  var taker:
    (Bool, LeaseRule.Sighting<ModelLease>, _ lookedAt: Duration, _ length: Duration) ->
      LeaseRule.TakerStep = {
        LeaseRule.taker(isProvablyGone: $0, first: $1, lookedAt: $2, length: $3)
      }
  var settler: (_ isOwn: Bool, _ isDead: Bool) -> LeaseRule.SettlerStep = {
    LeaseRule.settler(isOwn: $0, isDead: $1)
  }
  var isHeld: (_ held: ModelLease, _ found: ModelLease?) -> Bool = { held, found in
    LeaseRule.isHeld((held.run, held.owner), found: found.map { ($0.run, $0.owner) })
  }
  /// Whether a takeover is tried again on whatever the ledger is by then.
  var replaysTakeovers = false
  /// Whether a lease is judged by the process that began the run, whoever has it.
  var judgesRuns = false
  /// Whether the remote takes a commit although the tip that it is built on was replaced.
  var takesLate = false
}

/// How much of the protocol a model has.
struct ModelBounds {
  /// How many runs each process may begin, one after the other; how often it is killed and started
  /// has no bound.
  var runs: [UInt8] = [1, 1]
  /// The machine of each process: on one's own, a process that is gone can be proven to be.
  var machines = [0, 1, 2]
  /// How many objects a run writes, one or two.
  var objects: UInt8 = 1
  /// How many pushes can be on their way at once, those of killed processes included; one more is
  /// lost.
  var messages = 2
  /// How often a lease can be renewed.
  var renewals: UInt8 = 1
  /// How many steps on other bindings come between.
  var elsewhere: UInt8 = 0
  /// Whether the remote may refuse a commit by a rule of its own.
  var mayRefuse = false
  /// Whether a process may stand still for any time between its look at the clock and its write.
  var mayStall = false
  /// Whether also that is kept apart which makes no difference by the rules: how long a first look
  /// took, and a lease that is watched and was replaced since.
  var isUnabridged = false
  /// Where each process's clock starts: no two of them agree on anything.
  var clocks: [Duration] = [.seconds(1_000), .zero, .seconds(77)]
  /// One tick is a second.
  var terms = LeaseTerms(
    length: .seconds(3), margin: .seconds(1), renewal: .seconds(1), retry: .zero)

  var length: UInt8 { UInt8(terms.length / .seconds(1)) }
  var margin: UInt8 { UInt8(terms.margin / .seconds(1)) }
}
