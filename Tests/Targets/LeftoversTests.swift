import Domain
import Foundation
import Testing

@testable import Targets

@Suite struct LeftoversTests {
  /// Leaves a target as a run leaves it that is killed: its journal, temporary files, and new
  /// folders.
  private func leave(_ scratch: Scratch, folders: [String], made: [String] = []) throws -> Journal {
    try begin(scratch, folders: folders, made: made).journal
  }

  /// The same of a run that is at work as long as the claim is held.
  private func begin(
    _ scratch: Scratch, folders: [String], made: [String] = []
  ) throws -> (journal: Journal, claim: JournalClaim) {
    var journal = Journal()
    journal.folders = Set(folders.map { GitPath($0) })
    journal.made = Set(made.map { GitPath($0) })
    for folder in made { try scratch.makeFolder(folder) }
    for (index, folder) in folders.enumerated() {
      let name = String(decoding: journal.temporary(index).bytes, as: UTF8.self)
      try scratch.write(folder.isEmpty ? name : folder + "/" + name, "half")
    }
    return (journal, try journal.write(in: try DirectoryRoot(path: scratch.root).folder))
  }

  @Test func `what a killed run left is removed, and nothing else`() throws {
    let scratch = try Scratch([
      "data/a.yaml": "1", "data/.deploysync-theirs.tmp": "t", ".deploysync-notes": "n",
      ".deploysync-0123456789abcdef-1.tmp": "of no journal", ".deploysync-x.journal": "n",
    ])
    let before = scratch.listing()
    let first = try leave(
      scratch, folders: ["", "data"], made: ["new", "new/deep", "kept"])
    try scratch.write("kept/file", "k")
    let second = try leave(scratch, folders: ["data"])
    let removed = try scratch.writer.removeLeftovers()
    let expected =
      [GitPath("").appending(first.temporary(0).bytes)]
      + [first.temporary(1), second.temporary(0)].map { GitPath("data").appending($0.bytes) }
    #expect(removed.sorted() == expected.sorted())
    #expect(scratch.listing() == (before + ["kept/", "kept/file"]).sorted())
    #expect(try scratch.writer.removeLeftovers() == [])
  }

  @Test func `a killed run is cleared away wherever it was killed`() throws {
    for stop in 1...4 {
      let scratch = try Scratch(["data/a": "1", "old/b": "2"])
      let batch = [
        put("data/a", "new", over: version("1")), put("new/deep/c", "3"),
        put("link", "data/a", .symbolicLink), remove("old/b", version("2")),
      ]
      var asked = 0
      var seen: [String] = []
      // The state on the disk, copied at the moment of the kill.
      _ = try scratch.writer.write(batch) {
        asked += 1
        guard asked == stop else { return }
        try run(["cp", "-a", scratch.root, scratch.base + "/killed"])
        seen = scratch.listing()
      }
      #expect(seen.contains { $0.hasSuffix(".journal") })
      #expect(scratch.listing().allSatisfy { !$0.contains(".deploysync-") })
      let killed = scratch.base + "/killed"
      let removed = try DirectoryWriter(path: killed).removeLeftovers()
      #expect(removed.count == 4 - stop)
      #expect(scratch.listing(of: killed).allSatisfy { !$0.contains(".deploysync-") })
      #expect(scratch.listing(of: killed).contains("data/a"))
      #expect(scratch.listing(of: killed).contains("old/b"))
    }
  }

  @Test func `a journal that was cut off, or names what is gone, is cleared away`() throws {
    let scratch = try Scratch(["a/x": "x"])
    let journal = try leave(scratch, folders: ["a"])
    let name = String(decoding: journal.name.bytes, as: UTF8.self)
    let temporary = String(decoding: journal.temporary(0).bytes, as: UTF8.self)
    try scratch.write(name, "in gone\0in a/x\0in a\0in ../..\0new /\0new a\0in a/cut")
    let removed = try scratch.writer.removeLeftovers()
    #expect(removed == [GitPath("a/\(temporary)")])
    #expect(scratch.listing() == ["a/", "a/x"])
  }

  @Test func `a journal never leads through a link or out of the target`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.base + "/outside", withIntermediateDirectories: false)
    try scratch.link("data", to: "../outside")
    let journal = try leave(scratch, folders: [])
    let temporary = String(decoding: journal.temporary(0).bytes, as: UTF8.self)
    try Data().write(to: URL(fileURLWithPath: scratch.base + "/outside/" + temporary))
    try scratch.write(
      String(decoding: journal.name.bytes, as: UTF8.self), "in data\0in ../outside\0")
    #expect(try scratch.writer.removeLeftovers() == [])
    #expect(scratch.listing(of: scratch.base + "/outside") == [temporary])
    #expect(scratch.listing() == ["data -> ../outside"])
  }

  @Test func `another run's temporary files are left to it`() throws {
    let scratch = try Scratch()
    let (journal, claim) = try begin(scratch, folders: ["other"])
    #expect(try scratch.writer.write(put("a", "1")) == [.done])
    withExtendedLifetime(claim) {}
    let name = String(decoding: journal.name.bytes, as: UTF8.self)
    let temporary = String(decoding: journal.temporary(0).bytes, as: UTF8.self)
    #expect(scratch.listing() == [name, "a", "other/", "other/\(temporary)"])
  }
}
