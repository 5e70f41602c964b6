import Domain

/// A system's own IDs of the objects of a target, by their places: those that are recorded, read once
/// they are needed, and those found or given since.
struct RemoteIDs {
  private var read: () throws -> [GitPath: String] = { [:] }
  private var recorded: [GitPath: String]?
  /// Nil for an object that is gone from its place.
  private var newer: [GitPath: String?] = [:]

  /// Forgets all and goes by another record.
  mutating func use(_ known: KnownObjects) {
    self = RemoteIDs()
    read = known.remoteIDs
  }

  /// The ID that is known of the object of a place, whichever of its two places it is at. Throws what
  /// reading the record throws.
  mutating func id(at place: GitPath) throws -> String? {
    for place in [place, DeactivatedPlaces.other(place)] {
      if let new = newer[place] {
        if let new { return new }
        continue
      }
      if let id = try ofRecord()[place] { return id }
    }
    return nil
  }

  /// Notes the ID of the object that is at a place now and not at its other one, or that it is gone.
  mutating func set(_ id: String?, at place: GitPath) {
    newer[DeactivatedPlaces.other(place)] = .some(nil)
    newer[place] = .some(id)
  }

  /// Notes the ID that was found at a place, whatever is at its other one.
  mutating func note(_ id: String, at place: GitPath) { newer[place] = .some(id) }

  /// All that are known. Throws what reading the record throws.
  mutating func all() throws -> [GitPath: String] {
    var ids = try ofRecord()
    for (place, id) in newer { ids[place] = id }
    return ids
  }

  private mutating func ofRecord() throws -> [GitPath: String] {
    if let recorded { return recorded }
    let ids = try read()
    recorded = ids
    return ids
  }
}
