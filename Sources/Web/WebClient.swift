import Credentials
import Synchronization

/// Speaks with one server, while the calling thread waits.
///
/// Connections are kept and used again; nothing is started before the first request. It can be used
/// from several threads, and from none that belongs to an event loop.
package final class WebClient: Sendable {
  package let settings: WebSettings
  let transport: HTTPTransport
  let pace: Mutex<RequestBudget>
  private let firstRequest = Mutex<ContinuousClock.Instant?>(nil)
  let begin = ContinuousClock.now
  let observe: @Sendable (WebObservation) -> Void

  /// - Parameter observe: Told on the calling thread about each request that came to an end.
  package init(
    _ settings: WebSettings, observe: @escaping @Sendable (WebObservation) -> Void = { _ in }
  ) {
    self.settings = settings
    self.observe = observe
    transport = HTTPTransport(settings)
    pace = Mutex(RequestBudget(perMinute: settings.requestsPerMinute))
  }

  deinit { transport.close() }

  /// Sends a request, again where ``RetryRule`` says so, and returns its complete answer, whatever its
  /// status.
  ///
  /// - Parameter mayContinue: Asked on the calling thread before each request and while it waits. What
  ///   it throws ends all pauses, and requests that only read, at once.
  ///
  /// Throws `WebError` where there is no answer, or where it is not known whether it was done.
  package func send(
    _ request: WebRequest, mayContinue: () throws -> Void = {}
  ) throws(WebError) -> WebResponse {
    guard let result = send([request], mayContinue: mayContinue).first else {
      throw WebError(
        method: request.method, place: request.address.description,
        reason: .stopped("nothing was sent"))
    }
    return try result.get()
  }

  /// The same for many, of which `settings.atOnce` are under way at once. They are begun in their
  /// order, and each has its result at its place.
  package func send(
    _ requests: [WebRequest], mayContinue: () throws -> Void = {}
  ) -> [Result<WebResponse, WebError>] {
    WebExchange(self, requests).run(mayContinue)
  }

  /// Closes all connections; requests are not possible any more.
  package func close() { transport.close() }

  /// How much of the time limit for all requests is left.
  var remaining: Duration {
    let now = ContinuousClock.now
    let first = firstRequest.withLock { first in
      first = first ?? now
      return first ?? now
    }
    return settings.runTimeLimit - (now - first)
  }
}
