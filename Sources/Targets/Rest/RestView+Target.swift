import Configuration
import Domain

/// What a target answers with from the objects of a system.
extension RestView {
  var capabilities: TargetCapabilities {
    let kinds = system.description.kinds.filter { $0.files != nil }
    return TargetCapabilities(
      deactivation: kinds.contains { $0.deactivation != nil }
        ? .moving(below: DeactivatedPlaces.folder) : nil,
      canDelete: kinds.contains { $0.delete != nil }, movesAtOnce: true,
      knowsPlaces: false)
  }

  /// A kind is a family: its objects are known by its key, and never become those of another.
  func family(of place: GitPath) -> ObjectFamily {
    guard let kind = places.place(place)?.kind else { return ObjectFamily() }
    return ObjectFamily(name: kind.name, key: kind.key)
  }

  func content(of live: LiveObject, at place: GitPath) throws -> [UInt8]? {
    if found[place]?.version != live { _ = try read([SoughtObject(place)]) }
    guard let found = found[place], found.version == live else { return nil }
    return RestFile.bytes(of: found.form)
  }

  func content(
    of live: LiveObject, at place: GitPath, like ours: [UInt8]
  ) throws -> [UInt8]? {
    guard try content(of: live, at: place) != nil, let form = found[place]?.form,
      let kind = places.place(place)?.kind, let file = RestFile.value(of: ours, at: place)
    else { return try content(of: live, at: place) }
    let spelled = RestForm(kind: kind).spelled(form, like: file)
    guard spelled != file else { return ours }
    let isJSON = place.text.lowercased().hasSuffix(".json")
    return JSONForm.bytes(of: spelled, isIndented: true, isYAML: !isJSON)
  }

  /// Files count by their form; what has none counts as it is.
  func identity(
    of version: FileVersion, at place: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    if found[place]?.version == version { return version }
    guard let kind = places.place(place)?.kind,
      version.mode == .regular || version.mode == .executable
    else { return version }
    guard let form = try? form(of: content(), at: place, kind) else { return version }
    return RestFile.version(of: form)
  }

  func refusals(writing: [DesiredObject]) throws -> [GitPath: String] {
    var refusals: [GitPath: String] = [:]
    var forms: [(place: GitPath, kind: RestDescription.Kind, form: ContentMap)] = []
    for object in writing {
      guard let place = places.place(object.path), place.kind.files != nil else {
        refusals[object.path] = "no kind of the description has its files there"
        continue
      }
      guard object.version.mode == .regular || object.version.mode == .executable else {
        refusals[object.path] = "only files can be objects of the system"
        continue
      }
      do {
        forms.append(
          (object.path, place.kind, try form(of: object.content(), at: object.path, place.kind)))
      } catch let flaw as RestForm.Flaw {
        refusals[object.path] = flaw.clause
      }
    }
    var keys: [String: [String: [GitPath]]] = [:]
    for (place, kind, form) in forms {
      guard let key = RestForm(kind: kind).key(of: form), !key.isEmpty else {
        refusals[place] = "it has no `\(kind.key)`, by which it is known"
        continue
      }
      keys[kind.name, default: [:]][key, default: []].append(place)
    }
    for (place, kind, form) in forms where refusals[place] == nil {
      refusals[place] = try refusal(place, kind, form, keys)
    }
    return refusals
  }

  private func refusal(
    _ place: GitPath, _ kind: RestDescription.Kind, _ form: ContentMap,
    _ keys: [String: [String: [GitPath]]]
  ) throws -> String? {
    let own = RestForm(kind: kind)
    let key = own.key(of: form) ?? ""
    if let other = keys[kind.name]?[key]?.first(where: { $0 != place }) {
      return "it has the `\(kind.key)` of \(other)"
    }
    if let live = found[place]?.form {
      if !kind.canRename, own.key(of: live) != key {
        return "the system cannot change its `\(kind.key)`: remove it, and add another"
      }
      for field in kind.fields where field.isImmutable && live[field.name] != form[field.name] {
        return "the system cannot change its `\(field.name)`: remove it, and add another"
      }
    }
    for reference in own.references(of: form) where keys[reference.kind]?[reference.key] == nil {
      let other = system.description.kinds.first { $0.name == reference.kind }
      let count = try other.map { try matches(reference.key, $0).count } ?? 0
      if count != 1 {
        return RestBody.Unresolved(kind: reference.kind, key: reference.key, count: count).clause
      }
    }
    return nil
  }
}

extension RestForm {
  /// Another object that one refers to.
  struct Reference: Hashable {
    var kind: String
    var key: String
  }

  /// The objects that a form refers to, each once.
  func references(of form: ContentMap) -> Set<Reference> {
    var references: Set<Reference> = []
    for field in kind.fields where !field.isReadOnly {
      form[field.name].map { Self.collect($0, field.shape, into: &references) }
    }
    return references
  }

  private static func collect(
    _ value: ContentValue, _ shape: RestDescription.Shape, into references: inout Set<Reference>
  ) {
    switch (shape, value) {
    case (.reference(let kind, let form), .text(let text)):
      if let key = key(in: text, form: form) { references.insert(Reference(kind: kind, key: key)) }
    case (.fields(let fields), .map(let map)):
      for field in fields {
        map[field.name].map { collect($0, field.shape, into: &references) }
      }
    case (.list(let element, _, _, _), .list(let list)):
      for value in list { collect(value, element, into: &references) }
    default: break
    }
  }
}
