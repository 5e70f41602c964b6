/// The SHA-1 name of a git object: 20 bytes, shown as 40 lowercase hexadecimal digits.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt32

  /// Makes an ID from its 20 raw bytes; nil for any other number of bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 20 else { return nil }
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      if index < 8 {
        first = first << 8 | UInt64(byte)
      } else if index < 16 {
        second = second << 8 | UInt64(byte)
      } else {
        third = third << 8 | UInt32(byte)
      }
    }
    self.first = first
    self.second = second
    self.third = third
  }

  /// Makes an ID from 40 hexadecimal digits of either case; nil for anything else.
  package init?(hex: some StringProtocol) {
    let digits = Array(hex.utf8)
    guard digits.count == 40 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    for index in stride(from: 0, to: 40, by: 2) {
      guard let high = Self.value(of: digits[index]), let low = Self.value(of: digits[index + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    self.init(bytes: bytes)
  }

  private init() {
    first = 0
    second = 0
    third = 0
  }

  /// The ID of 40 zeros, which git uses for "no object".
  package static let zero = ObjectID()

  /// The ID of the tree without entries, the same in every repository.
  package static let emptyTree = known("4b825dc642cb6eb9a060e54bf8d69288fbee4904")

  /// The ID of the blob without bytes, the same in every repository.
  package static let emptyBlob = known("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")

  private static func known(_ hex: String) -> ObjectID { ObjectID(hex: hex) ?? .zero }

  /// The 20 raw bytes.
  package var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(20)
    for shift in stride(from: 56, through: 0, by: -8) {
      result.append(UInt8(truncatingIfNeeded: first >> UInt64(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      result.append(UInt8(truncatingIfNeeded: second >> UInt64(shift)))
    }
    for shift in stride(from: 24, through: 0, by: -8) {
      result.append(UInt8(truncatingIfNeeded: third >> UInt32(shift)))
    }
    return result
  }

  /// All 40 digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(40)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The first ten digits, for people. Never for scripts: it may be ambiguous.
  package var short: String { String(hex.prefix(10)) }

  package var description: String { hex }

  package static func < (a: ObjectID, b: ObjectID) -> Bool {
    (a.first, a.second, a.third) < (b.first, b.second, b.third)
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
