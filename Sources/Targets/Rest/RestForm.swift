import Configuration

/// The objects of one kind in the one form in which they are compared: the fields that are ours, each
/// value spelled in one way, and other objects named by their keys.
///
/// Files and what the system says are both brought into it; what is equal there is the same object.
struct RestForm {
  /// Why a file is no object of the kind. A full clause.
  struct Flaw: Error, Hashable {
    var clause: String
  }

  /// Tells the key of another object by its ID; nil for one that is not there.
  typealias Naming = (_ kind: String, _ id: String) throws -> String?

  let kind: RestDescription.Kind

  /// The form of a file.
  ///
  /// Throws `Flaw` where it has a field that the kind lacks, or a value that cannot be one.
  func form(ofFile value: ContentValue) throws(Flaw) -> ContentMap {
    guard case .map(let map) = value else { throw Flaw(clause: "it is no mapping of fields") }
    return try fields(kind.fields, ofFile: map, in: "", besides: ["previous_\(kind.key)"])
  }

  /// The form of an object as the system tells it.
  ///
  /// - Parameter secrets: What is taken to be in fields that cannot be read.
  func form(
    ofLive value: ContentValue, secrets: ContentMap, naming: Naming
  ) throws -> ContentMap {
    var form = ContentMap()
    for field in kind.fields where !field.isReadOnly {
      form[field.name] =
        field.isSecret
        ? secrets[field.name] ?? .null
        : try live(field.route.value(in: value), field, naming)
    }
    return form
  }

  /// The value of the kind's key.
  func key(of form: ContentMap) -> String? { form[kind.key].flatMap(Self.text) }

  /// A scalar's text.
  static func text(_ value: ContentValue) -> String? {
    switch value {
    case .text(let text): text
    case .literal(let literal) where value != .null: literal
    default: nil
    }
  }

  // MARK: Files

  private func fields(
    _ fields: [RestDescription.Field], ofFile map: ContentMap, in place: String,
    besides others: Set<String> = []
  ) throws(Flaw) -> ContentMap {
    let names = fields.map(\.name)
    for key in map.keys where !names.contains(key) && !others.contains(key) {
      let near = Suggestion.nearest(to: key, in: names).map { ", did you mean \($0)?" } ?? ""
      throw Flaw(clause: "\(place)\(key) is not a field that the description knows\(near)")
    }
    var form = ContentMap()
    for field in fields where !field.isReadOnly {
      form[field.name] = try file(map[field.name] ?? .null, field, in: place)
    }
    return form
  }

  func file(
    _ value: ContentValue, _ field: RestDescription.Field, in place: String
  ) throws(Flaw) -> ContentValue {
    let place = place + field.name
    if value == .null {
      guard let usual = field.usual else { return .null }
      return try file(usual, field.shape, in: place)
    }
    let own = value == field.sentNull ? .null : try file(value, field.shape, in: place)
    // What is sent for null is null.
    return own == field.sentNull ? .null : own
  }

  func file(
    _ value: ContentValue, _ shape: RestDescription.Shape, in place: String
  ) throws(Flaw) -> ContentValue {
    switch shape {
    case .any: return Self.plain(value)
    case .text(let isTrimmed):
      guard let text = Self.text(value) else { throw Flaw(clause: "\(place) is no text") }
      return .text(Self.plain(text, isTrimmed: isTrimmed))
    case .number:
      guard let number = Self.text(value).flatMap(Self.number) else {
        throw Flaw(clause: "\(place) is no number")
      }
      return .literal(number)
    case .boolean(let on, let off):
      // A system may say `true` for off; a file never does.
      let word = Self.text(value).map { $0.lowercased() }
      guard
        let state = word == "true"
          ? true : word == "false" ? false : Self.boolean(value, on: on, off: off)
      else {
        throw Flaw(clause: "\(place) is neither true nor false")
      }
      return .literal(state ? "true" : "false")
    case .reference(_, let form):
      guard let text = Self.text(value), Self.key(in: text, form: form) != nil else {
        throw Flaw(clause: "\(place) is not of the form `\(form)`")
      }
      return .text(text)
    case .fields(let fields):
      guard case .map(let map) = value else { throw Flaw(clause: "\(place) is no mapping") }
      return .map(try self.fields(fields, ofFile: map, in: place + "."))
    case .list(let element, let isUnordered, let key, let without):
      guard case .list(let list) = value else { throw Flaw(clause: "\(place) is no list") }
      var elements: [ContentValue] = []
      for own in list {
        if Self.fits(own, without) {
          throw Flaw(clause: "\(place) has an element that is the system's own")
        }
        elements.append(try file(own, element, in: place))
      }
      if let twice = Self.firstTwice(elements, key: key) {
        throw Flaw(clause: "\(place) has \(twice) twice")
      }
      return .list(isUnordered ? Self.sorted(elements) : elements)
    }
  }

  // MARK: Live objects

  private func live(
    _ value: ContentValue?, _ field: RestDescription.Field, _ naming: Naming
  ) throws -> ContentValue {
    guard let value, value != .null else {
      // A default is a value of ours: it was looked at when the description was read.
      return field.usual.flatMap { try? file($0, field.shape, in: field.name) } ?? .null
    }
    let own = try live(value, field.shape, naming)
    return own == field.sentNull ? .null : own
  }

