import Configuration
import Fixtures
import Testing

@testable import YAMLEditing

struct RandomEditTests {
  @Test func `edited files have the values asked for, and all other lines stay`() throws {
    var wholes = 0
    var edits = 0
    try forEachSeed(400) { seed, random in
      var writer = RandomYAML(random)
      var text = writer.document()
      random = writer.random
      for round in 0..<4 {
        let old = try #require(ContentYAML.read(Array(text.utf8)), "\(text)")
        let (value, what) = old.mutated(&random)
        let edit = try #require(
          ContentEdit.edit(Array(text.utf8), to: value, name: "x.yaml"), "\(text)")
        #expect(ContentYAML.read(edit.bytes) == value, "seed \(seed): \(text)")
        let new = String(decoding: edit.bytes, as: UTF8.self)
        edits += 1
        switch edit.rewritten {
        case .whole:
          wholes += 1
        case .nothing:
          let problem = Self.problem(text, new, what)
          #expect(
            problem == nil,
            "seed \(seed), round \(round): \(what): \(problem ?? "")\n\(text)\n=== to\n\(new)")
        case .parts: break
        }
        text = new
      }
    }
    #expect(wholes * 50 <= edits, "\(wholes) of \(edits) files were written anew as a whole")
  }

  /// What is wrong with the lines; nil where nothing is.
  private static func problem(_ old: String, _ new: String, _ what: String) -> String? {
    let before = lines(old)
    let after = lines(new)
    let gone = before.difference(from: after).insertions.count
    let come = after.difference(from: before).insertions.count
    switch what {
    case "addition": return gone == 0 ? nil : "\(gone) old lines are gone"
    case "removal":
      // The key behind a dash goes, and the next one takes its place.
      return come <= 1 ? nil : "\(come) lines are new"
    // In flow style all elements are on one line.
    case "move":
      return Set(before) == Set(after) || gone <= 1 && come <= 1
        ? nil : "lines are not the same ones"
    default:
      // A scalar can stand on several lines, in the old text and the new one.
      return gone <= 5 && come <= 5 ? nil : "\(gone) lines are gone and \(come) are new"
    }
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `a file with the same values is not touched`() throws {
    try forEachSeed(50) { seed, random in
      var writer = RandomYAML(random)
      let bytes = Array(writer.document().utf8)
      let value = try #require(ContentYAML.read(bytes))
      let edit = ContentEdit.edit(bytes, to: value, name: "x.yaml")
      #expect(edit == ContentEdit(bytes: bytes, rewritten: .nothing), "seed \(seed)")
    }
  }
}
