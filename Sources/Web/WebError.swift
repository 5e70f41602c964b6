package import Credentials
package import Domain

/// Why a request has no answer that can be used. It names the server and the path, never a query, a
/// header or a body beyond a short excerpt without secrets.
package struct WebError: ExplainedError, Hashable {
  package indirect enum Reason: Hashable, Sendable {
    /// The address would leave the server that this client is for.
    case otherServer
    /// It is plain http to another machine.
    case plainHTTP
    /// What is to be sent is no request; a clause.
    case notSendable(String)
    /// No connection; nothing was sent. A clause.
    case unreachable(String)
    /// The server did not prove who it is; nothing was sent. A clause.
    case untrusted(String)
    /// The file with the authorities cannot be used.
    case authorities(path: String)
    case timeLimit(Duration)
    case runTimeLimit(Duration)
    /// The server wants a longer pause than there is time.
    case asksToWait(Duration, left: Duration)
    case tooLarge(limitBytes: Int)
    /// The answer ended before it was complete; a clause.
    case cutOff(String)
    /// What came is no HTTP; a clause.
    case malformed(String)
    /// It points to another place, or would not end.
    case redirected(to: String)
    /// The credential is not there.
    case credential(message: String, causes: [String], hints: [String])
    /// Whoever was asked whether to go on said no; the reason in their words.
    case stopped(String)
    /// The answer is an error; the excerpt is harmless and can be empty.
    case answered(status: Int, excerpt: String)
    /// It was sent, and whether it was done cannot be told: look before it is sent again.
    case unknown(Reason)
  }

  package let method: String
  /// Host and path.
  package let place: String
  package let reason: Reason

  package init(method: String, place: String, reason: Reason) {
    self.method = method
    self.place = place
    self.reason = reason
  }

  /// Whether the request may have been done.
  package var isUnknown: Bool {
    if case .unknown = reason { true } else { false }
  }

  /// The status of the answer behind it, where there was one.
  package var status: Int? {
    switch reason {
    case .answered(let status, _), .unknown(.answered(let status, _)): status
    default: nil
    }
  }

  package var category: FailureCategory { .failed }
  package var message: String { "\(method) \(place): \(Self.clause(reason))" }

  private static func clause(_ reason: Reason) -> String {
    switch reason {
    case .otherServer: "this is another server than the target's"
    case .plainHTTP: "plain http to another machine is refused"
    case .notSendable(let why): why
    case .unreachable(let why): "the server cannot be reached: \(why)"
    case .untrusted(let why): "the server is not trusted: \(why)"
    case .authorities(let path): "the authorities in \(path) cannot be read"
    case .timeLimit(let limit): "no complete answer within \(seconds(limit))"
    case .runTimeLimit(let limit): "the time limit of \(seconds(limit)) for all requests is over"
    case .asksToWait(let time, let left):
      "the server asks to wait \(seconds(time)), and \(seconds(left)) are left"
    case .tooLarge(let limit): "the answer is larger than \(size(limit))"
    case .cutOff(let why): "the answer was cut off: \(why)"
    case .malformed(let why): "the answer is not valid HTTP: \(why)"
    case .redirected(let place): "the server points to \(place), which is not followed"
    case .credential(let message, _, _): message
    case .stopped(let why): "not sent: \(why)"
    case .answered(let status, let excerpt):
      "the server answered \(status)" + (excerpt.isEmpty ? "" : ": \(excerpt)")
    case .unknown(let reason): "it is not known whether it was done, since \(clause(reason))"
    }
  }

  package var causes: [String] {
    if case .credential(_, let causes, _) = reason { causes } else { [] }
  }

  package var hints: [String] {
    switch reason {
    case .otherServer, .redirected:
      ["if it moved, write its new address as the target's `url` in targets.yaml"]
    case .plainHTTP:
      ["use `https`, or add `allowPlainHTTP: true` to the target in targets.yaml"]
    case .untrusted:
      ["if a private authority signed it: `ca: /path/to/authority.pem` in targets.yaml"]
    case .authorities: ["name a PEM file as the target's `ca` in targets.yaml"]
    case .credential(_, _, let hints): hints
    case .answered(401, _), .answered(403, _):
      ["check the target's `credentials` in targets.yaml"]
    case .unknown: ["see what is there before it is sent again: `deploysync plan`"]
    default: []
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let (seconds, rest) = duration.components
    return rest == 0 || seconds >= 10
      ? "\(seconds) s" : "\(seconds).\(rest / 100_000_000_000_000_000) s"
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
  }
}

extension WebResponse {
  /// The answer as an error, with a short excerpt of its body.
  ///
  /// - Parameter redactor: Knows the secrets that the server may repeat.
  package func error(_ redactor: Redactor) -> WebError {
    WebError(
      method: method, place: redactor.redacted(address.description),
      reason: .answered(status: status, excerpt: BodyExcerpt.text(of: body, redactor)))
  }
}
