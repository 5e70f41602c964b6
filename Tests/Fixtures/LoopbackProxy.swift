import Foundation
import Synchronization

/// A proxy in front of a server of the loopback interface, which lets one request go wrong as a test
/// tells it.
package final class LoopbackProxy: Sendable {
  /// What becomes of a request.
  package enum Course: Sendable {
    /// The server answers it.
    case pass
    /// It never reaches the server, which seems to answer with this instead.
    case answer(_ status: String, body: String)
    /// It never reaches the server, and nobody answers.
    case lost
    /// The server answers it, and nobody hears that: `then` is called in between.
    case doneAndLost(then: @Sendable () -> Void)
  }

  private struct State {
    var serverPort = 0
    var course: (@Sendable (BadServer.Request) -> Course)?
    /// How many requests the server has not answered yet.
    var waiting = 0
  }

  private final class Road: Sendable {
    let state = Mutex(State())
  }

  private let road: Road
  private let front: BadServer

  /// Where it listens.
  package var port: Int { front.port }

  /// Starts one that does not know its server yet.
  package init() throws {
    let road = Road()
    self.road = road
    front = try BadServer { request, peer in Self.serve(request, peer, road) }
  }

  deinit { front.close() }

  /// The server that requests go to from now on.
  package func forward(to port: Int) { road.state.withLock { $0.serverPort = port } }

  /// Decides about each request from now on; nil lets all of them pass.
  package func goWrong(_ course: (@Sendable (BadServer.Request) -> Course)?) {
    road.state.withLock { $0.course = course }
  }

  /// Waits until the server has answered all that it got. Throws ``FixtureError`` after a minute.
  package func waitUntilIdle() throws {
    let end = ContinuousClock.now + .seconds(60)
    while road.state.withLock({ $0.waiting }) > 0 {
      guard ContinuousClock.now < end else { throw FixtureError("a server does not answer") }
      usleep(2000)
    }
  }

  private static func serve(
    _ request: BadServer.Request, _ peer: BadServer.Peer, _ road: Road
  ) -> BadServer.Ending {
    let (port, decide) = road.state.withLock { state in
      // Counted before anything is decided: who waits for the server waits for that as well.
      state.waiting += 1
      return (state.serverPort, state.course)
    }
    defer { road.state.withLock { $0.waiting -= 1 } }
    switch decide?(request) ?? .pass {
    case .pass:
      guard let answer = Loopback.exchange(port, message(of: request)) else { return .reset }
      peer.send(Self.closing(answer))
    case .answer(let status, let body):
      peer.answer(status, ["Content-Type: application/json", "Connection: close"], body: body)
    case .lost: return .reset
    case .doneAndLost(let then):
      _ = Loopback.exchange(port, message(of: request))
      then()
      return .reset
    }
    return .close
  }

  /// An answer that says of itself that the connection ends with it, whatever the server says of its
  /// own.
  private static func closing(_ answer: [UInt8]) -> [UInt8] {
    guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return answer }
    let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    let kept = lines.filter {
      !["connection:", "keep-alive:"].contains(where: $0.lowercased().hasPrefix)
    }
    let head = (kept + ["Connection: close"]).joined(separator: "\r\n")
    return Array(head.utf8) + answer[end.lowerBound...]
  }

  /// The request as the server gets it: one to a connection, so that its end is the answer's.
  private static func message(of request: BadServer.Request) -> [UInt8] {
    var lines = ["\(request.method) \(request.target) HTTP/1.1", "connection: close"]
    for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) where name != "connection"
    {
      lines.append("\(name): \(value)")
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + request.body).utf8)
  }
}

extension Loopback {
  /// Sends bytes to a port and reads until the other end closes; nil where nobody listens.
  package static func exchange(_ port: Int, _ message: [UInt8]) -> [UInt8]? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = address(UInt16(port))
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) == 0 }
    }
    guard isConnected else { return nil }
    var sent = 0
    while sent < message.count {
      let count = message[sent...].withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return nil }
      sent += count
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return answer.isEmpty ? nil : answer }
      answer += buffer[..<count]
    }
  }
}
