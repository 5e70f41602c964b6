extension ValueReader {
  /// The keys `url`, `ca` and `allowPlainHTTP` of a target that is a server; `url` has to be there.
  mutating func webServer(_ fields: Fields, target: String) -> TargetsFile.WebServer? {
    guard let value = required("url", fields, of: target) else { return nil }
    let url = webURL(value)
    let authorities = fields["ca"].map { folder($0) }
    let allows = fields["allowPlainHTTP"].map { word($0, of: .boolean) }
    guard let url else { return nil }
    if let authorities, authorities == nil { return nil }
    if let allows, allows == nil { return nil }
    let isAllowed = allows.flatMap(\.self) == "true"
    guard isAllowed || !url.hasPrefix("http://") || Self.isLoopback(url) else {
      error(
        "`http` to another machine can be read and changed by everybody on the way: expected "
          + "`https`, or `allowPlainHTTP: true` beside it", at: value.position)
      return nil
    }
    return TargetsFile.WebServer(
      url: url, authorities: authorities.flatMap(\.self), allowsPlainHTTP: isAllowed)
  }

  /// An address of http or https. One with a user or password is refused, and not repeated.
  mutating func webURL(_ value: YAMLValue) -> String? {
    let expected = "an address such as `https://desk.example.com/api`"
    guard let url = text(value, expected: expected) else { return nil }
    guard let scheme = ["https://", "http://"].first(where: { url.hasPrefix($0) }),
      url.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else {
      error("expected \(expected)", at: value.position)
      return nil
    }
    let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
      error(
        "the address holds a user or password, expected one without: they belong to `credentials`",
        at: value.position)
      return nil
    }
    guard !authority.isEmpty, !url.contains("#"), !url.contains("?") else {
      error("expected \(expected), without `?` and `#`", at: value.position)
      return nil
    }
    return url
  }

  /// Whether the address is one of this machine.
  static func isLoopback(_ url: String) -> Bool {
    let authority = url.dropFirst("http://".count).prefix { $0 != "/" }
    if authority.hasPrefix("[::1]") { return true }
    let host = authority.prefix { $0 != ":" }.lowercased()
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return host == "localhost"
      || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
