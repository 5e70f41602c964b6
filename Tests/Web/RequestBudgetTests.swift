import Fixtures
import Testing
import Web

/// The pace, with a clock of the test's own.
@Suite struct RequestBudgetTests {
  /// When requests are sent where some are always waiting and timers wake up late at random.
  private func instants(
    _ budget: inout RequestBudget, until end: Duration, lateness: Duration,
    _ generator: inout SeededGenerator
  ) -> [Duration] {
    var now: Duration = .zero
    var sent: [Duration] = []
    while now < end {
      if let wait = budget.take(at: now) {
        now += wait + lateness * Double.random(in: 0..<1, using: &generator)
      } else {
        sent.append(now)
      }
    }
    return sent
  }

  /// The most that fall into any 60 seconds.
  private func most(_ sent: [Duration]) -> Int {
    var first = 0
    var result = 0
    for (index, instant) in sent.enumerated() {
      while instant - sent[first] >= .seconds(60) { first += 1 }
      result = max(result, index - first + 1)
    }
    return result
  }

  @Test(arguments: [1, 2, 7, 30, 60, 100, 149, 600, 6000])
  func `no minute has more than the limit, and a long run comes to at least 95 of a hundred`(
    _ limit: Int
  ) throws {
    try forEachSeed(5) { seed, generator in
      var budget = RequestBudget(perMinute: limit)
      let sent = instants(
        &budget, until: .seconds(1200), lateness: .milliseconds(8), &generator)
      #expect(most(sent) <= limit, "seed \(seed)")
      #expect(Double(sent.count) >= 0.95 * Double(limit) * 20, "seed \(seed): \(sent.count)")
    }
  }

  @Test func `requests are spread, not sent as one swarm`() throws {
    try forEachSeed(5) { seed, generator in
      var budget = RequestBudget(perMinute: 600)
      let sent = instants(&budget, until: .seconds(30), lateness: .milliseconds(5), &generator)
      for (index, instant) in sent.enumerated().dropFirst(40) {
        // Ten a second, and a few that make up for late timers.
        #expect(instant - sent[index - 40] >= .milliseconds(2800), "seed \(seed)")
      }
    }
  }

  @Test func `pauses between requests do not save up more than the allowance`() {
    var budget = RequestBudget(perMinute: 600)
    #expect(budget.take(at: .zero) == nil)
    var atOnce = 0
    while budget.take(at: .seconds(3600)) == nil { atOnce += 1 }
    #expect(atOnce <= 12)
  }

  @Test func `without a limit nothing waits but for what the server says`() {
    var budget = RequestBudget(perMinute: nil)
    for _ in 0..<1000 { #expect(budget.take(at: .seconds(1)) == nil) }
    budget.hold(for: .seconds(5), at: .seconds(1))
    #expect(budget.take(at: .seconds(2)) == .seconds(4))
    budget.hold(for: .seconds(1), at: .seconds(2))
    #expect(budget.take(at: .seconds(4)) == .seconds(2))
    #expect(budget.take(at: .seconds(6)) == nil)
  }

  @Test func `all wait once no more are left than are under way`() {
    var budget = RequestBudget(perMinute: nil)
    budget.note(remaining: 5, reset: .seconds(30), underWay: 4, at: .zero)
    #expect(budget.take(at: .zero) == nil)
    budget.note(remaining: 4, reset: .seconds(30), underWay: 4, at: .zero)
    #expect(budget.take(at: .zero) == .seconds(30))
  }

  @Test(arguments: [
    ("3", "30", 3, 30), ("0", "1000000060", 0, 60), ("0", "999999999999", -1, 0),
    ("x", "30", -1, 0), ("3", "-1", -1, 0), ("3", "nan", -1, 0), ("3", "inf", -1, 0),
    ("0", "999999", 0, 86_400), ("1", "0.5", 1, 0),
  ]) func `what is left is told with seconds or an instant`(
    _ remaining: String, _ reset: String, _ left: Int, _ seconds: Int64
  ) throws {
    let response = WebResponse(
      status: 200, headers: [("x-ratelimit-remaining", remaining), ("X-RateLimit-Reset", reset)],
      address: try #require(WebAddress("http://localhost/")), method: "GET")
    let told = LimitHeaders().read(response, nowSeconds: 1_000_000_000)
    #expect((told?.remaining ?? -1) == left)
    #expect(told?.reset.components.seconds ?? 0 == seconds)
  }
}
