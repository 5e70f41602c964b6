package import Domain

/// Finds numbers by object IDs: a table with open places, since IDs are hashes already.
package struct IDTable {
  private var places: [Int32] = Array(repeating: -1, count: 1024)
  private var ids: [ObjectID] = []
  private var values: [Int] = []

  package init() {}

  /// The number that was set last for the ID.
  package func value(of id: ObjectID) -> Int? {
    let place = places[self.place(of: id)]
    return place < 0 ? nil : values[Int(place)]
  }

  package mutating func set(_ value: Int, for id: ObjectID) {
    let place = place(of: id)
    if places[place] >= 0 {
      values[Int(places[place])] = value
      return
    }
    places[place] = Int32(ids.count)
    ids.append(id)
    values.append(value)
    guard ids.count * 2 > places.count else { return }
    places = Array(repeating: -1, count: places.count * 4)
    for (number, id) in ids.enumerated() { places[self.place(of: id)] = Int32(number) }
  }

  /// Where it is, or would be.
  private func place(of id: ObjectID) -> Int {
    var place = Int(truncatingIfNeeded: id.prefix) & (places.count - 1)
    while places[place] >= 0, ids[Int(places[place])] != id {
      place = (place + 1) & (places.count - 1)
    }
    return place
  }
}
