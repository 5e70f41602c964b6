import Foundation

extension MemoryDesk.State {
  /// What a request does, and its answer.
  mutating func answer(_ request: BadServer.Request) -> MemoryDesk.Answer {
    let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
    let path = (parts.first ?? "").split(separator: "/").map(String.init)
    guard let kind = path.first, objects[kind] != nil else { return .error(404, "no such kind") }
    if path.count == 1 {
      return request.method == "GET"
        ? list(kind, query: parts.count > 1 ? parts[1] : "") : create(kind, request)
    }
    guard let id = Int(path[1]), let object = objects[kind]?[id] else {
      return .error(404, "no such object")
    }
    if request.method == "GET" {
      return MemoryDesk.Answer(
        200, .map(["data": Self.shown(id, object)]), headers: ["ETag: \"\(object.revision)\""])
    }
    if let wanted = request.headers["if-match"], wanted != "\"\(object.revision)\"" {
      return .error(412, "somebody else was faster")
    }
    guard request.headers["if-match"] != nil else { return .error(428, "no version was named") }
    return change(kind, id, object, path.count > 2 ? path[2] : "", request)
  }

  private mutating func change(
    _ kind: String, _ id: Int, _ object: MemoryDesk.Object, _ action: String,
    _ request: BadServer.Request
  ) -> MemoryDesk.Answer {
    var object = object
    object.revision += 1
    switch (request.method, action) {
    case ("DELETE", ""):
      objects[kind]?[id] = nil
      return MemoryDesk.Answer(204)
    case ("POST", "retire") where kind == "macros": object.isRetired = true
    case ("POST", "restore") where kind == "macros": object.isRetired = false
    case ("PUT", ""):
      guard !object.isRetired else { return .error(409, "it is retired") }
      guard case .map(let fields)? = Self.value(request.body) else {
        return .error(400, "no JSON object")
      }
      object.fields.merge(fields) { $1 }
      if let refusal = refusal(kind, object.fields, besides: id) { return refusal }
    default: return .error(405, "not allowed")
    }
    objects[kind]?[id] = object
    return MemoryDesk.Answer(200, .map(["ok": true]))
  }

  private mutating func create(
    _ kind: String, _ request: BadServer.Request
  ) -> MemoryDesk.Answer {
    guard case .map(let fields)? = Self.value(request.body) else {
      return .error(400, "no JSON object")
    }
    if let refusal = refusal(kind, fields, besides: nil) { return refusal }
    lastID += 1
    var own = fields
    if kind == "triggers", own["active"] == nil { own["active"] = true }
    objects[kind]?[lastID] = MemoryDesk.Object(fields: own)
    return MemoryDesk.Answer(201, .map(["id": .number(lastID)]))
  }

  private func refusal(
    _ kind: String, _ fields: MemoryDesk.Fields, besides id: Int?
  ) -> MemoryDesk.Answer? {
    guard case .text(let name)? = fields["name"], !name.isEmpty else {
      return .error(422, "a name is needed")
    }
    let twins = (objects[kind] ?? [:]).filter {
      $0.key != id && $0.value.fields["name"] == .text(name)
    }
    if !mayRepeatNames, !twins.isEmpty { return .error(409, "the name \(name) is taken") }
    switch fields["group"] {
    case nil, .null?: return nil
    case .number(let group)? where objects["groups"]?[group] != nil: return nil
    default: return .error(422, "no such group")
    }
  }

  private func list(_ kind: String, query: String) -> MemoryDesk.Answer {
    let shown = (objects[kind] ?? [:]).filter { !$0.value.isRetired }.sorted { $0.key < $1.key }
    let page =
      query.split(separator: "&").first { $0.hasPrefix("page=") }
      .flatMap { Int($0.dropFirst(5)) } ?? 1
    let pages = (shown.count + pageSize - 1) / pageSize
    let items = shown.dropFirst((page - 1) * pageSize).prefix(pageSize)
    return MemoryDesk.Answer(
      200,
      .map([
        "items": .list(items.map { Self.shown($0.key, $0.value) }),
        "total": .number(shown.count), "pages": .number(pages),
      ]))
  }

  /// Secrets are not shown.
  private static func shown(_ id: Int, _ object: MemoryDesk.Object) -> DeskValue {
    var fields = object.fields
    if fields["token"] != nil { fields["token"] = "***" }
    fields["id"] = .number(id)
    return .map(fields)
  }

  private static func value(_ body: String) -> DeskValue? {
    try? JSONDecoder().decode(DeskValue.self, from: Data(body.utf8))
  }
}
