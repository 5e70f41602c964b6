import Fixtures
import Foundation
import Testing
import Web

/// Whole answers, and those that are not.
@Suite struct AnswerTests {
  static let whole = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"

  @Test func `an answer comes with status, headers and body over one connection`() throws {
    let desk = try Desk { request, peer in
      peer.answer(body: "\(request.method) \(request.target) \(request.body)")
      return .keep
    }
    let client = desk.client()
    for number in 1...3 {
      let response = try client.send(desk.request("POST", "/a?b=\(number)", body: "x"))
      #expect(response.status == 200)
      #expect(response.text == "POST /a?b=\(number) x")
      #expect(response.header("content-LENGTH") == "13")
      #expect(response.hasKnownLength && response.attempts == 1)
    }
    #expect(desk.server.connectionCount == 1)
    #expect(desk.seen.all.map(\.path) == ["/a", "/a", "/a"])
    #expect(desk.seen.all.map(\.status) == [200, 200, 200])
  }

  @Test func `an answer that is cut at any byte is an error, never a shorter answer`() throws {
    let bytes = Array(Self.whole.utf8)
    for method in ["GET", "POST"] {
      let desk = try Desk { request, peer in
        // The attempts of one request have the same path, which is the place of the cut.
        peer.send(Array(bytes.prefix(Int(request.target.dropFirst()) ?? 0)))
        return .close
      }
      desk.settings.retry.attempts = 2
      desk.settings.atOnce = 8
      let client = desk.client()
      let results = client.send(
        try (0..<bytes.count).map { try desk.request(method, "/\($0)") })
      for (cut, result) in results.enumerated() {
        guard case .failure(let error) = result else {
          Issue.record("cut after \(cut) bytes: \(result)")
          continue
        }
        #expect(error.isUnknown == (method == "POST"), "cut after \(cut) bytes: \(error.message)")
      }
      // Read once more, created never.
      #expect(desk.server.requests.count == bytes.count * (method == "GET" ? 2 : 1))
      let complete = try client.send(desk.request(method, "/\(bytes.count)"))
      #expect(complete.text == "hello")
    }
  }

  @Test func `a chunked answer that is cut at any byte is an error`() throws {
    let bytes = Array(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n".utf8)
    let desk = try Desk { request, peer in
      peer.send(Array(bytes.prefix(Int(request.target.dropFirst()) ?? 0)))
      return .close
    }
    desk.settings.retry.attempts = 1
    desk.settings.atOnce = 8
    let client = desk.client()
    let results = client.send(try (0..<bytes.count).map { try desk.request("GET", "/\($0)") })
    for (cut, result) in results.enumerated() {
      #expect(throws: WebError.self, "cut after \(cut) bytes") { try result.get() }
    }
    #expect(try client.send(desk.request("GET", "/\(bytes.count)")).text == "hello")
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
    "HTTP/1.1 2000 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/9 200 OK\r\n\r\nhello",
    "SSH-2.0-OpenSSH_9.2\r\n",
    "\u{0}\u{1}\u{2}\u{3}",
  ]) func `an answer that can be read in two ways, or in none, is an error`(_ text: String) throws {
    let desk = try Desk { _, peer in
      peer.send(text)
      return .close
    }
    desk.settings.retry.attempts = 1
    let error = try #require(desk.failure(desk.request("GET")))
    #expect(error.place == "127.0.0.1:\(desk.server.port)/a")
    #expect(!error.message.contains("hello"))
  }

  @Test func `bytes behind the answer spoil the connection and not the next answer`() throws {
    let desk = try Desk { request, peer in
      peer.answer(body: "n\(request.number)")
      if request.number == 1 { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil") }
      return .keep
    }
    let client = desk.client()
    #expect(try client.send(desk.request("GET")).text == "n1")
    for _ in 0..<3 { #expect(try client.send(desk.request("GET")).text.hasPrefix("n")) }
  }

  @Test func `an endless body is cut with an error, by its length or as it comes`() throws {
    let desk = try Desk { request, peer in
      switch request.target {
      case "/told": peer.send("HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n")
      case "/chunks": peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      default: peer.send("HTTP/1.1 200 OK\r\n\r\n")
      }
      let block = String(repeating: "x", count: 4096)
      let piece = request.target == "/chunks" ? "1000\r\n\(block)\r\n" : block
      while peer.send(piece) {}
      return .close
    }
    desk.settings.limitBytes = 100_000
    for path in ["/told", "/chunks", "/open"] {
      let error = try #require(desk.failure(desk.request("GET", path)))
      #expect(error.reason == .tooLarge(limitBytes: 100_000), "\(path)")
    }
    let error = try #require(desk.failure(desk.request("POST", "/open")))
    #expect(error.reason == .unknown(.tooLarge(limitBytes: 100_000)))
    #expect(desk.server.requests.count == 4)
  }

  @Test func `endless headers end in an error`() throws {
    let desk = try Desk { _, peer in
      peer.send("HTTP/1.1 200 OK\r\n")
      let line = "X-Filler: \(String(repeating: "x", count: 1000))\r\n"
      while peer.send(line) {}
      return .close
    }
    desk.settings.retry.attempts = 1
    #expect(desk.failure(try desk.request("GET")) != nil)
  }

  @Test func `an answer that comes too slowly is given up in time`() throws {
    let desk = try Desk { _, peer in
      for byte in Self.whole.utf8 {
        guard peer.send([byte]) else { break }
        Thread.sleep(forTimeInterval: 0.02)
      }
      return .close
    }
    desk.settings.requestTimeLimit = .milliseconds(250)
    desk.settings.retry.attempts = 1
    let start = ContinuousClock.now
    let error = try #require(desk.failure(desk.request("GET")))
    guard case .timeLimit = error.reason else {
      Issue.record("\(error.message)")
      return
    }
    #expect(ContinuousClock.now - start < .milliseconds(1200))
  }

  @Test
  func `HTTP 1_0 ends an answer by closing, and the answer says that its length was not told`()
    throws
  {
    let desk = try Desk { request, peer in
      peer.send(
        request.target == "/told"
          ? "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello" : "HTTP/1.0 200 OK\r\n\r\nhello")
      return .close
    }
    let client = desk.client()
    let open = try client.send(desk.request("GET", "/open"))
    #expect(open.text == "hello" && !open.hasKnownLength)
    let told = try client.send(desk.request("GET", "/told"))
    #expect(told.text == "hello" && told.hasKnownLength)
  }
}
