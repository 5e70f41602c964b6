import FoundationEssentials

/// JSON as it stands in the ledger and in output: sorted keys, two spaces, one line feed at the end.
package enum LedgerJSON {
  /// The bytes of a value.
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }

  /// Reads a value; throws `LedgerError.unreadable` that names the part.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], part: String
  ) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw LedgerError.unreadable(part: part, reason: "it is not the JSON that belongs there")
    }
  }
}
