import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Web

/// Many requests at once, their pace, and their end before they are done.
@Suite struct TogetherTests {
  private struct Stop: ExplainedError {
    var category: FailureCategory { .failed }
    var message: String { "the lease is lost" }
  }

  @Test func `no more than the limit are under way, and each result is at its place`() throws {
    let counts = Mutex((now: 0, most: 0))
    let desk = try Desk { request, peer in
      counts.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      Thread.sleep(forTimeInterval: 0.05)
      counts.withLock { $0.now -= 1 }
      peer.answer(body: request.target)
      return .keep
    }
    desk.settings.atOnce = 5
    let start = ContinuousClock.now
    let results = desk.client().send(try (0..<60).map { try desk.request("GET", "/\($0)") })
    let time = ContinuousClock.now - start
    #expect(try results.map { try $0.get().text } == (0..<60).map { "/\($0)" })
    #expect(counts.withLock { $0.most } == 5)
    #expect(desk.server.connectionCount <= 5)
    // One after the other they would take three seconds, and so six tenths of one.
    #expect(time < .milliseconds(2400), "\(time)")
  }

  @Test func `a pace of 1200 a minute is kept and reached`() throws {
    let desk = try Desk { _, peer in
      peer.answer()
      return .keep
    }
    desk.settings.requestsPerMinute = 1200
    let start = ContinuousClock.now
    // 23 may go at once, the others each 51 ms.
    _ = desk.client().send(try (0..<44).map { try desk.request("GET", "/\($0)") })
    let time = ContinuousClock.now - start
    #expect(time >= .milliseconds(950) && time < .milliseconds(1500), "\(time)")
  }

  @Test func `a no ends all pauses and what only reads at once, and waits for a write`() throws {
    let began = ContinuousClock.now
    let desk = try Desk { request, peer in
      if request.method == "POST" {
        Thread.sleep(forTimeInterval: 0.5)
        peer.answer("201 Created")
      } else if request.target == "/limited" {
        peer.answer("429 Too Many Requests", ["Retry-After: 30"])
      } else {
        Thread.sleep(forTimeInterval: 3)
      }
      return .close
    }
    desk.settings.atOnce = 3
    let requests = [
      try desk.request("POST"), try desk.request("GET", "/slow"),
      try desk.request("GET", "/limited"), try desk.request("POST", "/later"),
    ]
    let results = desk.client().send(requests) {
      if ContinuousClock.now - began > .milliseconds(250) { throw Stop() }
    }
    #expect(try results[0].get().status == 201)
    for result in results.dropFirst() {
      guard case .failure(let error) = result else {
        Issue.record("it was sent")
        continue
      }
      #expect(error.reason == .stopped("the lease is lost"), "\(error.message)")
    }
    #expect(!desk.server.requests.contains { $0.target == "/later" })
    #expect(ContinuousClock.now - began < .milliseconds(1500))
  }

  @Test func `a no before the first request sends nothing`() throws {
    let desk = try Desk { _, peer in
      peer.answer()
      return .keep
    }
    let request = try desk.request("GET")
    #expect(throws: WebError.self) { try desk.client().send(request) { throw Stop() } }
    #expect(desk.server.connectionCount == 0)
  }

  @Test func `the time limit for all ends what waits and what is under way`() throws {
    let desk = try Desk { _, _ in
      Thread.sleep(forTimeInterval: 1.5)
      return .close
    }
    desk.settings.runTimeLimit = .milliseconds(300)
    desk.settings.atOnce = 1
    let start = ContinuousClock.now
    let results = desk.client().send([try desk.request("GET"), try desk.request("POST")])
    for result in results {
      guard case .failure(let error) = result else {
        Issue.record("it was answered")
        continue
      }
      #expect(error.reason == .runTimeLimit(.milliseconds(300)), "\(error.message)")
    }
    #expect(ContinuousClock.now - start < .milliseconds(1000))
    #expect(desk.server.requests.count == 1)
  }

  @Test func `clients on many threads do not wait for each other, and end cleanly`() async throws {
    let desk = try Desk { request, peer in
      peer.answer(body: request.target)
      return .keep
    }
    let client = desk.client()
    let addresses = try (0..<40).map { try desk.address("/\($0)") }
    let texts = try await withThrowingTaskGroup(of: String.self) { group in
      for address in addresses {
        group.addTask { try client.send(WebRequest("GET", address)).text }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(texts.count == 40)
    client.close()
    client.close()
    #expect(throws: WebError.self) { try client.send(desk.request("GET")) }
  }

  @Test func `nothing is started before the first request`() throws {
    let desk = try Desk { _, peer in
      peer.answer()
      return .keep
    }
    let client = desk.client()
    #expect(!client.transport.isStarted)
    _ = try client.send(desk.request("GET"))
    #expect(client.transport.isStarted)
  }
}
