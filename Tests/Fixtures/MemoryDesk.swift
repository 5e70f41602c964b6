import Foundation
import Synchronization

/// A help desk in memory that speaks JSON over HTTP, and goes wrong where a test says so.
///
/// It has `groups`, `triggers` that refer to groups by their numbers and are turned off by a field, and
/// `macros` that no list has while they are retired. Names are unique among those of a kind. Lists come
/// in pages, and every object has an `ETag`, which its changes must name. What it must be told is in
/// ``MemoryDesk/description``.
package final class MemoryDesk: Sendable {
  package typealias Fields = [String: DeskValue]

  package struct Object: Hashable, Sendable {
    package var fields: Fields
    package var revision = 1
    package var isRetired = false
  }

  /// A request with what became of it.
  package struct Entry: Hashable, Sendable, CustomStringConvertible {
    package var method: String
    package var target: String
    package var body: String
    /// 0 where no answer was sent.
    package var status: Int
    package var isWrite: Bool { method != "GET" }
    package var description: String { "\(method) \(target) \(status)" }
  }

  /// What goes wrong with one request.
  package enum Wrong: Sendable {
    /// It is answered as usual, and nothing is changed.
    case lie
    /// It is done, and the connection is gone before the answer.
    case doneAndLost
    /// Nothing is done, and the connection is gone.
    case lost
    /// Nothing is done.
    case answer(_ status: String, headers: [String] = [], body: String = "{}")
    /// The usual answer is cut behind so many bytes of its body.
    case cut(Int)
    /// An answer that has no end.
    case endless
  }

  struct State {
    var objects: [String: [Int: Object]] = ["groups": [:], "triggers": [:], "macros": [:]]
    var lastID = 0
    var entries: [Entry] = []
    var changedNames: [String] = []
    var pageSize = 3
    var mayRepeatNames = false
    var wrong: (@Sendable (BadServer.Request) -> Wrong?)?
    var behind: (@Sendable (BadServer.Request) -> Void)?
  }

  let state = Mutex(State())
  private let holder = Mutex<BadServer?>(nil)

  package init() throws {
    let server = try BadServer { [weak self] request, peer in
      self?.serve(request, peer) ?? .close
    }
    holder.withLock { $0 = server }
  }

  deinit { holder.withLock { $0?.close() } }

  package var url: String { holder.withLock { $0?.url ?? "" } }

  // MARK: What tests look at and change

  /// All requests so far.
  package var entries: [Entry] { state.withLock { $0.entries } }
  /// Those that are more than readings.
  package var writes: [Entry] { entries.filter(\.isWrite) }
  /// The names of the objects that requests changed, once for each change.
  package var changedNames: [String] { state.withLock { $0.changedNames } }

  package func forgetEntries() {
    state.withLock { state in
      state.entries = []
      state.changedNames = []
    }
  }

  package func objects(_ kind: String) -> [Int: Object] {
    state.withLock { $0.objects[kind] ?? [:] }
  }

  /// The ID of the object of a name; nil where there is none, or more than one.
  package func id(_ kind: String, _ name: String) -> Int? {
    let found = objects(kind).filter { $0.value.fields["name"] == .text(name) }
    return found.count == 1 ? found.first?.key : nil
  }

  /// Puts an object there by hand, in the place of what has that ID.
  @discardableResult
  package func put(_ kind: String, _ fields: Fields, id: Int? = nil) -> Int {
    state.withLock { state in
      let id = id ?? state.lastID + 1
      state.lastID = max(state.lastID, id)
      let revision = (state.objects[kind]?[id]?.revision ?? 0) + 1
      state.objects[kind]?[id] = Object(fields: fields, revision: revision)
      return id
    }
  }

  /// Changes some fields of an object by hand.
  package func change(_ kind: String, _ id: Int, _ fields: Fields) {
    state.withLock { state in
      guard var object = state.objects[kind]?[id] else { return }
      object.fields.merge(fields) { $1 }
      object.revision += 1
      state.objects[kind]?[id] = object
    }
  }

  package func remove(_ kind: String, _ id: Int) { state.withLock { $0.objects[kind]?[id] = nil } }

  package func setPageSize(_ size: Int) { state.withLock { $0.pageSize = size } }
  /// Whether two objects of a kind may have the same name.
  package func allowRepeatedNames() { state.withLock { $0.mayRepeatNames = true } }

  /// Asked before each request is looked at; it may change objects.
  package func goWrong(_ wrong: (@Sendable (BadServer.Request) -> Wrong?)?) {
    state.withLock { $0.wrong = wrong }
  }

  /// Called when a request was done, before it is answered.
  package func whenDone(_ behind: (@Sendable (BadServer.Request) -> Void)?) {
    state.withLock { $0.behind = behind }
  }

  // MARK: Serving

  private func serve(_ request: BadServer.Request, _ peer: BadServer.Peer) -> BadServer.Ending {
    let (wrong, behind) = state.withLock { ($0.wrong, $0.behind) }
    let fault = wrong?(request)
    func note(_ status: Int) {
      state.withLock {
        $0.entries.append(
          Entry(
            method: request.method, target: request.target, body: request.body, status: status))
      }
    }
    switch fault {
    case .lost:
      note(0)
      return .reset
    case .answer(let status, let headers, let body):
      note(Int(status.prefix(3)) ?? 0)
      peer.answer(status, headers, body: body)
      return .keep
    case .endless:
      note(200)
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
      while peer.send(chunk) {}
      return .close
    case nil, .lie, .doneAndLost, .cut: break
    }
    var answer = Answer(404)
    state.withLock { state in
      let before = state.objects
      answer = state.answer(request)
      if case .lie? = fault { state.objects = before }
      state.changedNames += Self.changed(from: before, to: state.objects)
    }
    if case .doneAndLost? = fault {
      note(0)
      behind?(request)
      return .reset
    }
    note(answer.status)
    behind?(request)
    let words = [
      200: "OK", 201: "Created", 204: "No Content", 404: "Not Found", 409: "Conflict",
      412: "Precondition Failed", 422: "Unprocessable",
    ]
    let status = "\(answer.status) \(words[answer.status] ?? "Status")"
    guard case .cut(let count)? = fault else {
      peer.answer(status, answer.headers, body: answer.body)
      return .keep
    }
    peer.send("HTTP/1.1 \(status)\r\nContent-Length: \(answer.body.utf8.count)\r\n\r\n")
    peer.send(Array(answer.body.utf8.prefix(count)))
    return .close
  }

  private static func changed(
    from old: [String: [Int: Object]], to new: [String: [Int: Object]]
  ) -> [String] {
    new.keys.sorted().flatMap { kind in
      let (old, new) = (old[kind] ?? [:], new[kind] ?? [:])
      return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.map { id in
        guard case .text(let name)? = (new[id] ?? old[id])?.fields["name"] else { return "?" }
        return name
      }
    }
  }

  struct Answer {
    var status: Int
    var headers: [String] = []
    var body = ""

    init(_ status: Int, _ value: DeskValue? = nil, headers: [String] = []) {
      self.status = status
      self.headers = headers + ["Content-Type: application/json"]
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let data = value.flatMap { try? encoder.encode($0) } ?? Data()
      body = String(decoding: data, as: UTF8.self)
    }

    static func error(_ status: Int, _ text: String) -> Answer {
      Answer(status, .map(["error": .text(text)]))
    }
  }
}
