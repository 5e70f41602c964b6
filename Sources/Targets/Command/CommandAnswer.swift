import Domain
import FoundationEssentials

/// What every answer of a program holds.
protocol CommandAnswer: Decodable {
  /// The number of the request that it answers.
  var id: Int { get }
  /// Why the request as a whole could not be answered; nil where it was.
  var error: String? { get }
}

/// The answer to `describe`.
struct DescribeAnswer: CommandAnswer {
  var id: Int
  var error: String?
  var `protocol`: Int?
  var delete: Bool?
  var move: Bool?
  var deactivate: Bool?
  var findsByContent: Bool?
  var readsAtOnce: Int?
  var modes: [String]?
}

/// The answer to `read`.
struct ReadAnswer: CommandAnswer {
  struct Object: Decodable {
    var place: String
    var active: Bool?
    var state: String
    var base64: String?
    var text: String?
    var mode: String?
    var remoteID: String?
    var reason: String?
  }

  var id: Int
  var error: String?
  var objects: [Object]?
}

/// The answer to `write`.
struct WriteAnswer: CommandAnswer {
  var id: Int
  var error: String?
  var result: String?
  var reason: String?
  var remoteID: String?
}

/// An answer that cannot be used; the text is a clause about it.
struct UnusableAnswer: Error {
  var clause: String
}

extension CommandAnswer {
  /// Reads an answer's line. What it holds besides is left to later versions of the protocol.
  static func read(_ line: [UInt8]) throws(UnusableAnswer) -> Self {
    do {
      return try JSONDecoder().decode(Self.self, from: Data(line))
    } catch let error as DecodingError {
      throw UnusableAnswer(clause: clause(of: error))
    } catch {
      throw UnusableAnswer(clause: "it is no JSON object")
    }
  }

  private static func clause(of error: DecodingError) -> String {
    func name(_ path: [any CodingKey], _ last: (any CodingKey)? = nil) -> String {
      let keys = (path + (last.map { [$0] } ?? [])).map { key in
        key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
      }
      return "`\(keys.joined().drop { $0 == "." })`"
    }
    switch error {
    case .keyNotFound(let key, let context): return "it has no \(name(context.codingPath, key))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      guard !context.codingPath.isEmpty else { return "it is no JSON object" }
      return "its \(name(context.codingPath)) is of another type than it must be"
    default: return "it is no JSON object"
    }
  }
}
