import Fixtures
import Foundation
import Synchronization
import Testing
import Web

/// What is sent again to a server that fails, and what is not.
@Suite struct RetryTests {
  @Test func `500s in a row are tried again where only reading, and told in the end`() throws {
    for status in ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Late"] {
      let desk = try Desk { request, peer in
        peer.answer(request.number < 3 ? status : "200 OK", body: "n\(request.number)")
        return .keep
      }
      #expect(try desk.client().send(desk.request("GET")).text == "n3")
    }
    let desk = try Desk { _, peer in
      peer.answer("500 Oops", body: "<p>broken\n  down</p>")
      return .keep
    }
    let response = try desk.client().send(desk.request("GET"))
    #expect(response.status == 500 && response.attempts == 4)
    #expect(desk.server.requests.count == 4)
    let error = response.error(desk.settings.redactor)
    #expect(error.message.hasSuffix("/a: the server answered 500: <p>broken down</p>"))
  }

  @Test func `a create whose answer is lost or unclear is sent once and is unknown`() throws {
    for status in ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Late", "408 Slow"] {
      let desk = try Desk { _, peer in
        peer.answer(status, body: "why")
        return .keep
      }
      let error = try #require(desk.failure(desk.request("POST", body: "{}")))
      #expect(error.isUnknown && error.status == Int(status.prefix(3)))
      #expect(desk.server.requests.count == 1)
    }
    for ending in [BadServer.Ending.close, .reset] {
      let desk = try Desk { _, _ in ending }
      let error = try #require(desk.failure(desk.request("POST", body: "{}")))
      #expect(error.isUnknown)
      #expect(desk.server.requests.count == 1)
      #expect(error.hints == ["see what is there before it is sent again: `deploysync plan`"])
    }
  }

  @Test func `a conditional write whose answer is lost is sent once, a plain one again`() throws {
    let desk = try Desk { request, peer in
      if request.number == 1 { return .reset }
      peer.answer("404 Not Found")
      return .keep
    }
    var request = try desk.request("PUT", body: "{}")
    request = WebRequest(
      "PUT", request.address, headers: [("If-Match", "\"1\"")], body: request.body)
    #expect(try #require(desk.failure(request)).isUnknown)

    let second = try Desk { request, peer in
      if request.number == 1 { return .reset }
      peer.answer("404 Not Found")
      return .keep
    }
    let response = try second.client().send(second.request("DELETE"))
    #expect(response.status == 404 && response.mayHaveBeenDoneBefore && response.attempts == 2)
  }

  @Test func `a write that may have been done stays unknown when the server is gone afterwards`()
    throws
  {
    let holder = Holder()
    let desk = try Desk { _, _ in
      holder.close()
      return .reset
    }
    holder.server.withLock { $0 = desk.server }
    let error = try #require(desk.failure(desk.request("PUT", body: "{}")))
    #expect(error.isUnknown, "\(error.message)")
  }

  @Test func `a 429 is waited out by all, whatever they do, for as long as the server says`() throws
  {
    let desk = try Desk { request, peer in
      if request.number <= 3 {
        peer.answer("429 Too Many Requests", ["Retry-After: 1"])
      } else {
        peer.answer("201 Created")
      }
      return .keep
    }
    desk.settings.atOnce = 3
    let start = ContinuousClock.now
    let results = desk.client().send(try (0..<6).map { try desk.request("POST", "/\($0)") })
    #expect(results.allSatisfy { (try? $0.get())?.status == 201 })
    let time = ContinuousClock.now - start
    #expect(time >= .seconds(1) && time < .milliseconds(1900), "\(time)")
    #expect(desk.server.requests.count == 9)
  }

  @Test func `a storm of 429 ends, and a pause beyond the time limit is told at once`() throws {
    let desk = try Desk { request, peer in
      peer.answer(
        "429 Too Many Requests", request.target == "/long" ? ["Retry-After: 7200"] : [])
      return .keep
    }
    desk.settings.runTimeLimit = .seconds(60)
    let response = try desk.client().send(desk.request("GET"))
    #expect(response.status == 429 && response.attempts == desk.settings.retry.limitedAttempts)
    let start = ContinuousClock.now
    let error = try #require(desk.failure(desk.request("GET", "/long")))
    guard case .asksToWait(let pause, _) = error.reason else {
      Issue.record("\(error.message)")
      return
    }
    #expect(pause >= .seconds(7200) && ContinuousClock.now - start < .seconds(1))
  }

  @Test func `a kept connection that the server closed in between costs nothing but a new one`()
    throws
  {
    let desk = try Desk { request, peer in
      peer.answer(body: "n\(request.number)")
      // As a server whose idle time ends right behind its answer.
      return .close
    }
    let client = desk.client()
    for number in 1...5 {
      #expect(try client.send(desk.request("GET")).text == "n\(number)")
    }
    #expect(desk.server.connectionCount == 5)
  }

  @Test func `a kept connection that dies under a request is replaced for reading`() throws {
    let desk = try Desk { request, peer in
      if request.number == 2 { return .reset }
      peer.answer(body: "n\(request.number)")
      return .keep
    }
    let client = desk.client()
    #expect(try client.send(desk.request("GET")).text == "n1")
    let second = try client.send(desk.request("GET"))
    #expect(second.text == "n3" && second.attempts == 2 && second.mayHaveBeenDoneBefore)
  }

  @Test func `a server that is not there is unreachable, and nothing is unknown`() throws {
    let desk = try Desk { _, _ in .close }
    desk.server.close()
    let error = try #require(desk.failure(desk.request("POST", body: "{}")))
    #expect(error.reason == .unreachable("Connection refused"))
    #expect(desk.seen.all.map(\.attempt) == [1, 2, 3, 4])
  }

  @Test func `a name that nobody knows is told as such`() throws {
    let desk = try Desk { _, _ in .close }
    let address = try #require(WebAddress("https://desk.invalid/a"))
    desk.settings = WebSettings(base: address)
    desk.settings.retry.attempts = 1
    desk.settings.connectTimeLimit = .seconds(1)
    let error = try #require(desk.failure(WebRequest("GET", address)))
    guard case .unreachable = error.reason else {
      Issue.record("\(error.message)")
      return
    }
    #expect(!error.message.contains("NIO"))
  }
}

/// A server that closes itself.
final class Holder: Sendable {
  let server = Mutex<BadServer?>(nil)
  func close() { server.withLock { $0 }?.close() }
}
