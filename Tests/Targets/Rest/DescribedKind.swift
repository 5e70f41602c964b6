import Configuration
import Differences
import Testing

@testable import Targets

/// A kind of object with the given fields, as a description would have it, and values to go with it.
struct DescribedKind {
  let kind: RestDescription.Kind
  var form: RestForm { RestForm(kind: kind) }
  var body: RestBody { RestBody(kind: kind) }

  /// - Parameters:
  ///   - fields: The lines of `fields`, of which `name` is one already.
  ///   - update: What is said of `update`.
  init(_ fields: String, update: String = "\"/a/{id}\"") throws {
    let lines = fields.split(separator: "\n").map { "      \($0)\n" }.joined()
    let text = """
      version: 1
      name: x
      kinds:
        groups: { key: name, fields: { name: text }, list: { path: /g }, read: "/g/{id}" }
        a:
          files: a/*
          key: name
          list: { path: /a }
          read: "/a/{id}"
          create: /a
          update: \(update)
          fields:
            name: text
      """
    kind = try #require(
      try RestDescription.read(
        Array((text + "\n" + lines).utf8), file: "f"
      ).kinds.last)
  }

  /// A value written as YAML.
  static func yaml(_ text: String) throws -> ContentValue {
    try #require(ContentDifference.value(of: Array(text.utf8), name: "x.yaml"), "\(text)")
  }

  /// The form of a file in YAML.
  func file(_ text: String) throws -> ContentMap { try form.form(ofFile: Self.yaml(text)) }

  /// The form of what a system tells in JSON; its groups are `g7` for 7, and so on up to 9.
  func live(_ text: String, secrets: ContentMap = ContentMap()) throws -> ContentMap {
    let value = try #require(ContentDifference.json(Array(text.utf8)), "\(text)")
    return try form.form(ofLive: value, secrets: secrets, naming: Self.name)
  }

  static func name(_ kind: String, _ id: String) -> String? {
    kind == "groups" && ["7", "8", "9"].contains(id) ? "g\(id)" : nil
  }

  /// The ID of a group by its name.
  static func resolve(_ kind: String, _ key: String) throws -> ContentValue {
    guard kind == "groups", ["g7", "g8", "g9"].contains(key) else {
      throw RestBody.Unresolved(kind: kind, key: key, count: 0)
    }
    return .literal(String(key.dropFirst()))
  }

  /// Why a file is no object; nil where it is one.
  func flaw(_ text: String) throws -> String? {
    do {
      _ = try file(text)
      return nil
    } catch let flaw as RestForm.Flaw {
      return flaw.clause
    }
  }
}
