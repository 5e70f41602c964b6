import Configuration
import Credentials
import Differences
import Web

/// One system over HTTP: what is asked of it, and what its answers are taken for.
///
/// All methods throw `TargetError`.
final class RestSystem {
  /// An object as an answer told it.
  struct Object {
    var id: String
    /// The ID as the system spells it, for requests that name it.
    var idValue: ContentValue
    var value: ContentValue
    /// The version that a change must name; nil where the system has none.
    var entityTag: String?
    /// Whether it is turned on.
    var isActive: Bool
  }

  let description: RestDescription
  let client: WebClient

  init(_ description: RestDescription, _ client: WebClient) {
    self.description = description
    self.client = client
  }

  // MARK: Requests

  func request(
    _ request: RestDescription.Request, id: String?, body: ContentValue? = nil,
    entityTag: String? = nil, effect: WebRequest.Effect? = nil
  ) -> WebRequest {
    let encoded = id.map(WebAddress.encoded)
    let path = encoded.map { request.path.replacing("{id}", with: $0) } ?? request.path
    let query = request.query.sorted { $0.key < $1.key }.map { name, value in
      (name, id.map { value.replacing("{id}", with: $0) } ?? value)
    }
    return self.request(
      request.method, address(path, query), body: body, entityTag: entityTag, effect: effect)
  }

  /// A request to read what is at an address.
  func get(_ address: WebAddress) -> WebRequest { request("GET", address) }

  private func request(
    _ method: String, _ address: WebAddress, body: ContentValue? = nil, entityTag: String? = nil,
    effect: WebRequest.Effect? = nil
  ) -> WebRequest {
    var headers = description.headers.sorted { $0.key < $1.key }.map { name, value in
      (name: name, value: value.replacing("{origin}", with: address.origin.description))
    }
    headers.append((name: "Accept", value: "application/json"))
    if body != nil { headers.append((name: "Content-Type", value: "application/json")) }
    if let entityTag { headers.append((name: "If-Match", value: entityTag)) }
    return WebRequest(
      method, address, headers: headers, body: body.map { JSONForm.bytes(of: $0) },
      effect: effect, conflictsPass: description.retriesConflicts)
  }

  private func address(_ path: String, _ query: [(String, String)]) -> WebAddress {
    client.settings.base.appending(path: path, query: query)
  }

  /// The answer as an error, with what the system says in it.
  func refusal(_ response: WebResponse) -> TargetError {
    var error = Self.told(response.error(client.settings.redactor))
    if let words = words(response), case .system(_, let hints) = error {
      let place = client.settings.redactor.redacted(response.address.description)
      error = .system(
        message: "\(response.method) \(place): the server answered \(response.status): \(words)",
        hints: hints)
    }
    return error
  }

  /// What the system says in an answer, by its description; nil where it says nothing there.
  func words(_ response: WebResponse) -> String? {
    guard let value = ContentDifference.json(response.body) else { return nil }
    var texts: [String] = []
    func collect(_ value: ContentValue) {
      switch value {
      case .text(let text): texts.append(text)
      case .literal: break
      case .list(let list): list.forEach(collect)
      case .map(let map): for key in map.keys { map[key].map(collect) }
      }
    }
    for route in description.messages { route.value(in: value).map(collect) }
    guard !texts.isEmpty else { return nil }
    return BodyExcerpt.text(
      of: Array(texts.joined(separator: "; ").utf8), client.settings.redactor)
  }

  static func told(_ error: WebError) -> TargetError {
    .system(message: error.message, hints: error.hints)
  }

  /// Sends some requests, of which several are under way at once.
  func send(
    _ requests: [WebRequest], mayContinue: () throws -> Void = {}
  ) -> [Result<WebResponse, WebError>] {
    client.send(requests, mayContinue: mayContinue)
  }

  // MARK: Answers

  /// The JSON of an answer that must have some.
  func content(of response: WebResponse) throws(TargetError) -> ContentValue {
    guard let value = ContentDifference.json(response.body) else {
      throw .system(
        message: "\(response): the answer is no JSON, or not all of it", hints: [])
    }
    return value
  }

  /// The object of a kind that an answer to a reading holds.
  func object(
    _ kind: RestDescription.Kind, id: String, in response: WebResponse
  ) throws(TargetError) -> Object? {
    if [404, 410].contains(response.status) { return nil }
    guard response.isSuccess else { throw refusal(response) }
    let whole = try content(of: response)
    guard let value = kind.read.body.value(in: whole), case .map = value else {
      throw .system(message: "\(response): the answer holds no object", hints: [])
    }
    let told = kind.read.id.flatMap { $0.value(in: whole) }.flatMap(RestForm.text)
    guard told == nil || told == id else {
      throw .system(
        message: "\(response): asked for the object \(id), got \(told ?? "another one")", hints: [])
    }
    let own = kind.list.id.value(in: value)
    return Object(
      id: id, idValue: own.flatMap(RestForm.text) == id ? own ?? .text(id) : .text(id),
      value: value, entityTag: response.header("ETag"),
      isActive: isActive(value, kind))
  }

  func isActive(_ value: ContentValue, _ kind: RestDescription.Kind) -> Bool {
    guard let deactivation = kind.deactivation,
      let state = deactivation.state?.value(in: value).flatMap(RestForm.text)
    else { return true }
    return !deactivation.off.contains { RestForm.text($0) == state }
  }

  /// Reads some objects of a kind by their IDs; one that is not there is absent.
  func read(
    _ kind: RestDescription.Kind, _ ids: [String]
  ) throws(TargetError) -> [String: Object] {
    let results = send(ids.map { request(kind.read, id: $0) })
    var objects: [String: Object] = [:]
    for (id, result) in zip(ids, results) {
      switch result {
      case .success(let response): objects[id] = try object(kind, id: id, in: response)
      case .failure(let error): throw Self.told(error)
      }
    }
    return objects
  }
}
