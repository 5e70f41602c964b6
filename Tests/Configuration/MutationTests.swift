import Configuration
import Domain
import Testing

/// Random damage: reading always ends with a value or with problems that can be found in the file.
@Suite struct MutationTests {
  static let pieces = [
    "\n", " ", "  ", ":", ": ", "- ", "[", "]", "{", "}", ",", "\"", "'", "#", "&a ", "*a",
    "!!int ",
    "? ", "|", ">", "~", "on", "0", "99999999999", "%", "\t", "\r", "\u{85}", "\u{2028}", "\u{0}",
    "\u{feff}", "ä", "😀", "paths:", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "\\", "..", "/", "@",
    "e\u{301}", "version: 1\n", "items:\n",
  ].map { Array($0.utf8) }

  static func damage(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 2: bytes.replaceSubrange(place..<end, with: pieces.randomElement(using: &random) ?? [])
      case 3:
        let line = bytes[place...].prefix { $0 != 0x0a }
        bytes.insert(contentsOf: Array(line) + [0x0a], at: place)
      case 4: bytes.removeSubrange(end...)
      default: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
      }
    }
    return bytes
  }

  /// The lengths of the lines in scalars, by the line breaks of YAML 1.1.
  static func lines(_ bytes: [UInt8]) -> [Int] {
    var lengths = [0]
    var last: Unicode.Scalar = " "
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      defer { last = scalar }
      if last == "\r", scalar == "\n" { continue }
      if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) {
        lengths.append(0)
      } else {
        lengths[lengths.count - 1] += 1
      }
    }
    return lengths
  }

  static func check(_ problems: [Problem], _ bytes: [UInt8], _ seed: UInt64) {
    let lines = lines(bytes)
    for problem in problems {
      let isInside =
        problem.line >= 1 && problem.column >= 1 && problem.line <= lines.count
        && problem.column <= lines[problem.line - 1] + 1
      #expect(
        isInside, "seed \(seed): \(problem.text) in \(String(decoding: bytes, as: UTF8.self))")
      let isVisible = problem.text.unicodeScalars.allSatisfy {
        ![.control, .format, .lineSeparator].contains($0.properties.generalCategory)
      }
      #expect(isVisible, "seed \(seed): \(problem.text)")
    }
  }

  @Test(arguments: 0..<8) func `damaged files give values or problems inside them`(_: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    var values = 0
    var refused = 0
    for _ in 0..<300 {
      let bytes = Self.damage(Array(FullFileTests.text.utf8), &random)
      do {
        let (configuration, warnings) = try ConfigurationFile.read(bytes, file: "f")
        values += 1
        let broken = configuration.broken.flatMap(\.problems)
        #expect(configuration.broken.allSatisfy { !$0.problems.isEmpty })
        Self.check(warnings + broken, bytes, seed)
      } catch let error as ConfigurationError {
        refused += 1
        #expect(error.problems.contains { $0.severity == .error }, "seed \(seed)")
        Self.check(error.problems, bytes, seed)
      }
    }
    #expect(values > 0 && refused > 0)
  }

  @Test func `damaged targets files too`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    let text = """
      targets:
        sandbox: { kind: directory, path: /srv/sandbox }
        live:
          kind: directory
          path: "/srv/live"
      """
    for _ in 0..<500 {
      let bytes = Self.damage(Array(text.utf8), &random)
      do {
        let file = try TargetsFile.read(bytes, file: "f")
        Self.check(file.broken.values.flatMap { $0 }, bytes, seed)
      } catch let error as ConfigurationError {
        #expect(!error.problems.isEmpty, "seed \(seed)")
        Self.check(error.problems, bytes, seed)
      }
    }
  }
}
