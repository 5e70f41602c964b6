import Configuration
import Differences
import Syncing

/// What changes about one object, as JSON.
struct ChangeValue: Encodable {
  struct Value: Encodable {
    var address: String
    var kind: String
    var old: ContentJSON?
    var new: ContentJSON?
    var secret: Bool
  }
  struct Lost: Encodable {
    var address: String
    var recorded: ContentJSON?
    var live: ContentJSON?
    var new: ContentJSON?
    var secret: Bool
  }

  var kind: Nullable<String>
  var values: [Value]
  var patch: Nullable<String>
  var secret: Bool
  var notes: [String]
  var lost: [Lost]
  var lostPatch: Nullable<String>

  init(_ change: ObjectChange) {
    kind = Nullable(change.difference?.kind.rawValue)
    values = (change.difference?.changes ?? []).map { value in
      Value(
        address: value.path.description, kind: value.kind.rawValue,
        old: value.old.map(ContentJSON.init), new: value.new.map(ContentJSON.init),
        secret: value.isSecret)
    }
    patch = Nullable(change.patch)
    secret = change.difference?.hasSecrets ?? false
    notes = change.notes
    lost = change.lost.map { value in
      Lost(
        address: value.path.description, recorded: value.recorded.map(ContentJSON.init),
        live: value.live.map(ContentJSON.init), new: value.new.map(ContentJSON.init),
        secret: value.isSecret)
    }
    lostPatch = Nullable(change.lostPatch)
  }
}

/// A value of a file as JSON. A number that JSON's readers could change is a text.
struct ContentJSON: Encodable {
  private let value: ContentValue

  init(_ value: ContentValue) { self.value = value }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    switch value {
    case .map(let map):
      var container = encoder.container(keyedBy: Key.self)
      for key in map.keys {
        if let value = map[key] {
          try container.encode(ContentJSON(value), forKey: Key(stringValue: key))
        }
      }
    case .list(let list):
      var container = encoder.unkeyedContainer()
      for value in list { try container.encode(ContentJSON(value)) }
    case .text(let text):
      var container = encoder.singleValueContainer()
      try container.encode(text)
    case .literal(let text):
      var container = encoder.singleValueContainer()
      switch text {
      case "null": try container.encodeNil()
      case "true": try container.encode(true)
      case "false": try container.encode(false)
      default:
        if let number = Int(text), String(number) == text {
          try container.encode(number)
        } else {
          try container.encode(text)
        }
      }
    }
  }
}
