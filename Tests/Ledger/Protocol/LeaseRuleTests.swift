import Fixtures
import Glibc
import Ledger
import Testing

struct LeaseRuleTests {
  private let terms = LeaseTerms(length: .seconds(60))

  @Test func `a minute is renewed after 20 seconds and ends after 50`() {
    #expect(terms.renewal == .seconds(20))
    #expect(terms.retry == .seconds(3))
    func step(_ second: Double) -> LeaseRule.HolderStep {
      LeaseRule.holder(askedAt: .seconds(7), now: .seconds(7 + second), terms)
    }
    #expect(step(0) == .write)
    #expect(step(19.9) == .write)
    #expect(step(20) == .renewFirst)
    #expect(step(49.9) == .renewFirst)
    #expect(step(50) == .stop)
    #expect(step(1e9) == .stop)
  }

  @Test func `a failed renewal is not tried again at once`() {
    func step(_ second: Double) -> LeaseRule.HolderStep {
      LeaseRule.holder(askedAt: .zero, triedAt: .seconds(25), now: .seconds(second), terms)
    }
    #expect(step(27.9) == .write)
    #expect(step(28) == .renewFirst)
    #expect(step(50) == .stop)
  }

  @Test func `a renewal counts from its request, and only if it was answered in time`() {
    func since(_ requested: Double, _ answered: Double) -> Duration? {
      LeaseRule.renewed(
        askedAt: .zero, by: .seconds(requested), answeredAt: .seconds(answered), terms)
    }
    #expect(since(20, 21) == .seconds(20))
    #expect(since(20, 49.9) == .seconds(20))
    #expect(since(20, 50) == nil)
  }

  /// The heart of it: wherever the clocks start and however long each message takes, whoever takes
  /// over begins after the holder's last write.
  @Test(arguments: Seeds.list(300))
  func `the holder's time is over before a taker's begins`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func seconds(_ range: ClosedRange<Double>) -> Duration {
      .seconds(Double.random(in: range, using: &random))
    }
    let holderClock = seconds(0...1_000_000)
    let takerClock = seconds(0...1_000_000)
    let asked = seconds(0...100)
    let visible = asked + seconds(0...100)
    let firstAnswer = visible + seconds(0...100)
    let secondRequest = firstAnswer + seconds(0...100)
    // The latest instant at which the holder may write, found by trying.
    var latestWrite = asked
    while LeaseRule.mayWrite(
      askedAt: asked + holderClock, now: latestWrite + holderClock, terms)
    {
      latestWrite += .milliseconds(250)
    }
    let first = LeaseRule.sighting(nil, of: "lease", answeredAt: firstAnswer + takerClock)
    let step = LeaseRule.taker(
      isProvablyGone: false, first: first, lookedAt: secondRequest + takerClock,
      length: terms.length)
    if step == .takeOver {
      #expect(secondRequest - latestWrite >= terms.margin - .milliseconds(250), "seed \(seed)")
    }
    #expect((step == .takeOver) == (secondRequest - firstAnswer >= terms.length))
  }

  @Test func `the clock of leases counts while the machine sleeps`() {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    let before = Duration.seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    let own = LeaseClock.now()
    clock_gettime(CLOCK_BOOTTIME, &time)
    let after = Duration.seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    #expect(before <= own && own <= after)
  }
}
