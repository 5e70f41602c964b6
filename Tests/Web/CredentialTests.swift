import Credentials
import Fixtures
import Testing
import Web

/// How credentials are sent, replaced, and kept out of all that is shown.
@Suite struct CredentialTests {
  private static let first = Credential(user: "agent", secret: Secret("hunter2/hunter2 ü"))
  private static let second = Credential(secret: Secret("second-token-0123456789"))

  private func sent(
    _ credential: Credential, _ header: CredentialHeader = .usual
  ) throws -> [String: String] {
    let desk = try Desk { _, peer in
      peer.answer()
      return .keep
    }
    desk.settings.keeper = ListedCredentials([credential])
    desk.settings.credentialHeader = header
    _ = try desk.client().send(desk.request("GET"))
    return try #require(desk.server.requests.first).headers
  }

  @Test func `with a user it is Basic, without one Bearer, else in the system's own header`() throws
  {
    let aladdin = Credential(user: "Aladdin", secret: Secret("open sesame"))
    // RFC 7617, 2.
    #expect(try sent(aladdin)["authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    #expect(try sent(Self.second)["authorization"] == "Bearer second-token-0123456789")
    #expect(
      try sent(Self.second, .own(name: "X-API-Key"))["x-api-key"] == "second-token-0123456789")
    #expect(
      try sent(Self.second, .own(name: "Authorization", prefix: "token "))["authorization"]
        == "token second-token-0123456789")
  }

  @Test func `after a 401 another one is tried once, for writes too`() throws {
    let desk = try Desk { request, peer in
      let isGood = request.headers["authorization"] == "Bearer second-token-0123456789"
      peer.answer(isGood ? "201 Created" : "401 Unauthorized")
      return .keep
    }
    let keeper = ListedCredentials([Self.first, Self.second])
    desk.settings.keeper = keeper
    #expect(try desk.client().send(desk.request("POST")).status == 201)
    #expect(desk.server.requests.count == 2)
    #expect(keeper.accepted == [Self.second])
  }

  @Test func `a 401 to the other one as well stands`() throws {
    let desk = try Desk { _, peer in
      peer.answer("401 Unauthorized", body: "go away")
      return .keep
    }
    desk.settings.keeper = ListedCredentials([Self.first, Self.second, Self.first])
    let response = try desk.client().send(desk.request("GET"))
    #expect(response.status == 401 && desk.server.requests.count == 2)
    #expect(
      response.error(desk.settings.redactor).hints == [
        "check the target's `credentials` in targets.yaml"
      ])
  }

  @Test func `a credential that is not there stops its requests, and nothing is sent`() throws {
    let desk = try Desk { _, peer in
      peer.answer()
      return .keep
    }
    desk.settings.keeper = ListedCredentials([])
    let error = try #require(desk.failure(desk.request("GET")))
    #expect(error.message.hasSuffix("the environment variable `NONE` is not set"))
    #expect(error.hints == ["set it where deploysync is started: `export NONE=…`"])
    #expect(desk.server.connectionCount == 0)
  }

  @Test(arguments: ["200 OK", "400 Bad", "401 No", "409 Conflict", "500 Oops", "302 Found"])
  func `whatever a server repeats, no error or observation holds the secret`(_ status: String)
    throws
  {
    let desk = try Desk { request, peer in
      let header = request.headers["authorization"] ?? ""
      let echo =
        "\(header) hunter2/hunter2 ü hunter2%2Fhunter2%20%C3%BC hunter2%2fhunter2+%c3%bc"
        + #" "hunter2\/hunter2 \u00fc" "# + "hunter2&#47;hunter2 &#xfc;"
      peer.answer(status, ["Location: /hunter2/hunter2%20%C3%BC"], body: echo)
      return .keep
    }
    desk.settings.keeper = ListedCredentials([Self.first])
    desk.settings.retry.attempts = 2
    var told: [String] = []
    for method in ["GET", "POST", "PUT"] {
      // A path with a secret in it is nothing that anybody does, and yet it is not shown.
      let request = try desk.request(method, "/hunter2%2Fhunter2%20%C3%BC/x")
      do {
        let error = try desk.client().send(request).error(desk.settings.redactor)
        told += [error.message, "\(error)", String(reflecting: error)]
      } catch {
        told += [error.message, "\(error)", String(reflecting: error)] + error.causes + error.hints
      }
    }
    told += desk.seen.all.map { "\($0)" }
    for text in told {
      #expect(!text.contains("hunter2") && !text.contains("aHVudGVyM"), "\(text)")
    }
    #expect(told.contains { $0.contains("…") })
  }
}
