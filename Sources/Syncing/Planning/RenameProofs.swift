import Configuration
import Differences
import Domain
import Git
import Queueing
import Targets

/// Renames that the values in the files prove: the same identity under another path, or a file that
/// says what it was called. That two files look alike proves nothing.
struct RenameProofs {
  /// The names of an object in its file, with the key that says what it was before.
  private static let former = [("title", "previous_title"), ("name", "previous_name")]

  /// The family of the objects at a place, with the key whose value identifies one among them.
  private let family: (GitPath) -> ObjectFamily
  private let repository: Repository
  /// The files that the commits on the way changed, oldest first; asked only where a name is not
  /// that of an object which leaves.
  private let between: () throws -> [TargetObject]

  init(
    family: @escaping (GitPath) -> ObjectFamily, in repository: Repository,
    between: @escaping () throws -> [TargetObject]
  ) {
    self.family = family
    self.repository = repository
    self.between = between
  }

  /// The objects of a binding on one side, by place.
  typealias Objects = [GitPath: TargetObject]

  /// From which place each of the new objects comes.
  ///
  /// - Parameters:
  ///   - added: the new objects that nothing else accounts for, `leaving` the old ones.
  ///   - wanted: all objects of the content, `recorded` all that are recorded: a name must be
  ///     unique among them to be a proof.
  func pairs(
    added: Objects, leaving: Objects, wanted: () throws -> Objects,
    recorded: () throws -> Objects
  ) throws -> [GitPath: GitPath] {
    guard !added.isEmpty, !leaving.isEmpty else { return [:] }
    var files = Files(repository)
    var pairs: [GitPath: GitPath] = [:]
    for family in Set(added.keys.map(family)).sorted(by: { $0.name < $1.name }) {
      func own(_ objects: Objects) -> Objects { objects.filter { self.family($0.key) == family } }
      let (new, old) = (own(added), own(leaving))
      var former = Self.former
      if let key = family.key {
        try pairByKey(
          key, new, old, { own(try wanted()) }, { own(try recorded()) }, &files, &pairs)
        if !former.contains(where: { $0.0 == key }) { former.append((key, "previous_\(key)")) }
      }
      for (name, previous) in former {
        try pairByFormer(name, previous, new, old, &files, &pairs)
      }
    }
    return pairs
  }

  private func pairByKey(
    _ key: String, _ added: Objects, _ leaving: Objects, _ wanted: () throws -> Objects,
    _ recorded: () throws -> Objects, _ files: inout Files, _ pairs: inout [GitPath: GitPath]
  ) throws {
    let new = try files.places(of: added, by: key)
    let old = try files.places(of: leaving, by: key)
    let candidates = Set(new.keys).intersection(old.keys)
    guard !candidates.isEmpty else { return }
    let allNew = try files.places(of: wanted(), by: key)
    let allOld = try files.places(of: recorded(), by: key)
    for value in candidates {
      guard allNew[value]?.count == 1, allOld[value]?.count == 1, let place = new[value]?.first,
        let source = old[value]?.first
      else { continue }
      pairs[place] = source
    }
  }

  private func pairByFormer(
    _ name: String, _ previous: String, _ added: Objects, _ leaving: Objects,
    _ files: inout Files, _ pairs: inout [GitPath: GitPath]
  ) throws {
    let taken = Set(pairs.values)
    let claims = try files.places(of: added.filter { pairs[$0.key] == nil }, by: previous)
    let old = try files.places(of: leaving.filter { !taken.contains($0.key) }, by: name)
    guard !claims.isEmpty, !old.isEmpty else { return }
    var links: [String: Set<String>]?
    var sources: [GitPath: [GitPath]] = [:]
    for (value, places) in claims {
      guard places.count == 1, let place = places.first else { continue }
      var value = value
      var seen: Set<String> = [value]
      while old[value] == nil {
        // Renamed twice since: the commits on the way tell what the name was before.
        if links == nil { links = try self.links(name, previous, &files) }
        guard let before = links?[value], before.count == 1, let next = before.first,
          seen.insert(next).inserted
        else { break }
        value = next
      }
      guard let found = old[value], found.count == 1, let source = found.first else { continue }
      sources[source, default: []].append(place)
    }
    // Two files that were the same object prove nothing.
    for (source, places) in sources where places.count == 1 { pairs[places[0]] = source }
  }

  /// What each name was before, by the files that the commits on the way had.
  private func links(
    _ name: String, _ previous: String, _ files: inout Files
  ) throws -> [String: Set<String>] {
    var links: [String: Set<String>] = [:]
    for object in try between() {
      guard let value = try files.value(of: name, in: object),
        let before = try files.value(of: previous, in: object), before != value
      else { continue }
      links[value, default: []].insert(before)
    }
    return links
  }
}

/// The values at the top of files, each file read once.
private struct Files {
  private let repository: Repository
  private var maps: [ObjectID: ContentMap?] = [:]

  init(_ repository: Repository) { self.repository = repository }

  /// The places of the objects that have a value for the key, by that value.
  mutating func places(
    of objects: RenameProofs.Objects, by key: String
  ) throws -> [String: [GitPath]] {
    var places: [String: [GitPath]] = [:]
    for (place, object) in objects {
      if let value = try value(of: key, in: object) { places[value, default: []].append(place) }
    }
    return places
  }

  /// The text that the file has for a key at its top; nil for none, an empty one, and for files
  /// that cannot be read as values.
  mutating func value(of key: String, in object: TargetObject) throws -> String? {
    switch try map(of: object)?[key] {
    case .text(let text)? where !text.isEmpty: text
    case .literal(let text)? where text != "null": text
    default: nil
    }
  }

  private mutating func map(of object: TargetObject) throws -> ContentMap? {
    guard object.version.mode == .regular || object.version.mode == .executable else { return nil }
    let name = String(decoding: object.path.lastComponent, as: UTF8.self)
    guard ContentDifference.isStructured(name) else { return nil }
    // One content under the endings of YAML and of JSON is rare, and YAML reads both alike here.
    if let known = maps[object.version.content] { return known }
    var map: ContentMap?
    let bytes = try repository.blob(object.version.content)
    if case .map(let own)? = ContentDifference.value(of: bytes, name: name) { map = own }
    maps[object.version.content] = .some(map)
    return map
  }
}
