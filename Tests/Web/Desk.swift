import Credentials
import Fixtures
import Synchronization
import Testing
import Web

/// A bad server and a client that is set up to fail fast.
final class Desk {
  let server: BadServer
  var settings: WebSettings
  let seen = Observations()

  init(_ answer: @escaping @Sendable (BadServer.Request, BadServer.Peer) -> BadServer.Ending) throws
  {
    server = try BadServer(answer)
    settings = WebSettings(base: try #require(WebAddress(server.url)))
    settings.requestTimeLimit = .seconds(5)
    settings.retry.firstPause = .milliseconds(4)
    settings.retry.longestPause = .milliseconds(16)
  }

  deinit { server.close() }

  func client() -> WebClient {
    let seen = seen
    return WebClient(settings) { seen.add($0) }
  }

  func address(_ path: String) throws -> WebAddress {
    try #require(WebAddress(server.url + path))
  }

  func request(_ method: String, _ path: String = "/a", body: String? = nil) throws -> WebRequest {
    WebRequest(method, try address(path), body: body.map { Array($0.utf8) })
  }

  /// The error of a request that must not succeed.
  func failure(_ request: WebRequest) -> WebError? {
    do {
      let response = try client().send(request)
      Issue.record("it was answered: \(response)")
      return nil
    } catch {
      return error
    }
  }
}

/// What the observer of a client was told.
final class Observations: Sendable {
  private let list = Mutex<[WebObservation]>([])
  var all: [WebObservation] { list.withLock { $0 } }
  func add(_ observation: WebObservation) { list.withLock { $0.append(observation) } }
}

/// A keeper whose credentials the test names: the first one, then those that replace it.
final class ListedCredentials: CredentialKeeper {
  private let list: Mutex<[Credential]>
  private let taken = Mutex<[Credential]>([])
  var accepted: [Credential] { taken.withLock { $0 } }

  init(_ credentials: [Credential]) { list = Mutex(credentials) }

  func credential() throws -> Credential {
    guard let first = list.withLock({ $0.first }) else { throw CredentialError.noVariable("NONE") }
    return first
  }

  func replacement(for refused: Credential) -> Credential? {
    list.withLock { list in
      if list.first == refused { list.removeFirst() }
      return list.first
    }
  }

  func accepted(_ credential: Credential) { taken.withLock { $0.append(credential) } }
}

extension WebResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}
