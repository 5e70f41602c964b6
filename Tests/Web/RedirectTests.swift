import Configuration
import Credentials
import Fixtures
import Testing
import Web

/// Where an answer may lead, and what goes there.
@Suite struct RedirectTests {
  private static let token = Credential(user: "agent", secret: Secret("hunter2-hunter2"))

  @Test(arguments: [301, 302, 303, 307, 308])
  func `reading follows to another path of the same server`(_ status: Int) throws {
    let desk = try Desk { request, peer in
      if request.target == "/a" {
        peer.answer("\(status) Moved", ["Location: /b?page=2"])
      } else {
        peer.answer(body: request.target)
      }
      return .keep
    }
    desk.settings.keeper = ListedCredentials([Self.token])
    let response = try desk.client().send(desk.request("GET"))
    #expect(response.text == "/b?page=2" && response.address.path == "/b")
    #expect(desk.server.requests.allSatisfy { $0.headers["authorization"] != nil })
    for method in ["POST", "PUT", "DELETE"] {
      let error = try #require(desk.failure(desk.request(method)))
      #expect(error.reason == .redirected(to: "127.0.0.1:\(desk.server.port)/b"))
    }
  }

  @Test func `another host, port or scheme gets no request, and no credential`() throws {
    let other = try BadServer { _, peer in
      peer.answer()
      return .close
    }
    defer { other.close() }
    let port = other.port
    let desk = try Desk { request, peer in
      let places = [
        "/port": "http://127.0.0.1:\(port)/x?token=1", "/host": "http://localhost:\(port)/x",
        "/short": "//127.0.0.1:\(port)/x", "/scheme": "https://127.0.0.1:\(port)/x",
      ]
      peer.answer("302 Found", ["Location: \(places[request.target] ?? "")"])
      return .keep
    }
    desk.settings.keeper = ListedCredentials([Self.token])
    for path in ["/port", "/host", "/short", "/scheme"] {
      let error = try #require(desk.failure(desk.request("GET", path)))
      guard case .redirected(let place) = error.reason else {
        Issue.record("\(error.message)")
        continue
      }
      #expect(place.hasSuffix(":\(port)") && !error.message.contains("token"))
      #expect(error.hints.count == 1)
    }
    #expect(other.connectionCount == 0)
  }

  @Test func `a circle ends`() throws {
    let desk = try Desk { _, peer in
      peer.answer("302 Found", ["Location: /a"])
      return .keep
    }
    let error = try #require(desk.failure(desk.request("GET")))
    #expect(error.reason == .redirected(to: "127.0.0.1:\(desk.server.port)/a"))
    #expect(desk.server.requests.count == 6)
  }

  @Test(arguments: ["", "Location:", "Location: javascript:alert(1)", "Location: http://u:p@h/"])
  func `a redirect to nowhere is an error`(_ header: String) throws {
    let desk = try Desk { _, peer in
      peer.answer("302 Found", header.isEmpty ? [] : [header])
      return .keep
    }
    let error = try #require(desk.failure(desk.request("GET")))
    #expect(!error.message.contains("u:p"))
  }

  @Test func `a request to another server is refused before anything is sent`() throws {
    let desk = try Desk { _, peer in
      peer.answer()
      return .keep
    }
    desk.settings.keeper = ListedCredentials([Self.token])
    // As a next page that a server names.
    let elsewhere = try #require(WebAddress("http://localhost:\(desk.server.port)/a"))
    #expect(desk.failure(WebRequest("GET", elsewhere))?.reason == .otherServer)
    #expect(desk.server.connectionCount == 0)
  }

  @Test func `plain http to another machine is refused unless that is allowed`() throws {
    let desk = try Desk { _, _ in .close }
    let address = try #require(WebAddress("http://192.0.2.1/a"))
    desk.settings = WebSettings(base: address)
    #expect(desk.failure(WebRequest("GET", address))?.reason == .plainHTTP)
    desk.settings.allowsPlainHTTP = true
    desk.settings.connectTimeLimit = .milliseconds(100)
    desk.settings.retry.attempts = 1
    #expect(desk.failure(WebRequest("GET", address))?.reason != .plainHTTP)
    #expect(throws: WebError.self) {
      try WebSettings(.init(url: "http://desk.example.com/"))
    }
    #expect(try WebSettings(.init(url: "http://localhost:1/")).base.path == "/")
  }
}
