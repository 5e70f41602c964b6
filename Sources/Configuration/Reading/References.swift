/// The rules for branch names and refs, which are git's (git-check-ref-format(1)).
enum References {
  /// Below this the ledger's ref must be.
  static let ledgerPrefix = "refs/heads/deploysync/"

  /// Whether git accepts the text as a part of a ref's name.
  static func isValid(_ name: String) -> Bool {
    let forbidden: Set<Unicode.Scalar> = [" ", "~", "^", ":", "?", "*", "[", "\\"]
    guard name.unicodeScalars.allSatisfy({ $0.isVisible && !forbidden.contains($0) }),
      !name.contains(".."), !name.contains("@{"), !name.hasSuffix("."), name != "@",
      name.utf8.count <= 255
    else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock")
    }
  }
}

extension ValueReader {
  /// A branch's short name.
  mutating func branch(_ value: YAMLValue) -> String? {
    let prefix = "refs/heads/"
    if let name = value.text, References.isValid(name), !name.hasPrefix("-") {
      guard name.hasPrefix(prefix) else { return name }
      mismatch(
        value, expected: "a branch without `refs/heads/`",
        suggestion: String(name.dropFirst(prefix.count)))
    } else {
      mismatch(value, expected: "the name of a branch, such as `main`")
    }
    return nil
  }

  /// The full name of the ledger's ref.
  mutating func ledgerReference(_ value: YAMLValue) -> String? {
    let prefix = References.ledgerPrefix
    var suggestion: String?
    if let name = value.text, References.isValid(name) {
      if name.hasPrefix(prefix) { return name }
      suggestion = prefix + (name.split(separator: "/").last ?? "ledger")
    }
    mismatch(value, expected: "a ref below \(prefix.inCode)", suggestion: suggestion)
    return nil
  }
}
