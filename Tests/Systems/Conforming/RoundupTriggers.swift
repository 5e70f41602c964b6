import Conformance
import Fixtures

/// Triggers of a Roundup, whose value is their minutes.
final class RoundupTriggers: ServedObjects<Roundup> {
  override var collection: String { "/data/trigger" }

  override func place(of name: String) -> String { "triggers/\(name).yaml" }

  override func text(of object: SampleObject, formerName: String?) -> String {
    let former = formerName.map { "previous_name: \(space)-\($0)\n" } ?? ""
    return "name: \(space)-\(object.name)\nminutes: \(object.value)\n" + former
  }

  override func served() throws -> [ServedObject] {
    let answer = try ask("GET", collection + "?@fields=name,minutes&@verbose=0&@page_size=1000")
    let data = (answer.json as? [String: Any])?["data"] as? [String: Any]
    guard let list = data?["collection"] as? [[String: Any]] else {
      throw FixtureError("no list: \(answer)")
    }
    let active = try list.compactMap { object -> ServedObject? in
      guard let id = object["id"] as? String else { throw FixtureError("no ID: \(object)") }
      return try self.object(id, object)
    }
    return try active + retired(but: Set(active.map(\.id)))
  }

  private func object(_ id: String, _ fields: [String: Any]) throws -> ServedObject? {
    guard let name = fields["name"] as? String, let value = fields["minutes"] as? Double else {
      throw FixtureError("no trigger: \(fields)")
    }
    guard name.hasPrefix(space + "-") else { return nil }
    return ServedObject(id: id, name: String(name.dropFirst(space.count + 1)), value: Int(value))
  }

  /// Roundup does not tell what was deleted from what was turned off: its log does.
  private func retired(but active: Set<String>) throws -> [ServedObject] {
    let rest = Set(names.keys).subtracting(active)
    guard !rest.isEmpty else { return [] }
    var latest: [String: String] = [:]
    for request in try changes() where request.status < 300 {
      if let id = try id(in: request) { latest[id] = request.method }
    }
    return try rest.sorted().compactMap { id in
      guard latest[id] == "PATCH" else { return nil }
      let answer = try ask("GET", "\(collection)/\(id)?@verbose=0")
      let data = (answer.json as? [String: Any])?["data"] as? [String: Any]
      var object = try object(id, data?["attributes"] as? [String: Any] ?? [:])
      object?.isActive = false
      return object
    }
  }

  override func put(_ object: SampleObject, id: String?) throws {
    let fields: [String: Any] = ["name": "\(space)-\(object.name)", "minutes": object.value]
    guard let id else {
      _ = try ask("POST", collection, fields)
      return
    }
    let tag = try ask("GET", "\(collection)/\(id)").headers["etag"] ?? ""
    _ = try ask(
      "PUT", "\(collection)/\(id)", ["minutes": object.value], headers: ["If-Match: \(tag)"])
  }
}
