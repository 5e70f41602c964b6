import Fixtures
import Foundation

/// One thing that a server does wrong.
struct NetworkFault: Sendable, CustomStringConvertible {
  /// What it is asked for: where a push would go, a list of refs, commits, or to take a push.
  enum Request: String, Sendable { case greetPush = "greet-push", ask, fetch, push }
  enum Kind: String, Sendable {
    /// The connection is cut after a share of the request.
    case cutRequest = "cut-request"
    /// The connection is cut after a share of the answer; what was asked for was done.
    case cutAnswer = "cut-answer"
    /// The same before the answer.
    case dropAnswer = "drop-answer"
    /// The answer comes in pieces, over some seconds.
    case slow
    /// Nothing is done, and nothing answered for some seconds.
    case hang
    /// It is not allowed.
    case forbidden = "status"
    /// All goes well.
    case none
  }

  var request: Request
  var kind: Kind
  var share = 0.0
  var seconds = 0.0
  /// So many requests that fit go well before it.
  var skipping = 0
  var times = 1
  /// Whether the server answers nobody any more after it.
  var isGoneThen = false
  /// What is run before the request is dealt with.
  var command: [String] = []

  var description: String {
    "\(kind.rawValue) of \(request.rawValue) at \(share), after \(skipping)"
  }

  fileprivate var json: [String: Any] {
    [
      "at": request.rawValue, "kind": kind.rawValue, "share": share, "seconds": seconds,
      "skip": skipping, "times": times, "gone": isGoneThen, "code": 403,
    ].merging(command.isEmpty ? [:] : ["command": command]) { $1 }
  }
}

extension FaultyServer {
  /// Replaces what it does wrong from now on.
  func set(_ faults: NetworkFault...) throws {
    let data = try JSONSerialization.data(withJSONObject: faults.map(\.json))
    try data.write(to: URL(fileURLWithPath: "\(state)/faults.json"), options: .atomic)
  }

  /// From now on all goes well.
  func mend() throws {
    try set()
    for name in ["gone", "password"] {
      try? FileManager.default.removeItem(atPath: "\(state)/\(name)")
    }
  }

  /// Whom it lets in over http; it asks for a password from now on.
  func require(_ user: String, _ password: String) throws {
    try Data("\(user):\(password)".utf8).write(to: URL(fileURLWithPath: "\(state)/password"))
  }

  /// Whether connections serve several requests.
  func keepAlive() throws {
    try Data().write(to: URL(fileURLWithPath: "\(state)/keep-alive"))
  }

  /// What it was asked for, and what it did about it, such as `push cut-answer`.
  var log: [String] {
    let bytes = FileManager.default.contents(atPath: "\(state)/log") ?? Data()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
