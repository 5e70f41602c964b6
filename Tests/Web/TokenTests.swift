import Configuration
import Credentials
import Fixtures
import Foundation
import Synchronization
import Testing
import Web

/// Tokens of an authorization server: got, renewed, and never shown.
@Suite struct TokenTests {
  private static let secret = "s3cret&with=signs"

  private func keeper(
    _ desk: Desk, redactor: Redactor = Redactor(), environment: [String: String]? = nil
  ) throws -> TokenKeeper {
    try TokenKeeper(
      TargetsFile.OAuthClient(
        tokenURL: desk.server.url + "/token", clientID: "deploy sync",
        clientSecret: .environment("CLIENT_SECRET"), scope: "read write"),
      places: CredentialPlaces(
        environment: environment ?? ["CLIENT_SECRET": Self.secret], userID: getuid()),
      redactor: redactor)
  }

  /// A server whose tokens are `token-1` and so on, of which only the newest counts.
  private func desk(expiresIn: String = "3600") throws -> (Desk, Counter) {
    let issued = Counter()
    let desk = try Desk { request, peer in
      if request.target == "/token" {
        let number = issued.next()
        peer.answer(
          body: """
            {"access_token": "token-number-\(number)", "token_type": "Bearer", \
            "expires_in": \(expiresIn)}
            """)
      } else {
        let isGood = request.headers["authorization"] == "Bearer token-number-\(issued.value)"
        peer.answer(isGood ? "200 OK" : "401 Unauthorized")
      }
      return .keep
    }
    return (desk, issued)
  }

  @Test func `the request for a token is the one of the standard, and one serves many requests`()
    throws
  {
    let (desk, _) = try desk()
    desk.settings.keeper = try keeper(desk)
    let client = desk.client()
    for _ in 0..<3 { #expect(try client.send(desk.request("GET")).status == 200) }
    let asked = desk.server.requests.filter { $0.target == "/token" }
    #expect(asked.count == 1)
    let request = try #require(asked.first)
    #expect(request.method == "POST")
    #expect(request.body == "grant_type=client_credentials&scope=read%20write")
    #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
    let pair = Data("deploy%20sync:s3cret%26with%3Dsigns".utf8).base64EncodedString()
    #expect(request.headers["authorization"] == "Basic \(pair)")
  }

  @Test func `a token is renewed before it expires`() throws {
    let (desk, issued) = try desk(expiresIn: "0.2")
    let keeper = try keeper(desk)
    #expect(try keeper.credential().secret.reveal() == "token-number-1")
    #expect(try keeper.credential().secret.reveal() == "token-number-1")
    Thread.sleep(forTimeInterval: 0.19)
    #expect(try keeper.credential().secret.reveal() == "token-number-2")
    #expect(issued.value == 2)
  }

  @Test func `a token that is refused is renewed once, for many requests at a time`() throws {
    let (desk, issued) = try desk()
    desk.settings.keeper = try keeper(desk)
    let client = desk.client()
    #expect(try client.send(desk.request("GET")).status == 200)
    // Somebody got another one, and ours is void.
    _ = issued.next()
    let results = client.send(try (0..<8).map { try desk.request("POST", "/\($0)") })
    #expect(results.allSatisfy { (try? $0.get())?.status == 200 })
    #expect(issued.value == 3)
  }

  @Test(arguments: [
    ("200 OK", "{}"), ("200 OK", "no json"), ("200 OK", "{\"access_token\": \"a\"}"),
    ("200 OK", "{\"access_token\": \"a\\r\\nX: y\", \"token_type\": \"bearer\"}"),
    ("200 OK", "{\"access_token\": \"a\", \"token_type\": \"mac\"}"),
    ("401 Unauthorized", "{\"error\": \"invalid_client\", \"got\": \"s3cret&with=signs\"}"),
  ]) func `an answer without a token is an error that shows no secret`(
    _ status: String, _ body: String
  ) throws {
    let desk = try Desk { _, peer in
      peer.answer(status, body: body)
      return .keep
    }
    desk.settings.keeper = try keeper(desk, redactor: desk.settings.redactor)
    let error = try #require(desk.failure(desk.request("GET")))
    guard case .credential = error.reason else {
      Issue.record("\(error.message)")
      return
    }
    #expect(error.message.contains("/token") && !error.message.contains(Self.secret))
    #expect(error.message.contains("invalid_client") == status.hasPrefix("401"))
    #expect(desk.server.requests.allSatisfy { $0.target == "/token" })
  }

  @Test func `a client secret that is not there is named, and nothing is asked`() throws {
    let (desk, issued) = try desk()
    desk.settings.keeper = try keeper(desk, environment: [:])
    let error = try #require(desk.failure(desk.request("GET")))
    #expect(error.message.contains("`CLIENT_SECRET` is not set"))
    #expect(issued.value == 0)
  }
}

/// A number that several threads count up.
private final class Counter: Sendable {
  private let number = Mutex(0)
  var value: Int { number.withLock { $0 } }
  func next() -> Int {
    number.withLock { number in
      number += 1
      return number
    }
  }
}
