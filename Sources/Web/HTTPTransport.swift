import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The only place that knows the HTTP library: one request in, one answer or failure out.
final class HTTPTransport: Sendable {
  struct Answer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    var hasKnownLength: Bool
  }

  /// A request that is under way.
  struct Call: Sendable {
    let cancel: @Sendable () -> Void
  }

  private enum State {
    case idle
    case open(HTTPClient, MultiThreadedEventLoopGroup)
    /// The authorities cannot be read.
    case broken(String)
    case closed
  }

  private let authorities: String?
  private let connections: Int
  private let connectTimeLimit: Duration
  private let limitBytes: Int
  private let state = Mutex(State.idle)

  init(_ settings: WebSettings) {
    authorities = settings.authorities
    connections = max(1, settings.atOnce)
    connectTimeLimit = settings.connectTimeLimit
    limitBytes = settings.limitBytes
  }

  /// Whether there is a thread of the library.
  var isStarted: Bool {
    state.withLock { if case .open = $0 { true } else { false } }
  }

  /// Starts a request; `done` is called once, on another thread.
  func start(
    _ request: WebRequest, headers: [(name: String, value: String)], timeLimit: Duration,
    done: @escaping @Sendable (Result<Answer, Failure>) -> Void
  ) -> Call {
    let client: HTTPClient
    switch opened() {
    case .success(let open): client = open
    case .failure(let failure):
      done(.failure(failure))
      return Call {}
    }
    var fields = HTTPHeaders(headers.map { ($0.name, $0.value) })
    if !fields.contains(name: "User-Agent") { fields.add(name: "User-Agent", value: "deploysync") }
    if !fields.contains(name: "Accept") { fields.add(name: "Accept", value: "*/*") }
    guard
      let sent = try? HTTPClient.Request(
        url: request.address.text, method: HTTPMethod(rawValue: request.method), headers: fields,
        body: request.body.map { .bytes($0) })
    else {
      done(.failure(Failure(.refused, .notSendable("the address is not valid"))))
      return Call {}
    }
    let collector = AnswerCollector(limitBytes: limitBytes, isHead: request.method == "HEAD")
    let task = client.execute(
      request: sent, delegate: collector, deadline: .now() + TimeAmount(timeLimit))
    task.futureResult.whenComplete { result in
      switch result {
      case .success(let answer): done(.success(answer))
      case .failure(let error):
        done(.failure(Failure(error, wasSent: collector.wasSent, timeLimit: timeLimit)))
      }
    }
    return Call { task.cancel() }
  }

  /// Closes all connections and ends the threads.
  func close() {
    let last = state.withLock { state in
      defer { state = .closed }
      return state
    }
    guard case .open(let client, let group) = last else { return }
    try? client.syncShutdown()
    try? group.syncShutdownGracefully()
  }

  private func opened() -> Result<HTTPClient, Failure> {
    state.withLock { state in
      switch state {
      case .open(let client, _): return .success(client)
      case .broken(let path): return .failure(Failure(.refused, .authorities(path: path)))
      case .closed: return .failure(Failure(.refused, .stopped("the client is closed")))
      case .idle: break
      }
      var security = TLSConfiguration.makeClientConfiguration()
      security.certificateVerification = .fullVerification
      security.minimumTLSVersion = .tlsv12
      if let authorities {
        guard let known = try? NIOSSLCertificate.fromPEMFile(authorities), !known.isEmpty else {
          state = .broken(authorities)
          return .failure(Failure(.refused, .authorities(path: authorities)))
        }
        security.trustRoots = .certificates(known)
      }
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      var configuration = HTTPClient.Configuration(
        tlsConfiguration: security, redirectConfiguration: .disallow,
        timeout: .init(connect: TimeAmount(connectTimeLimit)),
        connectionPool: .init(
          idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: connections),
        proxy: nil, decompression: .disabled)
      configuration.httpVersion = .http1Only
      // Whether to try again is this package's matter alone.
      configuration.connectionPool.retryConnectionEstablishment = false
      let client = HTTPClient(
        eventLoopGroupProvider: .shared(group), configuration: configuration)
      state = .open(client, group)
      return .success(client)
    }
  }
}

extension TimeAmount {
  /// At least a nanosecond, at most a year.
  fileprivate init(_ duration: Duration) {
    let (seconds, rest) = min(max(duration, .nanoseconds(1)), .seconds(31_536_000)).components
    self = .nanoseconds(seconds * 1_000_000_000 + rest / 1_000_000_000)
  }
}
