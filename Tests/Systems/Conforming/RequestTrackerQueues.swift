import Conformance
import Fixtures

/// Queues of a Request Tracker, whose value is their order. It deletes nothing.
final class RequestTrackerQueues: ServedObjects<RequestTracker> {
  override var canDelete: Bool { false }
  override var collection: String { "/queue" }

  override func place(of name: String) -> String { "queues/\(name).yaml" }

  override func text(of object: SampleObject, formerName: String?) -> String {
    let former = formerName.map { "previous_name: \(space)-\($0)\n" } ?? ""
    return "name: \(space)-\(object.name)\nsortOrder: \(object.value)\n" + former
  }

  override func served() throws -> [ServedObject] {
    // [{"field":"Name","operator":"STARTSWITH","value":"s1-"}]
    let query =
      "%5B%7B%22field%22:%22Name%22,%22operator%22:%22STARTSWITH%22,%22value%22:%22\(space)-%22%7D%5D"
    let answer = try ask(
      "GET",
      "/queues?query=\(query)&fields=Name,SortOrder,Disabled&find_disabled_rows=1&per_page=100")
    guard let list = (answer.json as? [String: Any])?["items"] as? [[String: Any]] else {
      throw FixtureError("no list: \(answer)")
    }
    return try list.map { queue in
      guard let id = queue["id"], let name = queue["Name"] as? String,
        let value = queue["SortOrder"].flatMap({ Int("\($0)") })
      else { throw FixtureError("no queue: \(queue)") }
      return ServedObject(
        id: "\(id)", name: String(name.dropFirst(space.count + 1)), value: value,
        isActive: queue["Disabled"].map { "\($0)" } != "1")
    }
  }

  override func put(_ object: SampleObject, id: String?) throws {
    let order = "\(object.value)"
    if let id {
      _ = try ask("PUT", "\(collection)/\(id)", ["SortOrder": order])
    } else {
      _ = try ask("POST", collection, ["Name": "\(space)-\(object.name)", "SortOrder": order])
    }
  }
}
