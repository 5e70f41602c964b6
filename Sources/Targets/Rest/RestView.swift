import Configuration
import Domain
import Web

/// The objects of a system at their places, as they were read last.
///
/// An object is found by its recorded ID; where there is none, by the key that its files have. All
/// methods throw `TargetError` and what reading the repository throws.
final class RestView {
  /// An object at a place.
  struct Found {
    var object: RestSystem.Object
    var form: ContentMap
    var version: FileVersion
  }

  /// All objects of a kind.
  private struct List {
    var byID: [String: RestSystem.Object]
    var byKey: [String: [RestSystem.Object]]
  }

  let system: RestSystem
  let places: RestPlaces
  private var known: KnownObjects?
  private var ids = RemoteIDs()
  private(set) var found: [GitPath: Found] = [:]
  private var lists: [String: List] = [:]
  /// What failed writes of ours left, by the places that they were to bring.
  var halfWrites: [GitPath: HalfWrite] = [:]
  /// What a reader must know of objects that were written.
  var notes: [GitPath: String] = [:]
  /// What files were taken to have in fields that cannot be read.
  private var secrets: [GitPath: ContentMap] = [:]

  init(_ system: RestSystem) {
    self.system = system
    places = RestPlaces(system.description)
  }

  func use(_ known: KnownObjects) {
    self.known = known
    ids.use(known)
  }

  // MARK: IDs

  /// The ID that is known of the object of a place, whichever of its two places it is at.
  func id(at place: GitPath) throws -> String? { try ids.id(at: place) }

  func set(_ id: String?, at place: GitPath) { ids.set(id, at: place) }

  /// The places that the IDs of a kind belong to.
  private func owners(_ kind: RestDescription.Kind) throws -> [String: Set<GitPath>] {
    var owners: [String: Set<GitPath>] = [:]
    for (place, id) in try ids.all() where places.place(place)?.kind.name == kind.name {
      owners[id, default: []].insert(place)
    }
    return owners
  }

  // MARK: Reading

