import Conformance
import Fixtures

/// Zones of a PowerDNS, whose value is the end of their address. It turns nothing off, and no zone gets
/// another name.
final class PowerDNSZones: ServedObjects<PowerDNS> {
  override var canDeactivate: Bool { false }
  override var canRename: Bool { false }
  override var collection: String { "/zones" }

  private func zone(_ name: String) -> String { "\(name).\(space).example." }

  override func place(of name: String) -> String { "zones/\(name).yaml" }

  override func text(of object: SampleObject, formerName: String?) -> String {
    """
    name: \(zone(object.name))
    rrsets:
      - name: \(zone(object.name))
        type: A
        records: [{ content: '192.0.2.\(object.value)' }]

    """
  }

  override func served() throws -> [ServedObject] {
    guard let list = try ask("GET", collection).json as? [[String: Any]] else {
      throw FixtureError("no list of zones")
    }
    return try list.compactMap { zone in
      guard let id = zone["id"] as? String, id.hasSuffix(".\(space).example.") else { return nil }
      let answer = try ask("GET", "\(collection)/\(id)")
      guard let found = answer.body.firstMatch(of: /"content": *"192\.0\.2\.([0-9]+)"/),
        let value = Int(found.1)
      else { throw FixtureError("no zone of ours: \(answer)") }
      return ServedObject(id: id, name: String(id.prefix { $0 != "." }), value: value)
    }
  }

  override func put(_ object: SampleObject, id: String?) throws {
    let name = zone(object.name)
    let set: [String: Any] = [
      "name": name, "type": "A", "ttl": 3600, "changetype": "REPLACE",
      "records": [["content": "192.0.2.\(object.value)", "disabled": false] as [String: Any]],
    ]
    if let id {
      _ = try ask("PATCH", "\(collection)/\(id)", ["rrsets": [set]])
    } else {
      _ = try ask("POST", collection, ["name": name, "kind": "Native", "rrsets": [set]])
    }
  }
}
