import Credentials
import Dispatch
import Domain
import Synchronization

/// The requests of one call on their way, driven by the thread that waits for them.
final class WebExchange {
  /// A request that is to be sent, again or for the first time.
  struct Job {
    let number: Int
    var request: WebRequest
    var attempt = 1
    /// Not before this.
    var due: ContinuousClock.Instant?
    var redirects = 0
    var credential: Credential?
    var hasNewCredential = false
    var mayHaveBeenDone = false
    var began = ContinuousClock.now
  }

  /// How long nobody is asked whether to go on.
  private static let patience: Duration = .milliseconds(50)

  let client: WebClient
  var settings: WebSettings { client.settings }
  private var fresh: ArraySlice<Job>
  private var again: [Job] = []
  private var underWay: [Int: (job: Job, call: HTTPTransport.Call)] = [:]
  private var results: [Result<WebResponse, WebError>?]
  private(set) var stopped: String?
  private let arrivals = Arrivals()
  var generator = SystemRandomNumberGenerator()

  init(_ client: WebClient, _ requests: [WebRequest]) {
    self.client = client
    fresh = requests.enumerated().map { Job(number: $0.offset, request: $0.element) }[...]
    results = Array(repeating: nil, count: requests.count)
  }

  func run(_ mayContinue: () throws -> Void) -> [Result<WebResponse, WebError>] {
    while !fresh.isEmpty || !again.isEmpty || !underWay.isEmpty {
      for (number, outcome) in arrivals.take() {
        if let (job, _) = underWay.removeValue(forKey: number) { handle(outcome, of: job) }
      }
      if stopped == nil, !fresh.isEmpty || !again.isEmpty || !underWay.isEmpty {
        askOn(mayContinue)
      }
      let pause = stopped == nil ? startThose(mayContinue) : nil
      if !underWay.isEmpty {
        arrivals.wait(min(pause ?? Self.patience, Self.patience))
      } else if let pause {
        arrivals.wait(min(pause, Self.patience))
      }
    }
    return results.enumerated().map { number, result in
      result
        ?? .failure(
          WebError(
            method: "", place: "request \(number)", reason: .stopped("it came to no end")))
    }
  }

  /// Asks whether to go on; a no ends all that waits, and what only reads.
  private func askOn(_ mayContinue: () throws -> Void) {
    do { try mayContinue() } catch {
      let reason = (error as? any ExplainedError)?.message ?? "\(error)"
      stopped = reason
      for job in again + fresh { end(job, .stopped(reason)) }
      again = []
      fresh = []
      for (job, call) in underWay.values where job.request.effect == .reads { call.cancel() }
    }
  }

  /// Starts what may be started; returns how long to wait before the next can be, nil where none is
  /// left to start.
  private func startThose(_ mayContinue: () throws -> Void) -> Duration? {
    var pause: Duration?
    while underWay.count < max(1, settings.atOnce) {
      let now = ContinuousClock.now
      if client.remaining <= .zero {
        for job in again + fresh { end(job, .runTimeLimit(settings.runTimeLimit)) }
        again = []
        fresh = []
        return nil
      }
      let ready = again.indices.filter { (again[$0].due ?? now) <= now }.min {
        again[$0].number < again[$1].number
      }
      guard ready != nil || !fresh.isEmpty else {
        return again.compactMap { $0.due.map { $0 - now } }.min()
      }
      if let wait = client.pace.withLock({ $0.take(at: now - client.begin) }) {
        pause = wait
        break
      }
      // What a signal or a lost lease forbids is not sent, however many are started at once.
      if !underWay.isEmpty {
        askOn(mayContinue)
        if stopped != nil { return nil }
      }
      let job = ready.map { again.remove(at: $0) } ?? fresh.removeFirst()
      start(job)
    }
    return pause ?? (underWay.isEmpty ? .zero : Self.patience)
  }

  private func start(_ waiting: Job) {
    var job = waiting
    let request = job.request
    guard request.address.origin == settings.base.origin else { return end(job, .otherServer) }
    guard settings.mayBeReached else { return end(job, .plainHTTP) }
    var headers = request.headers
    if let keeper = settings.keeper {
      do {
        let credential = try job.credential ?? keeper.credential()
        settings.redactor.learn(credential)
        job.credential = credential
        headers.append(settings.credentialHeader.header(for: credential))
      } catch let error as any ExplainedError {
        return end(
          job, .credential(message: error.message, causes: error.causes, hints: error.hints))
      } catch {
        return end(job, .credential(message: "\(error)", causes: [], hints: []))
      }
    }
    let number = job.number
    let limit = min(settings.requestTimeLimit, client.remaining)
    job.began = ContinuousClock.now
    let call = client.transport.start(request, headers: headers, timeLimit: limit) {
      [arrivals] outcome in arrivals.add(number, outcome)
    }
    underWay[number] = (job, call)
  }

  // MARK: What the handling of an outcome does

  func succeed(_ job: Job, _ response: WebResponse) { results[job.number] = .success(response) }

  func end(_ job: Job, _ reason: WebError.Reason) {
    // What an earlier attempt may have done is not undone by the end of a later one.
    let isUnclear = job.mayHaveBeenDone && job.request.effect != .reads
    var told = reason
    if isUnclear {
      if case .unknown = reason {} else { told = .unknown(reason) }
    }
    results[job.number] = .failure(
      WebError(
        method: job.request.method,
        place: settings.redactor.redacted(job.request.address.description), reason: told))
  }

  func sendAgain(_ job: Job, after pause: Duration) {
    if let stopped { return end(job, .stopped(stopped)) }
    var next = job
    next.due = ContinuousClock.now + pause
    again.append(next)
  }

  var underWayCount: Int { underWay.count }
}

/// Outcomes on their way from the event loop to the thread that waits.
private final class Arrivals: Sendable {
  typealias Outcome = Result<HTTPTransport.Answer, HTTPTransport.Failure>

  private let list = Mutex<[(Int, Outcome)]>([])
  private let signal = DispatchSemaphore(value: 0)

  func add(_ number: Int, _ outcome: Outcome) {
    list.withLock { $0.append((number, outcome)) }
    signal.signal()
  }

  func take() -> [(Int, Outcome)] {
    list.withLock { list in
      defer { list = [] }
      return list
    }
  }

  /// Until one arrives, or the time is over.
  func wait(_ time: Duration) {
    let (seconds, rest) = time.components
    let nanoseconds = Int(seconds) * 1_000_000_000 + Int(rest / 1_000_000_000)
    guard nanoseconds > 0 else { return }
    _ = signal.wait(timeout: .now() + .nanoseconds(nanoseconds))
  }
}