  private func live(
    _ value: ContentValue, _ shape: RestDescription.Shape, _ naming: Naming
  ) throws -> ContentValue {
    switch shape {
    case .any: return Self.plain(value)
    case .text(let isTrimmed):
      return Self.text(value).map { .text(Self.plain($0, isTrimmed: isTrimmed)) } ?? value
    case .number: return Self.text(value).flatMap(Self.number).map(ContentValue.literal) ?? value
    case .boolean(let on, let off):
      return Self.boolean(value, on: on, off: off).map { .literal($0 ? "true" : "false") } ?? value
    case .reference(let kind, let form):
      guard let id = Self.id(in: value) else { return .null }
      // What is not there, or is not the system's to list, is told by its ID.
      return .text(
        form.replacing("{}", with: try naming(kind, id) ?? "#\(id)", maxReplacements: 1))
    case .fields(let fields):
      var form = ContentMap()
      for field in fields where !field.isReadOnly {
        form[field.name] = try live(field.route.value(in: value), field, naming)
      }
      return .map(form)
    case .list(let element, let isUnordered, _, let without):
      guard case .list(let list) = value else { return value }
      let elements = try list.filter { !Self.fits($0, without) }.map {
        try live($0, element, naming)
      }
      return .list(isUnordered ? Self.sorted(elements) : elements)
    }
  }

  // MARK: Values

  /// The ID in a reference: a scalar, or an object with its ID. Nil where it refers to nothing.
  static func id(in value: ContentValue) -> String? {
    if case .map(let map) = value { return map["id"].flatMap(text) }
    return text(value).flatMap { $0.isEmpty || $0 == "0" ? nil : $0 }
  }

  /// A value as JSON can tell it, its keys sorted: equal values have equal bytes.
  private static func plain(_ value: ContentValue) -> ContentValue {
    switch value {
    case .text: value
    case .literal(let literal): JSONForm.isJSON(literal) ? value : .text(literal)
    case .list(let list): .list(list.map(plain))
    case .map(let map):
      .map(ContentMap(map.keys.sorted().map { ($0, plain(map[$0] ?? .null)) }))
    }
  }

  /// A text with LF at the ends of its lines.
  private static func plain(_ text: String, isTrimmed: Bool) -> String {
    let text = text.replacing("\r\n", with: "\n")
    guard isTrimmed else { return text }
    let scalars = text.unicodeScalars
    let kept = scalars.drop { $0.properties.isWhitespace }
    let end = kept.lastIndex { !$0.properties.isWhitespace }.map(kept.index(after:))
    return String(kept[..<(end ?? kept.startIndex)])
  }

  /// The key in a text of the form; nil where it is not of the form.
  static func key(in text: String, form: String) -> String? {
    let parts = form.components(around: "{}")
    guard text.hasPrefix(parts.before), text.hasSuffix(parts.after),
      text.count > parts.before.count + parts.after.count
    else { return nil }
    return String(text.dropFirst(parts.before.count).dropLast(parts.after.count))
  }

  /// The one spelling of a decimal number; nil for what is none.
  static func number(_ text: String) -> String? {
    guard let match = text.wholeMatch(of: /([+-]?)0*([0-9]+)(?:\.([0-9]*?)0*)?/) else { return nil }
    let fraction = match.output.3.map(String.init) ?? ""
    let digits = String(match.output.2) + (fraction.isEmpty ? "" : "." + fraction)
    return match.output.1 == "-" && digits != "0" ? "-" + digits : digits
  }

  static func boolean(_ value: ContentValue, on: ContentValue, off: ContentValue) -> Bool? {
    guard let text = text(value) else { return nil }
    if text == Self.text(on) { return true }
    if text == Self.text(off) { return false }
    switch text.lowercased() {
    case "true", "1", "yes", "on": return true
    case "false", "0", "no", "off": return false
    default: return nil
    }
  }

  /// Whether a mapping has all of some values.
  private static func fits(_ value: ContentValue, _ wanted: [String: ContentValue]) -> Bool {
    guard !wanted.isEmpty, case .map(let map) = value else { return false }
    return wanted.allSatisfy { map[$0.key].flatMap(text) == text($0.value) }
  }

  private static func sorted(_ elements: [ContentValue]) -> [ContentValue] {
    elements.map { ($0, JSONForm.bytes(of: $0)) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
  }

  private static func firstTwice(_ elements: [ContentValue], key: [String]) -> String? {
    guard !key.isEmpty else { return nil }
    var seen: Set<[ContentValue]> = []
    for case .map(let map) in elements {
      let own = key.map { map[$0] ?? .null }
      if !seen.insert(own).inserted { return own.compactMap(text).joined(separator: " ") }
    }
    return nil
  }
}

extension String {
  /// The texts before and after the first of some words; without it all is before.
  fileprivate func components(around word: String) -> (before: String, after: String) {
    guard let range = firstRange(of: word) else { return (self, "") }
    return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
  }
}
