/// Whether and when a request is sent again, as a function of values.
package struct RetryRule: Hashable, Sendable {
  /// How often a request is sent whose server is not there or fails.
  package var attempts = 4
  /// How often a request is sent that a limiter turns away.
  package var limitedAttempts = 12
  /// The pause behind the first attempt, doubled with each one, and the longest.
  package var firstPause: Duration = .milliseconds(500)
  package var longestPause: Duration = .seconds(30)

  package init() {}

  /// What was sent.
  package struct Attempt: Hashable, Sendable {
    package var effect: WebRequest.Effect
    package var isConditional: Bool
    package var conflictsPass: Bool
    /// 1 for the first.
    package var number: Int
    /// How much time there is for all that is left.
    package var remaining: Duration

    package init(
      effect: WebRequest.Effect, isConditional: Bool = false, conflictsPass: Bool = false,
      number: Int = 1, remaining: Duration = .seconds(3600)
    ) {
      self.effect = effect
      self.isConditional = isConditional
      self.conflictsPass = conflictsPass
      self.number = number
      self.remaining = remaining
    }
  }

  /// What came of it.
  package enum Outcome: Hashable, Sendable {
    case answered(status: Int, retryAfter: Duration?)
    case failed(Failure)
  }

  package enum Failure: Hashable, Sendable, CaseIterable {
    /// No connection: nothing was sent.
    case unreachable
    /// The server is not who it shall be, or the request is none: nothing was sent.
    case refused
    /// Something was sent, and no complete answer came.
    case lost
    /// The answer is larger than allowed.
    case tooLarge
  }

  package enum Decision: Hashable, Sendable {
    /// The answer or the failure stands.
    case stands
    /// It is sent again after the pause.
    case retry(after: Duration)
    /// The pause would be longer than the time that is left.
    case tooLate(pause: Duration)
    /// It may have been done, and sending it again may do it twice: look first.
    case unknown
  }

  /// - Parameter jitter: At random, 0 up to 1, so that several clients do not come at once.
  package func decide(_ attempt: Attempt, _ outcome: Outcome, jitter: Double) -> Decision {
    let canRepeat =
      attempt.effect == .reads || attempt.effect == .sets && !attempt.isConditional
    // What stands where it is not sent any more, and it may have been done.
    let unclear: Decision = attempt.effect == .reads ? .stands : .unknown
    switch outcome {
    case .answered(429, let wanted):
      return again(attempt, wanted, upTo: limitedAttempts, else: .stands, jitter)
    case .answered(503, let wanted):
      // Without a time it may come from a gateway that lost the answer.
      guard canRepeat || wanted != nil else { return .unknown }
      return again(
        attempt, wanted, upTo: limitedAttempts, else: wanted == nil ? unclear : .stands, jitter)
    case .answered(409, let wanted) where attempt.conflictsPass:
      return again(attempt, wanted, upTo: attempts, else: .stands, jitter)
    case .answered(500, _):
      guard attempt.effect == .reads else { return .unknown }
      return again(attempt, nil, upTo: attempts, else: .stands, jitter)
    case .answered(408, _), .answered(502, _), .answered(504, _):
      guard canRepeat else { return .unknown }
      return again(attempt, nil, upTo: attempts, else: unclear, jitter)
    case .answered(let status, _):
      return status >= 500 ? unclear : .stands
    case .failed(.unreachable):
      return again(attempt, nil, upTo: attempts, else: .stands, jitter)
    case .failed(.refused): return .stands
    case .failed(.lost):
      guard canRepeat else { return .unknown }
      // Most often the server closed a connection that was kept.
      if attempt.number == 1, attempts > 1 { return .retry(after: .zero) }
      return again(attempt, nil, upTo: attempts, else: unclear, jitter)
    case .failed(.tooLarge): return unclear
    }
  }

  private func again(
    _ attempt: Attempt, _ wanted: Duration?, upTo limit: Int, else end: Decision, _ jitter: Double
  ) -> Decision {
    guard attempt.number < limit else { return end }
    let pause = max(
      wanted.map { $0 + .milliseconds(200) * jitter } ?? .zero,
      (wanted ?? .zero) > .zero ? .zero : backedOff(attempt.number, jitter))
    guard pause < attempt.remaining else {
      return end == .unknown ? .unknown : .tooLate(pause: pause)
    }
    return .retry(after: pause)
  }

  /// Half of the doubled pause for sure, the other half at random.
  private func backedOff(_ number: Int, _ jitter: Double) -> Duration {
    var pause = firstPause
    for _ in 1..<max(1, number) where pause < longestPause { pause *= 2 }
    pause = min(pause, longestPause)
    return pause / 2 + pause / 2 * jitter
  }
}
