import Credentials
import Domain
import FoundationEssentials
import Synchronization

extension WebExchange {
  /// What becomes of a request whose answer, or end, is here.
  func handle(_ outcome: Result<HTTPTransport.Answer, HTTPTransport.Failure>, of job: Job) {
    let answer = try? outcome.get()
    client.observe(
      WebObservation(
        method: job.request.method,
        path: settings.redactor.redacted(job.request.address.path), status: answer?.status,
        duration: ContinuousClock.now - job.began, attempt: job.attempt))
    switch outcome {
    case .success(let answer): handle(answer, of: job)
    case .failure where stopped != nil && job.request.effect == .reads:
      end(job, .stopped(stopped ?? ""))
    case .failure(let failure):
      decide(job, .failed(failure.kind), failure.reason(settings)) { self.end(job, $0) }
    }
  }

  private func handle(_ answer: HTTPTransport.Answer, of job: Job) {
    let response = WebResponse(
      status: answer.status, headers: answer.headers, body: answer.body,
      address: job.request.address, method: job.request.method,
      hasKnownLength: answer.hasKnownLength, attempts: job.attempt,
      mayHaveBeenDoneBefore: job.mayHaveBeenDone)
    note(response)
    if let credential = job.credential, let keeper = settings.keeper {
      if answer.status == 401, !job.hasNewCredential {
        if let next = try? keeper.replacement(for: credential) {
          var again = job
          again.credential = next
          again.hasNewCredential = true
          return sendAgain(again, after: .zero)
        }
      } else if response.isSuccess {
        keeper.accepted(credential)
      }
    }
    if [301, 302, 303, 307, 308].contains(answer.status) { return follow(response, job) }
    let pause = response.header("Retry-After").flatMap {
      RetryAfter.pause($0, now: serverTime(response))
    }
    decide(
      job, .answered(status: answer.status, retryAfter: pause),
      .answered(
        status: answer.status, excerpt: BodyExcerpt.text(of: answer.body, settings.redactor))
    ) { _ in self.succeed(job, response) }
  }

  /// - Parameter stands: What is done where the outcome stands.
  private func decide(
    _ job: Job, _ outcome: RetryRule.Outcome, _ reason: WebError.Reason,
    stands: (WebError.Reason) -> Void
  ) {
    let attempt = RetryRule.Attempt(
      effect: job.request.effect, isConditional: job.request.isConditional,
      conflictsPass: job.request.conflictsPass, number: job.attempt, remaining: client.remaining)
    let decision = settings.retry.decide(
      attempt, outcome, jitter: Double.random(in: 0..<1, using: &generator))
    switch decision {
    case .stands: stands(reason)
    case .unknown: end(job, .unknown(reason))
    case .tooLate(let pause):
      switch outcome {
      case .answered: end(job, .asksToWait(pause, left: max(.zero, client.remaining)))
      case .failed: end(job, reason)
      }
    case .retry(let pause):
      var next = job
      next.attempt += 1
      if case .answered(let status, _) = outcome {
        if status == 429 || status == 503 { hold(pause) }
        if [408, 500, 502, 504].contains(status) { next.mayHaveBeenDone = true }
      } else if outcome == .failed(.lost) {
        next.mayHaveBeenDone = true
      }
      sendAgain(next, after: pause)
    }
  }

  /// Others are not sent either while a limiter turns requests away.
  private func hold(_ pause: Duration) {
    client.pace.withLock { $0.hold(for: pause, at: ContinuousClock.now - client.begin) }
  }

  private func note(_ response: WebResponse) {
    let now = Timestamp(Date()).seconds
    guard let told = settings.limitHeaders?.read(response, nowSeconds: now) else { return }
    client.pace.withLock {
      $0.note(
        remaining: told.remaining, reset: told.reset, underWay: underWayCount,
        at: ContinuousClock.now - client.begin)
    }
  }

  private func serverTime(_ response: WebResponse) -> Timestamp {
    let now = Timestamp(Date())
    return response.header("Date").flatMap { RetryAfter.date($0, now: now) } ?? now
  }

  /// Only reading goes to another path of the same server; credentials never go elsewhere.
  private func follow(_ response: WebResponse, _ job: Job) {
    guard let location = response.header("Location"),
      let next = job.request.address.resolving(location)
    else { return end(job, .malformed("it points to nowhere")) }
    let place = settings.redactor.redacted(
      next.origin == job.request.address.origin ? next.description : next.origin.description)
    guard next.origin == job.request.address.origin, job.request.effect == .reads,
      ["GET", "HEAD"].contains(job.request.method), job.redirects < settings.redirects
    else { return end(job, .redirected(to: place)) }
    var again = job
    again.request.address = next
    again.redirects += 1
    sendAgain(again, after: .zero)
  }
}

extension CredentialHeader {
  /// The header with the credential in it.
  func header(for credential: Credential) -> (name: String, value: String) {
    let secret = credential.secret.reveal()
    switch self {
    case .own(let name, let prefix): return (name, prefix + secret)
    case .usual:
      guard let user = credential.user else { return ("Authorization", "Bearer " + secret) }
      let pair = Data((user + ":" + secret).utf8).base64EncodedString()
      return ("Authorization", "Basic " + pair)
    }
  }
}
