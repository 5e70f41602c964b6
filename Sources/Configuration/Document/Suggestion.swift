/// The nearest of the words that would have been right.
package enum Suggestion {
  /// The known word that is nearest to what was written; nil where none is near. Case does not
  /// count; a third of the letters may be wrong, missing, swapped or too many.
  package static func nearest(to word: String, in known: some Sequence<String>) -> String? {
    all(near: word, in: known).first
  }

  /// All known words that are near to what was written, the nearest first.
  package static func all(near word: String, in known: some Sequence<String>) -> [String] {
    let letters = Array(word.lowercased().unicodeScalars.prefix(200))
    var near: [(word: String, distance: Int)] = []
    for candidate in known {
      let other = Array(candidate.lowercased().unicodeScalars)
      let allowed = max(1, min(letters.count, other.count) / 3)
      guard abs(letters.count - other.count) <= allowed else { continue }
      let distance = distance(letters, other)
      if distance <= allowed { near.append((candidate, distance)) }
    }
    // Stable, so that of equally near words the first one counts.
    return near.enumerated().sorted {
      ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
    }
    .map(\.element.word)
  }

  /// How many insertions, deletions, replacements and swaps of neighbours part the two ("optimal
  /// string alignment").
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in 0..<b.count {
        var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
