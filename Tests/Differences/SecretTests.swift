import Configuration
import Testing

@testable import Differences

/// What must never be shown is not.
struct SecretTests {
  @Test(arguments: [
    "token", "api_key", "apiKey", "API-KEY", "client_secret", "Password", "db.password",
    "authentication",
    "Authorization", "credentials", "private_key", "PRIVATE-KEY", "auth", "access_key_id",
    "passphrase",
  ]) func `a key with such a name is secret`(key: String) {
    #expect(SecretKeys().isSecret(key: key))
    let lines = ValueDifferenceTests.lines("\(key): s1\n", "\(key): s2\n")
    #expect(lines == ["values", "\(key.contains(".") ? "\"\(key)\"" : key): (secret) changed"])
  }

  @Test(arguments: ["title", "key", "author", "passed", "compass", "monkey", "path"])
  func `others are not`(key: String) { #expect(!SecretKeys().isSecret(key: key)) }

  @Test func `a target's description adds names`() {
    #expect(SecretKeys(["Pin-Code"]).isSecret(key: "customer_pincode"))
    #expect(!SecretKeys().isSecret(key: "customer_pincode"))
    #expect(!SecretKeys(["", "-"]).isSecret(key: "title"))
  }

  static let cases: [(old: String, new: String, lines: [String])] = [
    ("token: |\n  a\n  b\n", "token: |\n  a\n  c\n", ["values", "token: (secret) changed"]),
    ("token: {a: b}\n", "token: {a: c}\n", ["values", "token: (secret) changed"]),
    ("a: 1\n", "a: 1\ntoken: x\n", ["values", "+ token: (secret) added"]),
    ("a: 1\ntoken: x\n", "a: 1\n", ["values", "- token: (secret) removed"]),
    ("a: 1\n", "a: 1\nb: {token: x, c: y}\n", ["values", "+ b: {token: (secret), c: y}"]),
    (
      "h: [{name: X-Api-Token, value: s1}]\n", "h: [{name: X-Api-Token, value: s2}]\n",
      ["values", "h[name=X-Api-Token].value: (secret) changed"]
    ),
    ("u: https://a:s1@h/\n", "u: https://a:s2@h/\n", ["values", "u: (secret) changed"]),
    ("v: Bearer abcdefghijk\n", "v: none\n", ["values", "v: (secret) changed"]),
    ("v: ghp_0123456789abcdef\n", "v: none\n", ["values", "v: (secret) changed"]),
    (
      "- {id: token-of-mine, password: s1}\n", "- {id: token-of-mine, password: s2}\n",
      ["values", "[id=token-of-mine].password: (secret) changed"]
    ),
  ]

  @Test(arguments: cases) func `only that a secret changed is told`(
    old: String, new: String, lines: [String]
  ) {
    #expect(ValueDifferenceTests.lines(old, new) == lines)
  }

  @Test(arguments: [
    ("x.yaml", "a: 1\ntoken: x\n", "a: 1 # no\ntoken: x\n"),
    ("x.yaml", "a: 1 # password: x\n", "a: 1\n"), ("x.env", "API_KEY=x\n", "API_KEY=y\n"),
    ("x.xml", "<password>x</password>", ""), ("x.yaml", "password: x\n bad", "y"),
    ("x.txt", "-----BEGIN RSA PRIVATE KEY-----\n", ""), ("x.yaml", "- 'token' : x\n- [", ""),
    ("x.xml", "<add key=\"ApiToken\" value=\"x\"/>", ""),
  ]) func `no line of a file with secrets may be shown`(name: String, old: String, new: String) {
    let difference = ContentDifference.between(
      Array(old.utf8), Array(new.utf8), name: name, secrets: SecretKeys())
    #expect(difference?.hasSecrets == true)
    let other = ContentDifference.between(
      Array(new.utf8), Array(old.utf8), name: name, secrets: SecretKeys())
    #expect(other?.hasSecrets == true)
  }

  @Test func `a text about passwords is no secret`() {
    let difference = ContentDifference.between(
      Array("Reset your password soon.\n".utf8), Array("Reset it.\n".utf8), name: "a.md",
      secrets: SecretKeys())
    #expect(difference?.hasSecrets == false)
  }
}
