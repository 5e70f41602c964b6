/// A value of a YAML document with its place, after everything YAML can do that these files do not
/// use was refused.
struct YAMLValue: Sendable {
  /// The three forms, and what cannot be used.
  enum Content: Sendable {
    /// A scalar as it stands there, whatever type YAML would give it: `on` and `09:30` are texts.
    case text(String, isPlain: Bool)
    case list([YAMLValue])
    case fields([YAMLField])
    /// Reported when and where somebody reads it, so that it counts for the item it is in.
    case refused(String)
  }

  var content: Content
  var position: Position

  /// Whether nothing is there, or a plain `~` or `null`.
  var isNull: Bool {
    guard case .text(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The text of a scalar that is not null.
  var text: String? {
    guard case .text(let text, _) = content, !isNull else { return nil }
    return text
  }

  /// What it is, for `expected …, found …`.
  var description: String {
    switch content {
    case .text(let text, _): isNull ? "nothing" : text.isEmpty ? "an empty text" : text.inCode
    case .list: "a list"
    case .fields: "a mapping"
    case .refused: "what cannot be used"
    }
  }
}

/// A key of a mapping and its value.
struct YAMLField: Sendable {
  var key: String
  /// Where the key is.
  var position: Position
  var value: YAMLValue
  /// Why the key cannot be used: there already, not a text, a merge key.
  var flaw: String?
}
