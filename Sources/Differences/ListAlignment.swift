package import Configuration

/// Which elements of two lists belong together: those of a longest common subsequence, and between
/// them elements of the same form by their position.
package enum ListAlignment {
  package enum Pair: Equatable {
    case both(old: Int, new: Int)
    case removed(Int)
    case added(Int)
  }

  /// The keys that can tell elements apart, the best first.
  private static let identifying = ["id", "key", "name", "field", "title", "slug", "label"]
  /// Larger tables are not made: what is left is paired by position.
  private static let limitCells = 4_000_000

  /// The key by which all elements of both lists can be told apart; nil where there is none.
  package static func identity(_ old: [ContentValue], _ new: [ContentValue]) -> String? {
    guard !old.isEmpty, !new.isEmpty else { return nil }
    return identifying.first { key in
      [old, new].allSatisfy { list in
        var seen: Set<String> = []
        return list.allSatisfy { element in
          guard let value = value(of: key, in: element) else { return false }
          return seen.insert(value).inserted
        }
      }
    }
  }

  /// The scalar of a key of an element.
  package static func value(of key: String, in element: ContentValue) -> String? {
    guard case .map(let map) = element else { return nil }
    switch map[key] {
    case .text(let text): return text
    case .literal(let text) where text != "null": return text
    default: return nil
    }
  }

  /// All elements of both lists, in an order that keeps that of each.
  package static func pairs(
    _ old: [ContentValue], _ new: [ContentValue], by identity: String?
  ) -> [Pair] {
    var tokens: [ContentValue: Int] = [:]
    func token(_ element: ContentValue) -> Int {
      let name = identity.flatMap { value(of: $0, in: element) }.map { ContentValue.text($0) }
      let key = name ?? element
      if let known = tokens[key] { return known }
      tokens[key] = tokens.count
      return tokens.count - 1
    }
    let before = old.map(token)
    let after = new.map(token)
    var pairs: [Pair] = []
    var (i, j) = (0, 0)
    for (a, b) in common(before, after) + [(before.count, after.count)] {
      pairs += gap(old, i..<a, new, j..<b, isIdentified: identity != nil)
      if a < before.count, b < after.count { pairs.append(.both(old: a, new: b)) }
      (i, j) = (a + 1, b + 1)
    }
    return pairs
  }

  private static func gap(
    _ old: [ContentValue], _ i: Range<Int>, _ new: [ContentValue], _ j: Range<Int>,
    isIdentified: Bool
  ) -> [Pair] {
    var pairs: [Pair] = []
    for offset in 0..<max(i.count, j.count) {
      let a = offset < i.count ? i.lowerBound + offset : nil
      let b = offset < j.count ? j.lowerBound + offset : nil
      if let a, let b, !isIdentified, haveSameForm(old[a], new[b]) {
        pairs.append(.both(old: a, new: b))
      } else {
        if let a { pairs.append(.removed(a)) }
        if let b { pairs.append(.added(b)) }
      }
    }
    return pairs
  }

  static func haveSameForm(_ a: ContentValue, _ b: ContentValue) -> Bool {
    switch (a, b) {
    case (.list, .list), (.map, .map): true
    case (.list, _), (.map, _), (_, .list), (_, .map): false
    default: true
    }
  }

  /// The indices of a longest common subsequence.
  private static func common(_ a: [Int], _ b: [Int]) -> [(Int, Int)] {
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    var end = 0
    while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] {
      end += 1
    }
    var result = (0..<start).map { ($0, $0) }
    let x = Array(a[start..<(a.count - end)])
    let y = Array(b[start..<(b.count - end)])
    if !x.isEmpty, !y.isEmpty, x.count * y.count <= limitCells {
      let width = y.count + 1
      var lengths = [Int32](repeating: 0, count: (x.count + 1) * width)
      for i in x.indices.reversed() {
        for j in y.indices.reversed() {
          lengths[i * width + j] =
            x[i] == y[j]
            ? lengths[(i + 1) * width + j + 1] + 1
            : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
        }
      }
      var (i, j) = (0, 0)
      while i < x.count, j < y.count {
        if x[i] == y[j] {
          result.append((start + i, start + j))
          (i, j) = (i + 1, j + 1)
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
          i += 1
        } else {
          j += 1
        }
      }
    }
    return result + (0..<end).map { (a.count - end + $0, b.count - end + $0) }
  }
}
