import Foundation

/// Texts that tests compare whole with a file in a `Snapshots` folder beside them.
package enum Snapshot {
  /// Compares `text` with `Snapshots/NAME.txt` beside the test's file.
  ///
  /// Throws ``FixtureError`` with the lines that differ, or where there is no such file. With
  /// `RECORD_SNAPSHOTS=1` in the environment it writes the file instead.
  package static func check(
    _ text: String, named name: String, file: String = #filePath
  ) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Snapshots")
    let url = folder.appendingPathComponent("\(name).txt")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
      return
    }
    guard let recorded = FileManager.default.contents(atPath: url.path) else {
      throw FixtureError("\(url.path) is missing; record it with RECORD_SNAPSHOTS=1")
    }
    let expected = String(decoding: recorded, as: UTF8.self)
    guard expected != text else { return }
    throw FixtureError("\(url.path) differs:\n\(difference(from: expected, to: text))")
  }

  /// The lines of both texts, marked `-` where only the first has one and `+` where only the second.
  static func difference(from expected: String, to actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines: [String] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        lines.append("- \(old[left])")
        left += 1
      } else if right < new.count, inserted.contains(right) {
        lines.append("+ \(new[right])")
        right += 1
      } else {
        lines.append("  \(new[right])")
        (left, right) = (left + 1, right + 1)
      }
    }
    return lines.joined(separator: "\n")
  }
}
