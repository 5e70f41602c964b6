import Foundation
import Testing

@testable import Configuration

/// `credentials` and the keys of a server in `targets.yaml`.
@Suite struct CredentialSourceTests {
  private func read(
    _ yaml: String
  ) throws -> (source: TargetsFile.CredentialSource?, problems: [String]) {
    var reader = ValueReader(file: "t")
    let value = try #require(try YAMLDocument.parse(Array(yaml.utf8), file: "t"))
    let source = reader.credentialSource(value)
    return (source, reader.problems.map(\.message))
  }

  private func server(_ yaml: String) throws -> (server: TargetsFile.WebServer?, problems: [String])
  {
    var reader = ValueReader(file: "t")
    let value = try #require(try YAMLDocument.parse(Array(yaml.utf8), file: "t"))
    guard case .fields(let all) = value.content else { return (nil, []) }
    var fields = Fields(owner: value.position)
    for field in all { fields.values[field.key] = field.value }
    let server = reader.webServer(fields, target: "desk")
    return (server, reader.problems.map(\.message))
  }

  @Test func `the examples of the reference are read without problems`() throws {
    let examples = try #require(try DocumentationTests.examples().last)
    let ways = examples.components(separatedBy: "credentials:").dropFirst()
    #expect(ways.count == 4)
    for way in ways {
      let (source, problems) = try read(way)
      #expect(source != nil && problems == [], "\(way)")
    }
  }

  @Test func `a variable, a file, git's helpers, with a user or without`() throws {
    #expect(
      try read("{ env: DESK_TOKEN }").source
        == .init(kind: .placed(.environment("DESK_TOKEN"))))
    #expect(
      try read("{ file: /etc/desk/token, user: agent@example.com }").source
        == .init(kind: .placed(.file(path: "/etc/desk/token")), user: "agent@example.com"))
    #expect(try read("{ git: true }").source == .init(kind: .git))
    #expect(try read("{ git: true, user: bot }").source == .init(kind: .git, user: "bot"))
  }

  @Test func `a client of an authorization server`() throws {
    let client = TargetsFile.OAuthClient(
      tokenURL: "https://id.example.com/token", clientID: "deploysync",
      clientSecret: .environment("SECRET"), scope: "read write")
    let yaml =
      "oauth: { tokenUrl: 'https://id.example.com/token', clientId: deploysync, "
      + "clientSecret: { env: SECRET }, scope: read write }"
    #expect(try read(yaml).source == .init(kind: .oauth(client)))
    let short =
      "oauth: { tokenUrl: 'http://localhost:1/t', clientId: d, clientSecret: { file: /s } }"
    #expect(try read(short).problems == [])
  }

  @Test(arguments: [
    ("hunter2", "expected a mapping such as `{ env: NAME }`"),
    ("[hunter2]", "expected a mapping such as `{ env: NAME }`"),
    (
      "{ env: hunter2-secret }",
      "expected the name of an environment variable, such as `HELP_DESK_TOKEN`"
    ),
    (
      "{ env: 2hunter2 }",
      "expected the name of an environment variable, such as `HELP_DESK_TOKEN`"
    ),
    ("{ file: hunter2 }", "expected the absolute path of a file"),
    ("{ user: x }", "expected `env`, `file`, `git` or `oauth`"),
    (
      "{ env: A, git: true }",
      "expected one of `env`, `file`, `git` or `oauth`, found `env` and `git`"
    ),
    ("{ git: false }", "expected `true`, found `false`"),
    ("{ env: A, user: 'a:b' }", "the name of a user holds a `:`"),
    (
      "{ oauth: { tokenUrl: 'https://h/t', clientId: d, clientSecret: hunter2 } }",
      "expected a place such as `{ env: NAME }`, never the secret itself"
    ),
    (
      "{ oauth: { tokenUrl: 'http://h/t', clientId: d, clientSecret: { env: S } } }",
      "expected `https`: the client's secret is sent there"
    ),
    (
      "{ oauth: { tokenUrl: 'https://u:hunter2@h/t', clientId: d, clientSecret: { env: S } } }",
      "the address holds a user or password, expected one without: they belong to `credentials`"
    ),
    ("{ oauth: { clientId: d, tokenUrl: 'https://h/t' } }", "expected `clientSecret` in `oauth`"),
    (
      "{ user: a, oauth: { tokenUrl: 'https://h/t', clientId: d, clientSecret: { env: S } } }",
      "`user` does not go with `oauth`, which has `clientId`"
    ),
  ]) func `what is wrong is told without the secret that may stand there`(
    _ yaml: String, _ message: String
  ) throws {
    let (source, problems) = try read(yaml)
    #expect(source == nil)
    #expect(problems == [message])
    #expect(!problems.joined().contains("hunter2"))
  }

  @Test func `an unknown key names those that are known`() throws {
    #expect(
      try read("{ password: x }").problems.first
        == "unknown key `password`, expected `env`, `file`, `git`, `oauth` or `user`")
  }

  @Test func `a directory takes none, and that is said`() throws {
    let file = try TargetsFile.read(
      Array("targets: { a: { kind: directory, path: /a, credentials: { env: A } } }".utf8),
      file: "t")
    #expect(file.targets.isEmpty)
    #expect(
      file.broken["a"]?.map(\.text) == ["t:1:44: error: a `directory` takes no `credentials`"])
  }

  @Test func `a server has an address, authorities, and the word for plain http`() throws {
    #expect(
      try server("{ url: 'https://h/api', ca: /etc/ca.pem }").server
        == .init(url: "https://h/api", authorities: "/etc/ca.pem"))
    #expect(
      try server("{ url: 'http://h/', allowPlainHTTP: true }").server
        == .init(url: "http://h/", allowsPlainHTTP: true))
    #expect(try server("{ url: 'http://127.0.0.1:80/' }").server != nil)
    #expect(
      try server("{ url: 'http://h/' }").problems == [
        "`http` to another machine can be read and changed by everybody on the way: expected "
          + "`https`, or `allowPlainHTTP: true` beside it"
      ])
    #expect(try server("{ ca: /x }").problems == ["expected `url` in the target `desk`"])
    for url in ["ftp://h/", "h", "https://", "https://h/?a=b", "https://h/#x", "https://ü/"] {
      #expect(try server("{ url: '\(url)' }").server == nil, "\(url)")
    }
  }
}
