/// Writes the lines of an iCalendar object (RFC 5545, section 3.1).
struct CalendarText {
  private(set) var text = ""

  /// Adds a property whose value is of type TEXT.
  mutating func text(_ name: String, _ value: String) { line("\(name):\(Self.escaped(value))") }

  /// Adds a content line, folded so that no line has more than 75 octets without its break.
  mutating func line(_ line: String) {
    var octets = 0
    for scalar in line.unicodeScalars {
      let width = UTF8.width(scalar)
      if octets + width > 75 {
        text += "\r\n "
        octets = 1
      }
      text.unicodeScalars.append(scalar)
      octets += width
    }
    text += "\r\n"
  }

  /// A TEXT value (section 3.3.11). What controls a terminal is shown by its number.
  static func escaped(_ value: String) -> String {
    var escaped = ""
    for line in value.split(separator: "\n", omittingEmptySubsequences: false) {
      if !escaped.isEmpty || line.startIndex != value.startIndex { escaped += "\\n" }
      for scalar in Harmless.terminal(String(line)).unicodeScalars {
        if scalar == "\\" || scalar == ";" || scalar == "," { escaped += "\\" }
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension UTF8 {
  /// How many octets the scalar takes.
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x80: 1
    case ..<0x800: 2
    case ..<0x10000: 3
    default: 4
    }
  }
}
