import Foundation
import Synchronization

/// A server on the loopback interface that answers byte by byte as a test tells it.
package final class BadServer: Sendable {
  /// A request as it came.
  package struct Request: Sendable {
    package var method: String
    package var target: String
    /// By their names in lower case.
    package var headers: [String: String]
    package var body: String
    /// Which connection brought it, from 1.
    package var connection: Int
    /// Which request it is of all, from 1.
    package var number: Int
  }

  /// What is done with the connection behind an answer.
  package enum Ending: Sendable { case keep, close, reset }

  /// The other end of a connection.
  package struct Peer: Sendable {
    fileprivate let descriptor: Int32

    /// False once the client is gone.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count <= 0 { return false }
        sent += count
      }
      return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// An answer with its length.
    package func answer(_ status: String = "200 OK", _ headers: [String] = [], body: String = "") {
      let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
      send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
  }

  private struct State {
    var requests: [Request] = []
    var connectionCount = 0
    var open: Set<Int32> = []
    var isClosed = false
  }

  package let port: Int
  private let listener: Int32
  private let state = Mutex(State())
  private let answer: @Sendable (Request, Peer) -> Ending

  /// The requests that came so far.
  package var requests: [Request] { state.withLock { $0.requests } }
  /// How many connections were made.
  package var connectionCount: Int { state.withLock { $0.connectionCount } }
  package var url: String { "http://127.0.0.1:\(port)" }

  package init(_ answer: @escaping @Sendable (Request, Peer) -> Ending) throws {
    self.answer = answer
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard code else { throw FixtureError("no port on the loopback interface (errno \(errno))") }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in accepting() }
  }

  /// Ends all connections and takes no new ones.
  package func close() {
    // Under the lock: a number that was closed may be another server's by now.
    state.withLock { state in
      guard !state.isClosed else { return }
      state.isClosed = true
      for descriptor in [listener] + state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  private func accepting() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else {
        if state.withLock(\.isClosed) { break }
        // A client that went away again, or too many open files for a moment.
        usleep(1000)
        continue
      }
      let number = state.withLock { state in
        state.open.insert(descriptor)
        state.connectionCount += 1
        if state.isClosed { shutdown(descriptor, Int32(SHUT_RDWR)) }
        return state.connectionCount
      }
      Thread.detachNewThread { [self] in serve(descriptor, number) }
    }
    Foundation.close(listener)
  }

  private func serve(_ descriptor: Int32, _ connection: Int) {
    defer {
      state.withLock { state in
        state.open.remove(descriptor)
        Foundation.close(descriptor)
      }
    }
    var pending: [UInt8] = []
    while var request = read(descriptor, &pending) {
      request.connection = connection
      let numbered = state.withLock { state in
        request.number = state.requests.count + 1
        state.requests.append(request)
        return request
      }
      let ending = answer(numbered, Peer(descriptor: descriptor))
      if ending == .keep { continue }
      if ending == .reset {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
          descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        return
      }
      break
    }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private func read(_ descriptor: Int32, _ pending: inout [UInt8]) -> Request? {
    let blank = Array("\r\n\r\n".utf8)
    var headEnd = pending.firstRange(of: blank)
    while headEnd == nil {
      guard more(descriptor, &pending) else { return nil }
      headEnd = pending.firstRange(of: blank)
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: pending[..<headEnd.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ").map(String.init)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 {
        headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while pending.count < headEnd.upperBound + length {
      guard more(descriptor, &pending) else { return nil }
    }
    let body = pending[headEnd.upperBound..<(headEnd.upperBound + length)]
    pending = Array(pending[(headEnd.upperBound + length)...])
    return Request(
      method: words.first ?? "", target: words.count > 1 ? words[1] : "", headers: headers,
      body: String(decoding: body, as: UTF8.self), connection: 0, number: 0)
  }

  private func more(_ descriptor: Int32, _ pending: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count > 0 { pending += buffer[..<count] }
    return count > 0
  }
}
