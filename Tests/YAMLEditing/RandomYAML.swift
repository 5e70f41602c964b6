import Configuration
import Fixtures

/// Writes random YAML the way people do: comments above and behind, blank lines, quotes, blocks.
struct RandomYAML {
  var random: SeededGenerator
  private var count = 0
  private let step: Int
  private let indentsLists: Bool

  init(_ random: SeededGenerator) {
    self.random = random
    step = self.random.chance(70) ? 2 : 4
    indentsLists = self.random.chance(60)
  }

  /// A whole document, a mapping.
  mutating func document() -> String {
    var lines: [String] = []
    if random.chance(30) { lines += ["# The file's own comment", ""] }
    if random.chance(10) { lines.append("---") }
    lines += mapping(indent: 0, depth: 0)
    if random.chance(20) { lines.append("# The end") }
    return lines.joined(separator: "\n") + (random.chance(90) ? "\n" : "")
  }

  private mutating func number() -> Int {
    count += 1
    return count
  }

  private mutating func comments(_ indent: Int) -> [String] {
    var lines: [String] = []
    if random.chance(10) { lines.append("") }
    if random.chance(25) {
      lines.append(String(repeating: " ", count: indent) + "# about what follows \(number())")
    }
    return lines
  }

  private mutating func mapping(indent: Int, depth: Int) -> [String] {
    let space = String(repeating: " ", count: indent)
    return (0..<Int.random(in: 1...4, using: &random)).flatMap { index -> [String] in
      let key = "\(space)key_\(index):"
      return comments(indent) + value(head: key, indent: indent, depth: depth, isItem: false)
    }
  }

  private mutating func list(indent: Int, depth: Int) -> [String] {
    let space = String(repeating: " ", count: indent)
    return (0..<Int.random(in: 1...4, using: &random)).flatMap { _ -> [String] in
      comments(indent) + value(head: "\(space)-", indent: indent, depth: depth, isItem: true)
    }
  }

  private mutating func value(
    head: String, indent: Int, depth: Int, isItem: Bool
  ) -> [String] {
    switch depth < 3 ? Int.random(in: 0..<10, using: &random) : 9 {
    case 0, 1:
      let inner = mapping(indent: isItem ? indent + 2 : indent + step, depth: depth + 1)
      guard isItem, let first = inner.first, !first.isEmpty, !first.contains("#") else {
        return [head + comment()] + inner
      }
      return [head + " " + first.drop { $0 == " " }] + inner.dropFirst()
    case 2, 3:
      let own = isItem ? indent + 2 : indentsLists ? indent + step : indent
      let inner = list(indent: own, depth: depth + 1)
      guard isItem, let first = inner.first, first.contains("- ") || first.hasSuffix("-"),
        !first.contains("#")
      else { return [head + comment()] + inner }
      return [head + " " + first.drop { $0 == " " }] + inner.dropFirst()
    case 4:
      let space = String(repeating: " ", count: indent + step)
      let lines = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        random.chance(20) ? "" : "\(space)line \(number()) of a text"
      }
      return [head + " " + (random.pick(["|", "|-", ">", ">-"]) ?? "|")]
        + ["\(space)first line \(number())"] + lines
    case 5: return [head + " { a: \(number()), b: text }" + comment()]
    case 6: return [head + " [one, \(number()), \"x\"]" + comment()]
    default: return [head + scalar() + comment()]
    }
  }

  private mutating func scalar() -> String {
    let number = number()
    return random.pick([
      " word \(number)", " 'it''s \(number)'", " \"a \\\"quoted\\\" \(number)\"", " \(number)",
      " true", "", " ~", " \"12\"", " 2026-12-0\(number % 9 + 1)", " a#b:c \(number)", " {}", " []",
    ]) ?? ""
  }

  private mutating func comment() -> String { random.chance(20) ? "  # remark \(number())" : "" }
}

extension ContentValue {
  /// Changes one thing somewhere in it.
  func mutated(_ random: inout SeededGenerator) -> (value: ContentValue, what: String) {
    switch self {
    case .literal, .text:
      let new: [ContentValue] = [
        .text("new \(Int.random(in: 0..<1000, using: &random))"), .literal("42"), .text("42"),
        .literal("true"), .text("true"), .null, .text("it's: \"odd\" # here"), .text(""),
        .text("two\nlines\n"), .text("no end\nof line"), .text("- dash"), .text(" space "),
        .text("tab\tand \u{1f600} \u{200b}"), .list([.text("a"), .literal("1")]),
        .map(ContentMap([("x", .text("y")), ("z", .list([.null]))])), .map(ContentMap()),
        .list([]),
      ]
      return (random.pick(new.filter { $0 != self }) ?? .text("x"), "scalar")
    case .list(var list):
      switch Int.random(in: 0..<5, using: &random) {
      case 0 where list.count > 1:
        list.remove(at: Int.random(in: list.indices, using: &random))
        return (.list(list), "removal")
      case 1:
        list.insert(
          .map(ContentMap([("added", .text("\(random.next() % 1000)"))])),
          at: Int.random(in: 0...list.count, using: &random))
        return (.list(list), "addition")
      case 2 where list.count > 1:
        let element = list.remove(at: Int.random(in: list.indices, using: &random))
        list.insert(element, at: Int.random(in: 0...list.count, using: &random))
        return (.list(list), "move")
      default:
        guard let index = list.indices.randomElement(using: &random) else {
          return (.list([.text("first")]), "addition")
        }
        let (value, what) = list[index].mutated(&random)
        list[index] = value
        return (.list(list), what)
      }
    case .map(var map):
      switch Int.random(in: 0..<5, using: &random) {
      case 0 where map.keys.count > 1:
        map[random.pick(map.keys) ?? ""] = nil
        return (.map(map), "removal")
      case 1:
        map["new_\(random.next() % 1000)"] = .map(
          ContentMap([("deep", .list([.text("a"), .map(ContentMap([("b", .literal("1"))]))]))]))
        return (.map(map), "addition")
      default:
        guard let key = random.pick(map.keys), let old = map[key] else {
          return (.map(ContentMap([("first", .null)])), "addition")
        }
        let (value, what) = old.mutated(&random)
        map[key] = value
        return (.map(map), what)
      }
    }
  }
}
