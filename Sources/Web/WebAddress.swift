/// An address of http or https, taken apart strictly (RFC 3986 without user, password and fragment).
///
/// Its description is what may be shown: without the query, which can hold secrets.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  /// Which server it is: only requests to the same one belong together (RFC 6454).
  package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package let isEncrypted: Bool
    /// In lower case; an IPv6 address in its brackets.
    package let host: String
    package let port: Int

    /// As in an address, the usual port left out.
    package var description: String {
      (isEncrypted ? "https://" : "http://") + shown
    }

    /// The host, and the port where it is not the usual one.
    package var shown: String { port == (isEncrypted ? 443 : 80) ? host : "\(host):\(port)" }

    /// Whether it is this machine, by name or number.
    package var isLoopback: Bool {
      let parts = host.split(separator: ".", omittingEmptySubsequences: false)
      return host == "localhost" || host == "[::1]"
        || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
  }

  package let origin: Origin
  /// Begins with `/`.
  package let path: String
  /// Without its `?`; nil where there is none.
  package let query: String?

  /// The whole address.
  package var text: String { origin.description + path + (query.map { "?" + $0 } ?? "") }
  package var description: String { origin.shown + path }

  /// nil for what is no such address, holds a user, or characters that belong into no address.
  package init?(_ text: String) {
    guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }),
      let scheme = ["https://", "http://"].first(where: {
        text.prefix($0.count).lowercased() == $0
      })
    else { return nil }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    guard let origin = Self.origin(authority, isEncrypted: scheme == "https://") else { return nil }
    self.origin = origin
    let target = rest[authority.endIndex...].prefix { $0 != "#" }
    let path = target.prefix { $0 != "?" }
    self.path = path.isEmpty ? "/" : String(path)
    query = path.endIndex == target.endIndex ? nil : String(target[path.endIndex...].dropFirst())
  }

  private init(origin: Origin, path: String, query: String?) {
    self.origin = origin
    self.path = path
    self.query = query
  }

  /// Another path and query of the same server: the path is put behind this one's as it stands, and
  /// the names and values of the query are encoded.
  package func appending(path more: String, query: [(String, String)] = []) -> WebAddress {
    var joined = path
    if joined.hasSuffix("/"), more.hasPrefix("/") { joined.removeLast() }
    let fields = query.map { Self.encoded($0.0) + "=" + Self.encoded($0.1) }
    return WebAddress(
      origin: origin, path: joined + more,
      query: fields.isEmpty ? nil : fields.joined(separator: "&"))
  }

  /// What a reference in an answer of this address means (RFC 3986, 5.2); nil for what is none.
  package func resolving(_ reference: String) -> WebAddress? {
    if let whole = WebAddress(reference) { return whole }
    if reference.hasPrefix("//") {
      return WebAddress((origin.isEncrypted ? "https:" : "http:") + reference)
    }
    let head = reference.prefix { !"/?#".contains($0) }
    guard !head.contains(":") else { return nil }
    let absolute: String
    if reference.hasPrefix("/") {
      absolute = reference
    } else if reference.hasPrefix("?") {
      absolute = path + reference
    } else if reference.isEmpty || reference.hasPrefix("#") {
      return self
    } else {
      absolute =
        path.prefix(upTo: path.index(after: path.lastIndex(of: "/") ?? path.startIndex))
        + reference
    }
    guard let joined = WebAddress(origin.description + absolute) else { return nil }
    return WebAddress(
      origin: origin, path: Self.withoutDots(joined.path), query: joined.query)
  }

  /// Percent-encoded but for what is unreserved (RFC 3986, 2.3), for one segment of a path or one name
  /// or value of a query.
  package static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
        || (0x61...0x7a).contains(byte) || "-._~".utf8.contains(byte)
      if isPlain {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }

  private static func origin(_ authority: Substring, isEncrypted: Bool) -> Origin? {
    let host: Substring
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = authority[...end]
      guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
      else { return nil }
    } else {
      host = authority.prefix { $0 != ":" }
      guard !host.isEmpty,
        host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) })
      else { return nil }
    }
    let behind = authority[host.endIndex...]
    var port = isEncrypted ? 443 : 80
    if !behind.isEmpty {
      let digits = behind.dropFirst()
      guard behind.hasPrefix(":"), digits.allSatisfy(\.isNumber), let number = Int(digits),
        (1...65535).contains(number)
      else { return nil }
      port = number
    }
    return Origin(isEncrypted: isEncrypted, host: host.lowercased(), port: port)
  }

  /// RFC 3986, 5.2.4.
  private static func withoutDots(_ path: String) -> String {
    var kept: [Substring] = []
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    for (number, part) in parts.enumerated() {
      let isLast = number == parts.count - 1
      if part == ".." {
        if kept.count > 1 { kept.removeLast() }
        if isLast { kept.append("") }
      } else if part == "." {
        if isLast { kept.append("") }
      } else {
        kept.append(part)
      }
    }
    return kept.joined(separator: "/")
  }
}
