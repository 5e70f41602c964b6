package import Configuration
package import Credentials

/// How a server is spoken with.
package struct WebSettings: Sendable {
  /// The address that the target names; requests to another server are refused.
  package var base: WebAddress
  /// A PEM file with the only authorities that count; nil for the system's. Certificates are always
  /// checked.
  package var authorities: String?
  package var allowsPlainHTTP = false
  /// Who knows the credential; nil for none.
  package var keeper: (any CredentialKeeper)?
  package var credentialHeader: CredentialHeader = .usual
  /// Knows every secret that was sent.
  package var redactor = Redactor()

  /// How many requests are under way at once.
  package var atOnce = 4
  /// See ``RequestBudget``.
  package var requestsPerMinute: Int?
  package var limitHeaders: LimitHeaders?
  package var retry = RetryRule()

  package var connectTimeLimit: Duration = .seconds(10)
  /// For one request, from its start to the last byte of its answer.
  package var requestTimeLimit: Duration = .seconds(60)
  /// For all requests of this client, pauses included, from the first one on.
  package var runTimeLimit: Duration = .seconds(3600)
  /// How large an answer's body may be.
  package var limitBytes = 64 << 20
  /// How often an answer may point to another path of the same server.
  package var redirects = 5

  package init(base: WebAddress) { self.base = base }

  /// As the operator's file says.
  ///
  /// Throws `WebError` where its address is none, or plain http to another machine without the word
  /// that allows it.
  package init(_ server: TargetsFile.WebServer) throws(WebError) {
    guard let base = WebAddress(server.url) else {
      throw WebError(method: "GET", place: "url", reason: .notSendable("the address is not valid"))
    }
    self.init(base: base)
    authorities = server.authorities
    allowsPlainHTTP = server.allowsPlainHTTP
    guard mayBeReached else {
      throw WebError(method: "GET", place: base.description, reason: .plainHTTP)
    }
  }

  /// Whether nobody on the way reads along, or that is allowed.
  var mayBeReached: Bool {
    base.origin.isEncrypted || base.origin.isLoopback || allowsPlainHTTP
  }
}

/// In which header a credential is sent.
package enum CredentialHeader: Hashable, Sendable {
  /// `Authorization`: Basic with a user (RFC 7617), Bearer without one (RFC 6750).
  case usual
  /// A header of the system's own, such as `X-API-Key`, or `Authorization` with its own word, such as
  /// `token `, before the secret.
  case own(name: String, prefix: String = "")
}

/// What one request and its answer took; for `-v` and for tests. It holds no secret.
package struct WebObservation: Hashable, Sendable {
  package var method: String
  package var path: String
  /// nil where no complete answer came.
  package var status: Int?
  package var duration: Duration
  /// 1 for the first.
  package var attempt: Int
}
