import Configuration
import Differences
import Fixtures
import Testing

@testable import Targets

/// Random objects, as files spell them in one way, and systems in another.
@Suite struct RandomFormTests {
  private static let fields = """
    on: { type: boolean, "true": "2", "false": "1", default: true }
    hidden: { type: boolean, "true": false, "false": true }
    size: { type: number, default: 3, at: deep.size }
    count: { type: number, "null": "" }
    note: { type: text, trim: true, default: "", at: deep.note }
    body: text
    group: { type: reference, kind: groups, as: "Group: {}" }
    seen: { type: number, readOnly: true }
    extra: any
    tags: { type: list, elements: text, unordered: true, default: [] }
    owners: { type: list, elements: { type: reference, kind: groups } }
    inner: { type: map, fields: { a: text, b: { type: number, default: 0 } } }
    rows:
      type: list
      unordered: true
      key: [name]
      without: { name: own }
      elements: { type: map, fields: { name: text, size: { type: number, default: 1 }, on: boolean } }
    """
  private let own: DescribedKind
  init() throws { own = try DescribedKind(Self.fields) }

  // MARK: Files

  private func file(_ generator: inout SeededGenerator) -> ContentValue {
    var map = ContentMap([("name", .text(text(&generator) + "n"))])
    var names = own.kind.fields.map(\.name).filter { $0 != "name" }
    names.shuffle(using: &generator)
    for name in names where generator.chance(60) {
      map[name] = generator.chance(10) ? .null : value(name, &generator)
    }
    return .map(map)
  }

  private func text(_ generator: inout SeededGenerator) -> String {
    generator.pick(["", "a", " b ", "x: y", "12", "true", "l\r\nm\r\n", "ü", "g7", "\u{85}"]) ?? ""
  }

  private func number(_ generator: inout SeededGenerator) -> ContentValue {
    let text =
      generator.pick(["0", "1", "3", "3.0", "003", "-2.50", "+4", "10"]) ?? "0"
    return generator.chance(50) ? .literal(text) : .text(text)
  }

  private func group(_ generator: inout SeededGenerator) -> String {
    generator.pick(["g7", "g8", "g9"]) ?? "g7"
  }

  private func flag(_ generator: inout SeededGenerator) -> ContentValue {
    generator.pick([.literal("true"), .literal("false"), .text("true"), .literal("False")])
      ?? .literal("true")
  }

  private func value(_ name: String, _ generator: inout SeededGenerator) -> ContentValue {
    switch name {
    case "on", "hidden": return flag(&generator)
    case "size", "count", "seen", "b": return number(&generator)
    case "group": return .text("Group: " + group(&generator))
    case "extra": return JSONFormTests.value(depth: 2, &generator)
    case "tags":
      return .list(
        (0..<3).filter { _ in generator.chance(60) }.map { _ in .text(text(&generator)) })
    case "owners":
      return .list(
        (0..<3).filter { _ in generator.chance(60) }.map { _ in .text(group(&generator)) })
    case "inner":
      var map = ContentMap()
      if generator.chance(60) { map["b"] = number(&generator) }
      if generator.chance(60) { map["a"] = .text(text(&generator)) }
      return .map(map)
    case "rows":
      var names = ["p", "q", "r", "s"].filter { _ in generator.chance(60) }
      names.shuffle(using: &generator)
      return .list(
        names.map { name in
          var map = ContentMap([("name", .text(name))])
          if generator.chance(60) { map["size"] = number(&generator) }
          if generator.chance(40) { map["on"] = flag(&generator) }
          return .map(map)
        })
    default: return .text(text(&generator))
    }
  }

  // MARK: Tests

  @Test func `a form spelled like any file is the form again`() throws {
    try forEachSeed(300) { seed, generator in
      let form = try own.form.form(ofFile: file(&generator))
      let like = file(&generator)
      let spelled = own.form.spelled(form, like: like)
      try #require(
        RestFile.version(of: own.form.form(ofFile: spelled)) == RestFile.version(of: form),
        "\(form) like \(like): \(spelled)")
      // As bytes, which is how it gets into a repository.
      let bytes = JSONForm.bytes(of: spelled, isIndented: true, isYAML: true)
      let read = try #require(ContentDifference.value(of: bytes, name: "x.yaml"))
      try #require(
        RestFile.version(of: own.form.form(ofFile: read)) == RestFile.version(of: form),
        "\(String(decoding: bytes, as: UTF8.self)) is read as \(read)")
    }
  }

  @Test func `a form spelled like its own file is that file`() throws {
    try forEachSeed(300) { seed, generator in
      let file = file(&generator)
      let form = try own.form.form(ofFile: file)
      try #require(own.form.spelled(form, like: file) == file, "\(file)")
      try #require(own.form.spelled(form, like: .map(form)) == .map(form), "\(file)")
    }
  }

  @Test func `the form counts as a file of its own`() throws {
    try forEachSeed(300) { seed, generator in
      let form = try own.form.form(ofFile: file(&generator))
      try #require(
        RestFile.version(of: own.form.form(ofFile: .map(form))) == RestFile.version(of: form))
    }
  }

  @Test func `what is sent comes back as the form that was wanted`() throws {
    let create = try #require(own.kind.create)
    let update = try #require(own.kind.updates.first)
    try forEachSeed(300) { seed, generator in
      let first = try own.form.form(ofFile: file(&generator))
      let second = try own.form.form(ofFile: file(&generator))
      var object = ContentMap([("seen", .literal("9"))])
      for (request, form, live) in [(create, first, nil), (update, second, first)] {
        guard
          case .map(let body)? = try own.body.body(
            request, form, after: live, resolving: DescribedKind.resolve)
        else {
          try #require(live == form)
          continue
        }
        // A faithful system: over the wire, and what is sent replaces what was there.
        let wire = ContentDifference.json(JSONForm.bytes(of: .map(body)))
        guard case .map(let sent)? = wire else { throw FixtureError("\(body) is no JSON") }
        object = Self.merged(sent, into: object)
        if case .list(let rows)? = object["rows"] {
          object["rows"] = .list(
            (rows + [.map(ContentMap([("name", .text("own"))]))]).shuffled(using: &generator))
        }
        let live = try own.form.form(
          ofLive: .map(object), secrets: ContentMap(), naming: DescribedKind.name)
        try #require(
          RestFile.version(of: live) == RestFile.version(of: form), "sent \(body), wanted \(form)")
      }
    }
  }

  /// Fields that lie one inside the other are replaced each for itself.
  private static func merged(_ sent: ContentMap, into object: ContentMap) -> ContentMap {
    var result = object
    for key in sent.keys {
      if key == "deep", case .map(let sent)? = sent[key], case .map(let old)? = object[key] {
        result[key] = .map(merged(sent, into: old))
      } else {
        // It says null when it means null, whatever it wants to be told.
        result[key] = key == "count" && sent[key] == .text("") ? .null : sent[key]
      }
    }
    return result
  }
}
