/// A text with the lines that libyaml sees (YAML 1.1, 4.2: also NEL, LS and PS end a line).
struct YAMLText {
  let scalars: [Unicode.Scalar]
  /// Where each line starts.
  let lineStarts: [Int]
  /// What ends the first line that has an end.
  let lineBreak: String

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    var starts = [0]
    var lineBreak: String?
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      guard Self.isBreak(scalar) else { continue }
      if scalar == "\r", index < scalars.count, scalars[index] == "\n" {
        index += 1
        lineBreak = lineBreak ?? "\r\n"
      }
      lineBreak = lineBreak ?? "\n"
      starts.append(index)
    }
    lineStarts = starts
    self.lineBreak = lineBreak ?? "\n"
  }

  static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
  }

  var count: Int { scalars.count }

  /// The offset of a line and column, both from 0; nil where there is no such place.
  func offset(line: Int, column: Int) -> Int? {
    guard lineStarts.indices.contains(line) else { return nil }
    let offset = lineStarts[line] + column
    return offset <= count ? offset : nil
  }

  /// The line that an offset is in.
  func line(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  func column(of offset: Int) -> Int { offset - lineStarts[line(of: offset)] }

  /// Where a line ends, its break included.
  func end(ofLine line: Int) -> Int {
    line + 1 < lineStarts.count ? lineStarts[line + 1] : count
  }

  /// A line without its break.
  func content(ofLine line: Int) -> ArraySlice<Unicode.Scalar> {
    var slice = scalars[lineStarts[line]..<end(ofLine: line)]
    while let last = slice.last, Self.isBreak(last) { slice = slice.dropLast() }
    return slice
  }

  func indentation(ofLine line: Int) -> Int { content(ofLine: line).prefix { $0 == " " }.count }

  func isBlank(line: Int) -> Bool {
    content(ofLine: line).allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// Whether there is nothing but a comment on the line.
  func isComment(line: Int) -> Bool { content(ofLine: line).first { $0 != " " } == "#" }

  /// Whether only spaces are before the offset on its line.
  func startsLine(_ offset: Int) -> Bool {
    scalars[lineStarts[line(of: offset)]..<offset].allSatisfy { $0 == " " }
  }

  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }
}
