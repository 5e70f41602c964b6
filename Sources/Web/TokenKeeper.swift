package import Configuration
package import Credentials
import FoundationEssentials
import Synchronization

/// Gets tokens from an authorization server with the client credentials grant (RFC 6749, 4.4), and new
/// ones before they expire and after a refusal.
package final class TokenKeeper: CredentialKeeper {
  private struct Token {
    var credential: Credential
    /// When a new one is to be got; nil where the server did not say how long it lasts.
    var renewal: ContinuousClock.Instant?
  }

  private let client: TargetsFile.OAuthClient
  private let places: CredentialPlaces
  private let token = Mutex<Token?>(nil)
  private let settings: WebSettings

  /// - Parameters:
  ///   - authorities: As for the target itself.
  ///   - redactor: Learns the client's secret as well.
  ///
  /// Throws `WebError` where the token's address is none, or plain http to another machine.
  package init(
    _ client: TargetsFile.OAuthClient, places: CredentialPlaces, authorities: String? = nil,
    redactor: Redactor
  ) throws(WebError) {
    self.client = client
    self.places = places
    var settings = try WebSettings(
      TargetsFile.WebServer(url: client.tokenURL, authorities: authorities))
    settings.redactor = redactor
    // Nobody is asked whether to go on meanwhile.
    settings.requestTimeLimit = .seconds(15)
    settings.runTimeLimit = .seconds(30)
    settings.limitBytes = 1 << 20
    self.settings = settings
  }

  /// Throws `CredentialError`, `WebError` and `TokenError`.
  package func credential() throws -> Credential {
    try token.withLock { token in
      if let token, token.renewal.map({ ContinuousClock.now < $0 }) ?? true {
        return token.credential
      }
      let next = try ask()
      token = next
      return next.credential
    }
  }

  package func replacement(for refused: Credential) throws -> Credential? {
    try token.withLock { token in
      if let token, token.credential != refused { return token.credential }
      let next = try ask()
      token = next
      return next.credential == refused ? nil : next.credential
    }
  }

  private func ask() throws -> Token {
    let secret = try places.secret(at: client.clientSecret)
    // Both are encoded as in a form before Basic takes them (RFC 6749, 2.3.1).
    settings.redactor.learn(Credential(secret: secret))
    let pair = Credential(
      user: WebAddress.encoded(client.clientID),
      secret: Secret(WebAddress.encoded(secret.reveal())))
    settings.redactor.learn(pair)
    var fields = [("grant_type", "client_credentials")]
    if let scope = client.scope { fields.append(("scope", scope)) }
    let form = fields.map { "\($0.0)=\(WebAddress.encoded($0.1))" }.joined(separator: "&")
    let asked = ContinuousClock.now
    let server = WebClient(settings)
    defer { server.close() }
    let response = try server.send(
      WebRequest(
        "POST", settings.base,
        headers: [
          CredentialHeader.usual.header(for: pair),
          ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
        ], body: Array(form.utf8), effect: .reads))
    guard response.isSuccess else { throw response.error(settings.redactor) }
    let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(response.body))
    guard let answer, !answer.access_token.isEmpty,
      answer.access_token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
      answer.token_type.lowercased() == "bearer"
    else { throw TokenError(place: settings.base.description) }
    let credential = Credential(secret: Secret(answer.access_token))
    settings.redactor.learn(credential)
    // A tenth before its end, so that no request is on its way with one that expires.
    let renewal = answer.expires_in.map { asked + .seconds(min(max($0, 0), 31_536_000) * 0.9) }
    return Token(credential: credential, renewal: renewal)
  }
}

/// RFC 6749, 5.1, with its own names.
private struct TokenAnswer: Decodable {
  var access_token: String
  var token_type: String
  var expires_in: Double?
}