  /// Reads some places anew.
  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    lists = [:]
    var readings: [GitPath: LiveReading] = [:]
    var byKind: [String: [(sought: SoughtObject, place: RestPlaces.Place)]] = [:]
    for sought in sought {
      found[sought.place] = nil
      guard let place = places.place(sought.place) else { continue }
      byKind[place.kind.name, default: []].append((sought, place))
    }
    for kind in system.description.kinds {
      guard let asked = byKind[kind.name] else { continue }
      readings.merge(try read(asked, kind)) { $1 }
    }
    return readings
  }

  private func read(
    _ asked: [(sought: SoughtObject, place: RestPlaces.Place)], _ kind: RestDescription.Kind
  ) throws -> [GitPath: LiveReading] {
    var readings: [GitPath: LiveReading] = [:]
    var ids: [GitPath: String] = [:]
    let owners = try owners(kind)
    for (sought, _) in asked { ids[sought.place] = try id(at: sought.place) }
    var objects = try objects(kind, Set(ids.values))
    for (sought, place) in asked {
      if let id = ids[sought.place], objects[id] != nil { continue }
      // It has no ID, or one of which nothing is left.
      ids[sought.place] = nil
      let own: Set = [sought.place, DeactivatedPlaces.other(sought.place)]
      let matches = try matches(sought, kind).filter {
        owners[$0.id].map(own.isSuperset) ?? true
      }
      if matches.count > 1 {
        readings[sought.place] = .unreadable(
          "is there \(matches.count) times: \(kind.name) "
            + matches.map(\.id).sorted().joined(separator: ", "))
      } else if let match = matches.first {
        if match.isActive == place.isActive {
          ids[sought.place] = match.id
        } else if place.isActive {
          readings[sought.place] = .unreadable(
            "is there, deactivated, and nobody recorded it: \(kind.name) \(match.id)")
        }
      }
    }
    let rest = Set(ids.values).subtracting(objects.keys)
    objects.merge(try self.objects(kind, rest)) { a, _ in a }
    for (sought, place) in asked {
      guard let id = ids[sought.place], let object = objects[id] else { continue }
      guard object.isActive == place.isActive else { continue }
      let found = try found(object, at: sought, kind)
      self.found[sought.place] = found
      if try self.id(at: sought.place) != id { set(id, at: sought.place) }
      readings[sought.place] = .object(found.version)
    }
    return readings
  }

  /// Objects by their IDs: of the list where that tells all of them, else one by one. What the list
  /// does not have may be turned off, and is asked for as well.
  private func objects(
    _ kind: RestDescription.Kind, _ ids: Set<String>
  ) throws -> [String: RestSystem.Object] {
    guard !ids.isEmpty else { return [:] }
    guard kind.list.isWhole else { return try read(kind, ids.sorted()) }
    let listed = try list(kind).byID
    let rest = ids.filter { listed[$0] == nil }
    return try listed.filter { ids.contains($0.key) }
      .merging(read(kind, rest.sorted())) { a, _ in a }
  }

  /// Objects by their IDs, one by one. Where a system does not tell of an object that it is off, it is
  /// so where the list does not have it.
  func read(_ kind: RestDescription.Kind, _ ids: [String]) throws -> [String: RestSystem.Object] {
    var objects = try system.read(kind, ids)
    if let deactivation = kind.deactivation, deactivation.state == nil, !objects.isEmpty {
      var listed = try list(kind).byID
      if objects.keys.contains(where: { listed[$0] == nil }) {
        forgetLists()
        listed = try list(kind).byID
      }
      for id in objects.keys { objects[id]?.isActive = listed[id] != nil }
    }
    return objects
  }

  /// The listed objects with a key that the first of the versions has which any object has.
  private func matches(
    _ sought: SoughtObject, _ kind: RestDescription.Kind
  ) throws -> [RestSystem.Object] {
    for version in sought.versions {
      guard let key = try key(of: version, at: sought.place, kind) else { continue }
      let matches = try self.matches(key, kind)
      if !matches.isEmpty { return matches }
    }
    return []
  }

  /// The listed objects with a key.
  func matches(_ key: String, _ kind: RestDescription.Kind) throws -> [RestSystem.Object] {
    try list(kind).byKey[key] ?? []
  }

  /// A list, asked for once a reading.
  private func list(_ kind: RestDescription.Kind) throws -> List {
    if let list = lists[kind.name] { return list }
    var list = List(byID: [:], byKey: [:])
    for object in try system.list(kind) {
      list.byID[object.id] = object
      if let key = key(of: object, kind) { list.byKey[key, default: []].append(object) }
    }
    lists[kind.name] = list
    return list
  }

  /// Puts a new object into a list that was asked for before it was there.
  func note(_ object: RestSystem.Object, _ key: String, _ kind: RestDescription.Kind) {
    // One that was asked for since has it already.
    guard lists[kind.name]?.byID.updateValue(object, forKey: object.id) == nil else { return }
    lists[kind.name]?.byKey[key, default: []].append(object)
  }

  /// Notes what is at a place by now.
  func note(_ object: Found, at place: GitPath) {
    found[place] = object
    set(object.object.id, at: place)
  }

  /// Forgets lists: something was written.
  func forgetLists() { lists = [:] }

  // MARK: Forms

  private func key(of object: RestSystem.Object, _ kind: RestDescription.Kind) -> String? {
    kind.fields.first { $0.name == kind.key }.flatMap { $0.route.value(in: object.value) }
      .flatMap(RestForm.text)
  }

  private func key(
    of version: FileVersion, at place: GitPath, _ kind: RestDescription.Kind
  ) throws -> String? {
    try formOrNil(version, at: place, kind).flatMap { RestForm(kind: kind).key(of: $0) }
  }

  private func formOrNil(
    _ version: FileVersion, at place: GitPath, _ kind: RestDescription.Kind
  ) throws -> ContentMap? {
    guard version.mode == .regular || version.mode == .executable,
      let bytes = try known?.content(version)
    else { return nil }
    return try? form(of: bytes, at: place, kind)
  }

  /// The form of what is recorded of an object that is about to be written; nil where nothing is.
  func form(recorded write: ObjectWrite, _ kind: RestDescription.Kind) throws -> ContentMap? {
    try write.recorded.flatMap { try formOrNil($0, at: write.movedFrom ?? write.path, kind) }
  }

  /// The form of a file's bytes.
  func form(
    of bytes: [UInt8], at place: GitPath, _ kind: RestDescription.Kind
  ) throws(RestForm.Flaw) -> ContentMap {
    guard let value = RestFile.value(of: bytes, at: place) else {
      throw RestForm.Flaw(clause: "it cannot be read as YAML or JSON for certain")
    }
    return try RestForm(kind: kind).form(ofFile: value)
  }

  private func found(
    _ object: RestSystem.Object, at sought: SoughtObject, _ kind: RestDescription.Kind
  ) throws -> Found {
    if kind.fields.contains(where: \.isSecret), let version = sought.versions.first {
      secrets[sought.place] = try formOrNil(version, at: sought.place, kind)
    }
    return try found(object, at: sought.place, kind)
  }

  /// What an object is at a place.
  func found(
    _ object: RestSystem.Object, at place: GitPath, _ kind: RestDescription.Kind,
    secrets own: ContentMap? = nil
  ) throws -> Found {
    let form = try RestForm(kind: kind).form(
      ofLive: object.value, secrets: own ?? secrets[place] ?? ContentMap(), naming: name)
    return Found(object: object, form: form, version: RestFile.version(of: form))
  }

  /// The key of another object by its ID.
  private func name(_ kind: String, _ id: String) throws -> String? {
    guard let kind = system.description.kinds.first(where: { $0.name == kind }) else { return nil }
    return try list(kind).byID[id].flatMap { key(of: $0, kind) }
  }

  /// The ID of another object by its key. Throws `RestBody.Unresolved` where there is none, or more
  /// than one.
  func resolve(_ name: String, _ key: String) throws -> ContentValue {
    guard let kind = system.description.kinds.first(where: { $0.name == name }) else {
      throw RestBody.Unresolved(kind: name, key: key, count: 0)
    }
    let matches = try matches(key, kind)
    guard matches.count == 1, let match = matches.first else {
      throw RestBody.Unresolved(kind: name, key: key, count: matches.count)
    }
    return match.idValue
  }
}
