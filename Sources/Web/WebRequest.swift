/// One request to a server. Its description shows neither headers nor body.
package struct WebRequest: Sendable, CustomStringConvertible {
  /// What sending it does, by which it is decided whether it may be sent again.
  package enum Effect: Hashable, Sendable {
    /// Nothing is changed.
    case reads
    /// Sent twice it leaves what it leaves sent once.
    case sets
    /// Each time something comes to be.
    case adds
  }

  package var method: String
  package var address: WebAddress
  /// Names and values; the credential is not among them.
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]?
  package var effect: Effect
  /// Whether the server is told which version it must find (`If-Match` and such): sent again after a
  /// lost answer, it would be refused because of itself.
  package var isConditional: Bool
  /// Whether a 409 only says that somebody else is at it, and passes.
  package var conflictsPass: Bool

  /// - Parameter effect: Where it is nil, what the method promises (RFC 9110, 9.2): GET and HEAD read,
  ///   PUT and DELETE set, all others add.
  package init(
    _ method: String, _ address: WebAddress, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, effect: Effect? = nil, isConditional: Bool? = nil,
    conflictsPass: Bool = false
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
    self.effect =
      effect
      ?? (["GET", "HEAD", "OPTIONS"].contains(method)
        ? .reads : ["PUT", "DELETE"].contains(method) ? .sets : .adds)
    self.isConditional =
      isConditional
      ?? headers.contains { ["if-match", "if-unmodified-since"].contains($0.name.lowercased()) }
    self.conflictsPass = conflictsPass
  }

  package var description: String { "\(method) \(address)" }
}

/// A complete answer. Its description shows neither headers nor body.
package struct WebResponse: Sendable, CustomStringConvertible {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]
  /// Where it came from at last, behind redirects.
  package var address: WebAddress
  package var method: String
  /// Whether the server said how long the answer is. Where it did not, one that was cut off looks
  /// like a whole one.
  package var hasKnownLength: Bool
  /// How often the request was sent.
  package var attempts: Int
  /// Whether an earlier attempt, whose answer was lost, may have done it: a 404 can then be that of
  /// our own DELETE.
  package var mayHaveBeenDoneBefore: Bool

  package init(
    status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
    address: WebAddress, method: String, hasKnownLength: Bool = true, attempts: Int = 1,
    mayHaveBeenDoneBefore: Bool = false
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.address = address
    self.method = method
    self.hasKnownLength = hasKnownLength
    self.attempts = attempts
    self.mayHaveBeenDoneBefore = mayHaveBeenDoneBefore
  }

  /// The first header of the name, in any case.
  package func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    return headers.first { $0.name.lowercased() == wanted }?.value
  }

  package var isSuccess: Bool { (200...299).contains(status) }
  package var description: String { "\(status) to \(method) \(address)" }
}
