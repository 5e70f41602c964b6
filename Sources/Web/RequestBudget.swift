/// How many requests a minute there may be, spread evenly.
///
/// Times are counted from any one instant of a monotonic clock. At most ``perMinute`` requests fall
/// into any minute, 98 % of it where more are waiting all the time, so that a limiter of that rate
/// lets all of them through although they do not arrive as evenly as they are sent.
package struct RequestBudget: Hashable, Sendable {
  /// nil for no limit but the server's own word.
  package let perMinute: Int?
  /// When the next one would be sent if all were sent evenly.
  private var due: Duration = .zero
  /// Before this nothing is sent.
  private var heldUntil: Duration = .zero

  package init(perMinute: Int?) {
    self.perMinute = perMinute.map { max(1, $0) }
  }

  /// Counts a request that is sent now, and returns nil; where it is too early, counts nothing and
  /// returns how long to wait.
  package mutating func take(at now: Duration) -> Duration? {
    if now < heldUntil { return heldUntil - now }
    guard let perMinute else { return nil }
    let step = Duration.seconds(60) * 50 / (49 * perMinute)
    // Timers wake up late: what was missed is made up for by a few sent at once, as many as the two
    // hundredths that are kept back in a minute.
    let allowance = step * max(0, perMinute / 50 - 1)
    let earliest = due - allowance
    if now < earliest { return earliest - now }
    due = max(due, now) + step
    return nil
  }

  /// Nothing is sent for a while, as a server wants it.
  package mutating func hold(for pause: Duration, at now: Duration) {
    heldUntil = max(heldUntil, now + pause)
  }

  /// What the server's own limiter says: once no more are left than are under way, all wait until it
  /// starts anew.
  ///
  /// - Parameters:
  ///   - underWay: How many requests were sent whose answers are not here.
  ///   - reset: How long until then.
  package mutating func note(
    remaining: Int, reset: Duration, underWay: Int, at now: Duration
  ) {
    if remaining <= underWay { hold(for: reset, at: now) }
  }
}

/// The names of the headers in which a server tells what is left of its limit.
package struct LimitHeaders: Hashable, Sendable {
  package var remaining: String
  /// When the limit starts anew: in seconds from now, or where it is more than 30 years, since 1970.
  package var reset: String

  package init(remaining: String = "X-RateLimit-Remaining", reset: String = "X-RateLimit-Reset") {
    self.remaining = remaining
    self.reset = reset
  }

  /// What an answer says; nil where it does not.
  package func read(
    _ response: WebResponse, nowSeconds: Int64
  ) -> (remaining: Int, reset: Duration)? {
    guard let remaining = response.header(remaining).flatMap({ Int($0) }),
      let reset = response.header(reset).flatMap({ Double($0) }), reset >= 0, reset < 1e11
    else { return nil }
    let isInstant = reset > 1e9
    let seconds = isInstant ? reset - Double(nowSeconds) : reset
    return (remaining, .seconds(min(max(0, seconds), 86_400)))
  }
}
