import Fixtures
import Foundation

/// What `--format json` answered, to be looked into key by key.
enum Answer: Decodable, Equatable, CustomStringConvertible {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([Answer])
  case object([String: Answer])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Answer].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: Answer].self))
    }
  }

  /// The value of a key; ``null`` where this is no object or has no such key.
  subscript(key: String) -> Answer {
    if case .object(let values) = self { values[key] ?? .null } else { .null }
  }

  /// An element; ``null`` where this is no list or is shorter.
  subscript(index: Int) -> Answer {
    list.indices.contains(index) ? list[index] : .null
  }

  /// The elements; none where this is no list.
  var list: [Answer] { if case .list(let values) = self { values } else { [] } }

  /// The text; nil where this is none.
  var text: String? { if case .text(let value) = self { value } else { nil } }

  /// The sorted keys; none where this is no object.
  var keys: [String] { if case .object(let values) = self { values.keys.sorted() } else { [] } }

  var description: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .list(let values): "\(values)"
    case .object(let values): "\(values)"
    }
  }
}

extension Answer: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
  init(arrayLiteral elements: Answer...) { self = .list(elements) }
}

extension ProgramResult {
  /// Standard output as JSON; throws where it is not one document.
  var json: Answer {
    get throws {
      do {
        return try JSONDecoder().decode(Answer.self, from: Data(output))
      } catch {
        throw FixtureError("not JSON (status \(status)): \(text)\(errorText)")
      }
    }
  }

  /// Both outputs and the status, for a failed expectation.
  var all: String { "status \(status)\n\(text)\(errorText)" }
}

extension Answer {
  /// The element of the list `bindings` that is named.
  func binding(_ name: String) -> Answer {
    self["bindings"].list.first { binding in
      guard let item = binding["item"].text, let target = binding["target"].text else {
        return false
      }
      return name == "\(item)@\(target)" || name == item
    } ?? .null
  }
}
