import Configuration
import Credentials
import Fixtures
import Foundation
import GitProgram
import Testing
import Web

/// From the words of `targets.yaml` to the header of a request.
@Suite struct SourceTests {
  private func sent(
    _ source: TargetsFile.CredentialSource, environment: [String: String] = [:],
    helper: String = "exit 0"
  ) throws -> String? {
    let folder = try TemporaryFolder()
    let desk = try Desk { request, peer in
      peer.answer(body: "{\"access_token\": \"from-oauth\", \"token_type\": \"bearer\"}")
      return .keep
    }
    var source = source
    if case .oauth(var client) = source.kind {
      client.tokenURL = desk.server.url + "/token"
      source.kind = .oauth(client)
    }
    let script = try folder.write("#!/bin/sh\n\(helper)\n", to: "helper", mode: 0o755)
    try folder.write("[credential]\n\thelper = \(script)\n", to: "config")
    var variables = HermeticEnvironment.variables(home: folder.path)
    variables["GIT_CONFIG_GLOBAL"] = folder.path("config")
    try desk.settings.take(
      source, places: CredentialPlaces(environment: environment, userID: getuid()),
      git: GitCommand(directory: folder.path, environment: variables), gitTimeLimit: .seconds(20))
    _ = try desk.client().send(desk.request("GET"))
    return desk.server.requests.last?.headers["authorization"]
  }

  @Test func `each source ends in its header`() throws {
    let place = TargetsFile.SecretPlace.environment("TOKEN")
    let environment = ["TOKEN": "from-env"]
    #expect(
      try sent(.init(kind: .placed(place)), environment: environment) == "Bearer from-env")
    #expect(
      try sent(.init(kind: .placed(place), user: "u"), environment: environment)
        == "Basic \(Data("u:from-env".utf8).base64EncodedString())")
    #expect(
      try sent(.init(kind: .git), helper: "echo username=g; echo password=from-git")
        == "Basic \(Data("g:from-git".utf8).base64EncodedString())")
    let client = TargetsFile.OAuthClient(tokenURL: "", clientID: "c", clientSecret: place)
    #expect(try sent(.init(kind: .oauth(client)), environment: environment) == "Bearer from-oauth")
  }

  @Test func `an authorization server is not spoken with in plain http`() throws {
    var settings = WebSettings(base: try #require(WebAddress("https://desk.example.com/")))
    let client = TargetsFile.OAuthClient(
      tokenURL: "http://id.example.com/token", clientID: "c", clientSecret: .environment("S"))
    #expect(throws: WebError.self) {
      try settings.take(
        .init(kind: .oauth(client)), places: CredentialPlaces(environment: [:], userID: 0),
        git: GitCommand(directory: "/", environment: [:]), gitTimeLimit: .seconds(1))
    }
  }
}
