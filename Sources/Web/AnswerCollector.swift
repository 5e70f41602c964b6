import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects one answer up to a limit.
final class AnswerCollector: HTTPClientResponseDelegate, Sendable {
  typealias Response = HTTPTransport.Answer

  /// What this program itself refuses about an answer.
  enum Refusal: Error {
    case tooLarge(limitBytes: Int)
    case malformed(String)
  }

  private struct State {
    var wasSent = false
    var head: HTTPResponseHead?
    var body: [UInt8] = []
  }

  private let limitBytes: Int
  private let isHead: Bool
  private let state = Mutex(State())

  init(limitBytes: Int, isHead: Bool) {
    self.limitBytes = limitBytes
    self.isHead = isHead
  }

  /// Whether any of the request may have reached the server.
  var wasSent: Bool { state.withLock { $0.wasSent } }

  func didSendRequestHead(task: HTTPClient.Task<Response>, _ head: HTTPRequestHead) {
    state.withLock { $0.wasSent = true }
  }

  func didReceiveHead(
    task: HTTPClient.Task<Response>, _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    // An answer with two lengths can be read in two ways (RFC 9112, 6.3).
    let lengths = Set(head.headers["Content-Length"])
    let isCoded = !head.headers["Transfer-Encoding"].isEmpty
    if lengths.count > 1 || isCoded && !lengths.isEmpty {
      return task.eventLoop.makeFailedFuture(Refusal.malformed("it has two lengths"))
    }
    if !isHead, let length = lengths.first.flatMap({ Int($0) }), length > limitBytes {
      return task.eventLoop.makeFailedFuture(Refusal.tooLarge(limitBytes: limitBytes))
    }
    state.withLock { $0.head = head }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: HTTPClient.Task<Response>, _ buffer: ByteBuffer
  ) -> EventLoopFuture<Void> {
    let fits = state.withLock { state in
      guard state.body.count + buffer.readableBytes <= limitBytes else {
        state.body = []
        return false
      }
      state.body.append(contentsOf: buffer.readableBytesView)
      return true
    }
    return fits
      ? task.eventLoop.makeSucceededVoidFuture()
      : task.eventLoop.makeFailedFuture(Refusal.tooLarge(limitBytes: limitBytes))
  }

  func didFinishRequest(task: HTTPClient.Task<Response>) throws -> Response {
    try state.withLock { state in
      guard let head = state.head else { throw Refusal.malformed("it has no beginning") }
      let status = Int(head.status.code)
      return HTTPTransport.Answer(
        status: status, headers: head.headers.map { ($0.name, $0.value) }, body: state.body,
        hasKnownLength: isHead || status == 204 || status == 304
          || head.headers.contains(name: "Content-Length")
          || head.headers["Transfer-Encoding"].contains { $0.lowercased().hasSuffix("chunked") })
    }
  }
}
