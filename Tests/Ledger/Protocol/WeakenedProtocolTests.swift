import Ledger
import Testing

/// What the model finds where a rule is weaker than it is: so that it can fail, and each part of each
/// rule is needed.
struct WeakenedProtocolTests {
  /// What is found, without the names of the processes.
  private func violation(
    _ change: (inout ModelBounds) -> Void = { _ in },
    _ weaken: (inout ModelRules) -> Void = { _ in }
  ) -> String? {
    var bounds = ModelBounds()
    change(&bounds)
    var rules = ModelRules()
    weaken(&rules)
    let exploration = Exploration(Model(bounds, rules))
    return exploration.violation?.text.replacing(/process \d/, with: "another")
  }

  private let twoAtOnce = "it writes, and another has taken its lease over"

  // MARK: - Leases

  @Test func `without fencing, a process that stands still before its write is found`() {
    #expect(violation { $0.mayStall = true } == twoAtOnce)
  }

  @Test func `taking over a moment too early is found`() {
    let found = violation(
      { _ in },
      {
        $0.taker = { gone, first, lookedAt, length in
          LeaseRule.taker(
            isProvablyGone: gone, first: first, lookedAt: lookedAt, length: length - .seconds(1))
        }
      })
    #expect(found == twoAtOnce)
  }

  @Test func `counting from a question instead of its answer is found`() {
    let found = violation(
      { $0.isUnabridged = true },
      {
        $0.sighting = { known, lease, requestedAt, _ in
          LeaseRule.sighting(known, of: lease, answeredAt: requestedAt)
        }
      })
    #expect(found == twoAtOnce)
  }

  @Test func `not noticing a renewal is found`() {
    let found = violation(
      { $0.isUnabridged = true },
      {
        $0.sighting = { known, lease, _, now in
          LeaseRule.Sighting(lease, answeredAt: known?.answeredAt ?? now)
        }
      })
    #expect(found == twoAtOnce)
  }

  @Test func `taking a process for gone that is not is found`() {
    let found = violation(
      { _ in },
      {
        $0.taker = { _, first, lookedAt, length in
          LeaseRule.taker(isProvablyGone: true, first: first, lookedAt: lookedAt, length: length)
        }
      })
    #expect(found == twoAtOnce)
  }

  @Test func `writing after the lease ran out is found`() {
    let found = violation(
      { _ in },
      {
        $0.holder = { askedAt, now, terms in
          let step = LeaseRule.holder(askedAt: askedAt, now: now, terms)
          return step == .stop ? LeaseRule.HolderStep.write : step
        }
      })
    #expect(found == twoAtOnce)
  }

  @Test func `counting a renewal from its answer is found`() {
    #expect(violation({ _ in }, { $0.renewed = { _, _, now, _ in now } }) == twoAtOnce)
  }

  /// The program does not: but of a renewal and a takeover only one gets in, so that it is no more
  /// than caution since runs are taken over before anybody looks at the target.
  @Test func `going on after a renewal that came too late would do no harm`() {
    let found = violation(
      {
        $0.runs = [1, 0]
        $0.terms.length = .seconds(4)
      }, { $0.renewed = { _, requestedAt, _, _ in requestedAt } })
    #expect(found == nil)
  }

  // MARK: - Settling

  @Test func `settling a run without taking its lease over is found`() {
    let found = violation({ _ in }, { $0.settler = { $0 || $1 ? .settle : .wait } })
    #expect(found == "object 0 is not as it is recorded, and no intent explains it")
  }

  @Test func `a takeover on any other state than the one that was found dead is found`() {
    #expect(violation({ _ in }, { $0.replaysTakeovers = true }) == twoAtOnce)
  }

  @Test func `judging a lease by its run, whoever has taken it over, is found`() {
    #expect(violation({ $0.machines = [0, 0, 0] }, { $0.judgesRuns = true }) == twoAtOnce)
  }

  @Test func `not noticing that a lease was taken over is found`() {
    let found = violation({ _ in }, { $0.isHeld = { held, found in found?.run == held.run } })
    #expect(found == "a process takes a step under a lease that another has taken over")
  }

  // MARK: - Pushes

  private func push(
    _ answer: PushRule.Answer, _ holding: PushRule.Holding, is outcome: PushRule.Outcome
  ) -> (inout ModelRules) -> Void {
    { rules in
      rules.push = { said, held, isRepeated in
        if said == answer, held == holding { return outcome }
        return PushRule.outcome(
          said, holding: held, mayPushAgain: !isRepeated, isRepeated: isRepeated)
      }
    }
  }

  @Test func `deciding anew after a push that nobody answered is found`() {
    #expect(
      violation({ _ in }, push(.lost, .expected, is: .moved))
        == "a commit arrives that its process has given up")
  }

  @Test func `guessing that such a push failed is found`() {
    #expect(
      violation({ _ in }, push(.lost, .unknown, is: .refused))
        == "a commit arrives that its process has given up")
  }

  @Test func `guessing that it came through is found`() {
    #expect(
      violation({ _ in }, push(.lost, .expected, is: .recorded))
        == "what counts as recorded is not")
  }

  @Test func `believing a no although an earlier push is still on its way is found`() {
    #expect(
      violation({ $0.mayRefuse = true }, push(.declined, .expected, is: .refused))
        == "a commit arrives that its process has given up")
  }

  @Test func `a push that overwrites what others recorded is found`() {
    #expect(
      violation({ _ in }, { $0.takesLate = true }) == "the chain loses what was recorded")
  }
}
