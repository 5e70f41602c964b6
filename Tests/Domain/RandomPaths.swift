import Domain
import Fixtures

/// Paths and patterns made of few names, so that they often fit, and full of what patterns make
/// special.
enum RandomPaths {
  private static let names = [
    "a", "b", "ab", "ba", "aa", "abc", "A", "x.y", "é", "a*", "*", "**", "?", "[ab]", "[a", "]",
    "-", "\\", "\\*", "a\\", "!a", "^", "1", "a b", "[[:alpha:]]",
  ]

  private static let parts = [
    "a", "b", "ab", "A", "x", ".y", "1", "é", "*", "*", "**", "?", "?", "[ab]", "[!a]", "[^a-b]",
    "[a-c]", "[]a]", "[!]]", "[[:alpha:]]", "[[:digit:]x]", "[[:upper:][:digit:]]", "[[:bogus:]]",
    "[[:alpha:", "[a", "[a-", "[a-]", "[-a]", "[--0]", "[\\]]", "[\\a-c]", "[a-\\c]", "[c-a]",
    "[é]", "\\*", "\\a", "\\?", "\\[", "\\\\", "\\", "]", "-", "!", "^", "[^]-]", "[[:space:]b]",
  ]

  /// Different paths of which none is a folder of another.
  static func paths(_ count: Int, using generator: inout SeededGenerator) -> [GitPath] {
    var files: Set<String> = []
    var folders: Set<String> = []
    for _ in 0..<count {
      let names = (0..<Int.random(in: 1...4, using: &generator)).map { _ in name(&generator) }
      let path = names.joined(separator: "/")
      let above = (1..<names.count).map { names[..<$0].joined(separator: "/") }
      guard !folders.contains(path), files.isDisjoint(with: above) else { continue }
      files.insert(path)
      folders.formUnion(above)
    }
    return files.map { GitPath($0) }
  }

  /// A pattern: parts at random, a path with some parts replaced, or the literal name of a folder.
  static func pattern(using generator: inout SeededGenerator, paths: [GitPath]) -> String {
    if generator.chance(50) {
      return (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        component(&generator)
      }.joined(separator: "/")
    }
    var components = path(using: &generator, paths: paths).split(separator: "/").map(String.init)
    for index in components.indices where generator.chance(50) {
      components[index] = component(&generator)
    }
    return components.joined(separator: "/")
  }

  /// One of the paths, a folder of them, or something that is neither.
  static func path(using generator: inout SeededGenerator, paths: [GitPath]) -> String {
    let text = generator.pick(paths)?.text ?? "a"
    switch Int.random(in: 0..<10, using: &generator) {
    case ..<3: return text
    case ..<8:
      let components = text.split(separator: "/")
      return components.prefix(max(1, components.count - 1)).joined(separator: "/")
    case 8: return String(text.dropLast().drop { $0 == "/" }.reversed().drop { $0 == "/" }) + "a"
    default: return text + "/a"
    }
  }

  private static func component(_ generator: inout SeededGenerator) -> String {
    if generator.chance(20) { return "**" }
    return (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      generator.pick(parts) ?? "*"
    }.joined()
  }

  private static func name(_ generator: inout SeededGenerator) -> String {
    generator.pick(names) ?? "a"
  }
}
