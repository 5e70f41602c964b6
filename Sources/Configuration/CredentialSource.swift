extension TargetsFile {
  /// Where one secret is; the file never holds the secret itself.
  package enum SecretPlace: Hashable, Sendable {
    /// In an environment variable.
    case environment(String)
    /// In a file of this machine that its owner alone can read; the path is absolute.
    case file(path: String)
  }

  /// Where the credential of a target comes from.
  package struct CredentialSource: Hashable, Sendable {
    /// Who knows it.
    package enum Kind: Hashable, Sendable {
      case placed(SecretPlace)
      /// The helpers that `git credential` asks, for the target's URL.
      case git
      /// A server that gives tokens for a while.
      case oauth(OAuthClient)
    }

    package var kind: Kind
    /// The name that goes with the secret; nil where the secret alone counts, or git knows the name.
    package var user: String?

    package init(kind: Kind, user: String? = nil) {
      self.kind = kind
      self.user = user
    }
  }

  /// A client that gets tokens with a secret of its own (the client credentials grant, RFC 6749, 4.4).
  package struct OAuthClient: Hashable, Sendable {
    package var tokenURL: String
    package var clientID: String
    package var clientSecret: SecretPlace
    package var scope: String?

    package init(
      tokenURL: String, clientID: String, clientSecret: SecretPlace, scope: String? = nil
    ) {
      self.tokenURL = tokenURL
      self.clientID = clientID
      self.clientSecret = clientSecret
      self.scope = scope
    }
  }

  /// A server that a target is, by the keys that all kinds of that sort share.
  package struct WebServer: Hashable, Sendable {
    /// The address that all requests begin with; http or https.
    package var url: String
    /// A PEM file with the authorities that its certificate is checked against, and no others; nil
    /// for those of the system.
    package var authorities: String?
    /// Whether `http` is allowed to another machine, where everybody on the way reads along.
    package var allowsPlainHTTP: Bool

    package init(url: String, authorities: String? = nil, allowsPlainHTTP: Bool = false) {
      self.url = url
      self.authorities = authorities
      self.allowsPlainHTTP = allowsPlainHTTP
    }
  }
}
