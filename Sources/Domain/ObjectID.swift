/// The SHA-1 name of a git object: 20 bytes, shown as 40 lowercase hexadecimal digits.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt32

  /// Makes an ID from its 20 raw bytes; nil for any other number of bytes.
  package init?(bytes: some Sequence<UInt8>) { self.init(bytes: ArraySlice(bytes)) }

  /// Makes an ID from its 20 raw bytes; nil for any other number of bytes.
  package init?(bytes: [UInt8]) { self.init(bytes: bytes[...]) }

  /// Makes an ID from its 20 raw bytes; nil for any other number of bytes.
  ///
  /// Not generic, and so quick in other modules: a walk makes one of every entry that it reads.
  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == 20 else { return nil }
    func number(_ range: Range<Int>) -> UInt64 {
      var number: UInt64 = 0
      for index in range { number = number << 8 | UInt64(bytes[bytes.startIndex + index]) }
      return number
    }
    first = number(0..<8)
    second = number(8..<16)
    third = UInt32(number(16..<20))
  }

  /// Makes an ID from 40 hexadecimal digits of either case; nil for anything else.
  package init?(hex: some StringProtocol) { self.init(digits: ArraySlice(hex.utf8)) }

  /// Makes an ID from the ASCII of 40 hexadecimal digits of either case; nil for anything else.
  package init?(digits: ArraySlice<UInt8>) {
    guard digits.count == 40 else { return nil }
    var numbers: (UInt64, UInt64, UInt64) = (0, 0, 0)
    for (offset, digit) in zip(0..., digits) {
      guard let value = Self.value(of: digit) else { return nil }
      switch offset {
      case 0..<16: numbers.0 = numbers.0 << 4 | UInt64(value)
      case 16..<32: numbers.1 = numbers.1 << 4 | UInt64(value)
      default: numbers.2 = numbers.2 << 4 | UInt64(value)
      }
    }
    first = numbers.0
    second = numbers.1
    third = UInt32(numbers.2)
  }

  /// Makes an ID from its bytes as numbers, the highest byte first.
  package init(_ first: UInt64, _ second: UInt64, _ third: UInt32) {
    self.first = first
    self.second = second
    self.third = third
  }

  /// IDs are hashes already: eight of their bytes are as good as all.
  package func hash(into hasher: inout Hasher) { hasher.combine(first) }

  /// Its first eight bytes as a number.
  package var prefix: UInt64 { first }

  /// The first of its 20 bytes, by which git parts objects into folders.
  package var firstByte: UInt8 { UInt8(truncatingIfNeeded: first >> 56) }

  /// The ID of 40 zeros, which git uses for "no object".
  package static let zero = ObjectID(0, 0, 0)

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
