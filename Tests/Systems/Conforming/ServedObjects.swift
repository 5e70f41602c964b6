import Conformance
import Fixtures
import Foundation

/// An object of the conformance suite as a real system has it.
struct ServedObject {
  var id: String
  /// Its name without what all of the scenario have in common.
  var name: String
  var value: Int
  var isActive = true
}

/// The objects of one scenario on a real system: what all of those have in common.
class ServedObjects<Server: RealSystem>: ConformingSystem {
  let fronted: FrontedSystem<Server>
  let space: String
  /// The names of all that were ever seen, by their IDs.
  private(set) var names: [String: String] = [:]
  /// The IDs that were there when writes were forgotten.
  private var known: Set<String> = []
  private var forgotten = 0

  var server: Server { fronted.server }

  required init(_ fronted: FrontedSystem<Server>) throws {
    self.fronted = fronted
    space = fronted.newSpace()
    try forgetWrites()
  }

  // MARK: What each system says for itself

  var canDeactivate: Bool { true }
  var canRename: Bool { true }
  var turnsOffAtOnce: Bool { true }
  var canDelete: Bool { true }
  /// The path below the system's URL that objects are created at, and are below of.
  var collection: String { "" }
  func place(of name: String) -> String { name }
  func text(of object: SampleObject, formerName: String?) -> String { "" }
  /// All that are there, asked with curl.
  func served() throws -> [ServedObject] { [] }
  /// Creates one, or changes the one of the ID, with curl.
  func put(_ object: SampleObject, id: String?) throws {}

  // MARK: Objects

  final var entry: String { fronted.entry }

  final func objects() throws -> [SampleObject] {
    try seen().map { SampleObject($0.name, $0.value, isActive: $0.isActive) }
  }

  final func identity(of name: String) throws -> String? {
    try seen().first { $0.name == name }?.id
  }

  final func put(_ object: SampleObject) throws {
    try put(object, id: identity(of: object.name))
  }

  private func seen() throws -> [ServedObject] {
    let all = try served()
    for object in all { names[object.id] = object.name }
    return all
  }

  /// A request whose answer has to be a success.
  final func ask(
    _ method: String, _ path: String, _ body: Any? = nil, headers: [String] = []
  ) throws -> SystemAnswer {
    let text = try body.map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
    }
    let answer = try server.ask(method, path, body: text, headers: headers)
    guard (200..<300).contains(answer.status) else {
      throw FixtureError("\(method) \(path): \(answer)")
    }
    return answer
  }

  // MARK: Writes

  final func writes() throws -> [String] {
    let requests = try changes().dropFirst(forgotten)
    var created = try seen().map(\.id).filter { !known.contains($0) }
      .sorted { ($0.count, $0) < ($1.count, $1) }[...]
    let wrote = try requests.map { request in
      guard request.status < 300 else { return "\(request)" }
      if let id = try id(in: request) { return names[id] ?? "\(request)" }
      guard let id = created.popFirst() else {
        throw FixtureError("the log has more creations than there are new objects: \(requests)")
      }
      return names[id] ?? id
    }
    guard created.isEmpty else {
      throw FixtureError("\(created) are new, and the log has none of it: \(requests)")
    }
    return wrote
  }

  final func forgetWrites() throws {
    forgotten = try changes().count
    known = Set(try seen().map(\.id))
  }

  /// All requests that did not only read, of all times, in the log's order.
  final func changes() throws -> [LoggedRequest] {
    try fronted.proxy.waitUntilIdle()
    return try server.requests().filter { !$0.isReading }
  }

  /// The ID in a request's path; nil for one that creates.
  final func id(in request: LoggedRequest) throws -> String? {
    let path = request.path.prefix { $0 != "?" }
    guard let range = path.range(of: collection) else {
      throw FixtureError("\(request) is not about \(collection)")
    }
    let rest = path[range.upperBound...]
    return rest.hasPrefix("/") ? String(rest.dropFirst()) : nil
  }

  final func arm(
    _ trouble: WriteTrouble, at number: Int, kill: @escaping @Sendable () -> Void
  ) throws -> [String: String]? {
    ProxyTrouble.arm(fronted.proxy, trouble, at: number, kill: kill)
    return [:]
  }

  final func disarm() {
    // What a dead program left in its sockets is lost as well.
    usleep(50_000)
    fronted.proxy.goWrong(nil)
  }
}
