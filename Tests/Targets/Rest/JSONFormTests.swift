import Configuration
import Differences
import Fixtures
import Foundation
import Testing

@testable import Targets

/// JSON as it is sent and told, against other readers.
@Suite struct JSONFormTests {
  /// Random values with every kind of character that JSON or YAML minds.
  static func value(depth: Int, _ generator: inout SeededGenerator) -> ContentValue {
    switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &generator) {
    case 0: .literal(generator.pick(["true", "false", "null", "0", "-1", "12.50", "1e3"]) ?? "0")
    case 1: .literal("\(Int.random(in: -1000...1000, using: &generator))")
    case 2, 3: .text(text(&generator))
    case 4:
      .list(
        (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
          value(depth: depth + 1, &generator)
        })
    default:
      .map(
        ContentMap(
          (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
            (text(&generator), value(depth: depth + 1, &generator))
          }))
    }
  }

  /// Without U+FEFF: the YAML parser drops one at the beginning of a text.
  static func text(_ generator: inout SeededGenerator) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "b", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1}", "\u{1f}", "\u{7f}",
      "\u{80}", "\u{85}", "\u{9f}", "\u{a0}", "ü", "\u{301}", "\u{2028}", "\u{2029}", "\u{fffd}",
      "\u{fffe}", "\u{ffff}", "\u{1f600}", "\u{10ffff}", ":", "#", "-", "'", "~", "{",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<6, using: &generator) {
      text.append(generator.pick(scalars) ?? "a")
    }
    return String(text)
  }

  /// What Foundation reads, told as ours; numbers by their value.
  private struct Read: Decodable {
    var value: ContentValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .null
      } else if let flag = try? container.decode(Bool.self) {
        value = .literal(flag ? "true" : "false")
      } else if let number = try? container.decode(Double.self) {
        value = .literal("\(number)")
      } else if let text = try? container.decode(String.self) {
        value = .text(text)
      } else if let list = try? container.decode([Read].self) {
        value = .list(list.map(\.value))
      } else {
        value = .map(
          ContentMap(try container.decode([String: Read].self).map { ($0.key, $0.value.value) }))
      }
    }
  }

  /// The same with numbers by their value.
  private func plain(_ value: ContentValue) -> ContentValue {
    switch value {
    case .literal(let literal):
      guard let number = Double(literal) else { return value }
      return .literal("\(number)")
    case .text: return value
    case .list(let list): return .list(list.map(plain))
    case .map(let map): return .map(ContentMap(map.keys.map { ($0, plain(map[$0] ?? .null)) }))
    }
  }

  @Test func `other readers of JSON read what was written`() throws {
    try forEachSeed(400) { seed, generator in
      let value = Self.value(depth: 0, &generator)
      for isIndented in [false, true] {
        let bytes = JSONForm.bytes(of: value, isIndented: isIndented)
        let read = try JSONDecoder().decode(Read.self, from: Data(bytes))
        try #require(read.value == plain(value), "\(String(decoding: bytes, as: UTF8.self))")
        try #require(ContentDifference.json(bytes) == value)
      }
    }
  }

  @Test func `it is read as YAML to the same values`() throws {
    try forEachSeed(400) { seed, generator in
      let value = ContentValue.map(ContentMap([("v", Self.value(depth: 1, &generator))]))
      let bytes = JSONForm.bytes(of: value, isIndented: true, isYAML: true)
      let read = ContentDifference.value(of: bytes, name: "x.yaml")
      try #require(read == value, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test func `literals that JSON lacks are texts there, and stay literals in YAML`() throws {
    for literal in ["2026-12-01", "yes", "0x1f", "1_000", ".5", "+3", "012", "1.", "12:30:45"] {
      let value = ContentValue.map(ContentMap([("v", .literal(literal))]))
      let json = ContentDifference.json(JSONForm.bytes(of: value))
      #expect(json == .map(ContentMap([("v", .text(literal))])), "\(literal)")
      let yaml = JSONForm.bytes(of: value, isIndented: true, isYAML: true)
      #expect(ContentDifference.value(of: yaml, name: "x.yaml") == value, "\(literal)")
    }
  }

  @Test func `the layout for people`() {
    let value = ContentValue.map(
      ContentMap([
        ("b", .list([.literal("1"), .map(ContentMap())])), ("a", .text("x")), ("c", .list([])),
      ]))
    let text = String(decoding: JSONForm.bytes(of: value, isIndented: true), as: UTF8.self)
    #expect(text == "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": \"x\",\n  \"c\": []\n}\n")
    #expect(
      String(decoding: JSONForm.bytes(of: value), as: UTF8.self) == #"{"b":[1,{}],"a":"x","c":[]}"#)
  }
}
