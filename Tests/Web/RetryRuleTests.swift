import Testing
import Web

/// Every case of the rule, and what holds for all of them.
@Suite struct RetryRuleTests {
  typealias Attempt = RetryRule.Attempt
  let rule = RetryRule()

  static let effects: [WebRequest.Effect] = [.reads, .sets, .adds]
  static let outcomes: [RetryRule.Outcome] =
    [200, 201, 204, 304, 400, 401, 403, 404, 408, 409, 412, 422, 429, 500, 501, 502, 503, 504]
    .flatMap { status in
      [nil, Duration.zero, .seconds(7)].map { .answered(status: status, retryAfter: $0) }
    } + RetryRule.Failure.allCases.map { .failed($0) }

  /// All attempts but for their numbers.
  static var attempts: [Attempt] {
    effects.flatMap { effect in
      [false, true].flatMap { conditional in
        [false, true].map {
          Attempt(effect: effect, isConditional: conditional, conflictsPass: $0)
        }
      }
    }
  }

  /// Whether the request may have been done, although the answer does not say so.
  private func isUnclear(_ outcome: RetryRule.Outcome) -> Bool {
    switch outcome {
    case .failed(.lost), .failed(.tooLarge): true
    case .answered(503, let pause): pause == nil
    case .answered(let status, _): status >= 500 || status == 408
    default: false
    }
  }

  @Test func `what may have been done and would be done twice is never sent again`() {
    for attempt in Self.attempts where attempt.effect == .adds || attempt.isConditional {
      for outcome in Self.outcomes where isUnclear(outcome) {
        guard attempt.effect != .reads else { continue }
        for number in 1...20 {
          var attempt = attempt
          attempt.number = number
          #expect(
            rule.decide(attempt, outcome, jitter: 0.5) == .unknown, "\(attempt) \(outcome)")
        }
      }
    }
  }

  @Test func `a request that only reads is never unknown`() {
    for attempt in Self.attempts where attempt.effect == .reads {
      for outcome in Self.outcomes {
        for number in 1...20 {
          var attempt = attempt
          attempt.number = number
          #expect(rule.decide(attempt, outcome, jitter: 0.5) != .unknown)
        }
      }
    }
  }

  @Test func `every request ends, and one that may have been done ends as unknown`() {
    for attempt in Self.attempts {
      for outcome in Self.outcomes {
        var attempt = attempt
        var decision = RetryRule.Decision.retry(after: .zero)
        while case .retry = decision, attempt.number < 100 {
          decision = rule.decide(attempt, outcome, jitter: 0.9)
          attempt.number += 1
        }
        let isWrite = attempt.effect != .reads
        #expect(
          decision == (isWrite && isUnclear(outcome) ? .unknown : .stands),
          "\(attempt) \(outcome)")
        #expect(attempt.number <= rule.limitedAttempts + 1)
      }
    }
  }

  @Test func `no pause is longer than the time that is left`() {
    for attempt in Self.attempts {
      for outcome in Self.outcomes {
        for left in [Duration.zero, .milliseconds(100), .seconds(6), .seconds(8)] {
          var attempt = attempt
          attempt.remaining = left
          for number in 1...12 {
            attempt.number = number
            switch rule.decide(attempt, outcome, jitter: 0.99) {
            case .retry(let pause): #expect(pause < max(left, .nanoseconds(1)))
            case .tooLate(let pause): #expect(pause >= left)
            default: break
            }
          }
        }
      }
    }
  }

  @Test func `a limiter's pause is kept, and never cut`() {
    for effect in Self.effects {
      for status in [429, 503] {
        for jitter in [0, 0.5, 0.99] {
          let decision = rule.decide(
            Attempt(effect: effect), .answered(status: status, retryAfter: .seconds(7)),
            jitter: jitter)
          guard case .retry(let pause) = decision else {
            Issue.record("\(effect) \(status): \(decision)")
            continue
          }
          #expect(pause >= .seconds(7) && pause < .milliseconds(7300))
        }
      }
    }
    let short = Attempt(effect: .reads, remaining: .seconds(5))
    #expect(
      rule.decide(short, .answered(status: 429, retryAfter: .seconds(7)), jitter: 0)
        == .tooLate(pause: .seconds(7)))
  }

  @Test func `pauses double up to the longest, half of them at random`() {
    var floor = rule.firstPause / 2
    for number in 1..<rule.limitedAttempts {
      let attempt = Attempt(effect: .reads, number: number)
      let outcome = RetryRule.Outcome.answered(status: 429, retryAfter: nil)
      #expect(rule.decide(attempt, outcome, jitter: 0) == .retry(after: floor))
      let late = rule.decide(attempt, outcome, jitter: 0.999)
      guard case .retry(let pause) = late else {
        Issue.record("\(late)")
        return
      }
      #expect(pause > floor && pause < floor * 2)
      floor = min(floor * 2, rule.longestPause / 2)
    }
  }

  @Test func `a connection that was closed is tried again at once, a second time with a pause`() {
    let first = rule.decide(Attempt(effect: .reads), .failed(.lost), jitter: 0.5)
    #expect(first == .retry(after: .zero))
    let second = rule.decide(Attempt(effect: .sets, number: 2), .failed(.lost), jitter: 0.5)
    #expect(second != .retry(after: .zero) && second != .unknown)
  }

  @Test func `a conflict is tried again only where it can pass`() {
    let conflict = RetryRule.Outcome.answered(status: 409, retryAfter: nil)
    for effect in Self.effects {
      #expect(rule.decide(Attempt(effect: effect), conflict, jitter: 0) == .stands)
      let passing = Attempt(effect: effect, conflictsPass: true)
      #expect(rule.decide(passing, conflict, jitter: 0) == .retry(after: .milliseconds(250)))
    }
  }

  @Test func `what no repetition mends stands at once`() {
    for status in [200, 201, 204, 304, 400, 401, 403, 404, 412, 422] {
      for attempt in Self.attempts {
        #expect(
          rule.decide(attempt, .answered(status: status, retryAfter: .seconds(1)), jitter: 0)
            == .stands)
      }
    }
    for attempt in Self.attempts {
      #expect(rule.decide(attempt, .failed(.refused), jitter: 0) == .stands)
    }
  }

  @Test func `a server that is not there is tried again whatever is sent, and nothing is unknown`()
  {
    for attempt in Self.attempts {
      guard case .retry = rule.decide(attempt, .failed(.unreachable), jitter: 0) else {
        Issue.record("\(attempt)")
        continue
      }
      var last = attempt
      last.number = rule.attempts
      #expect(rule.decide(last, .failed(.unreachable), jitter: 0) == .stands)
    }
  }
}
