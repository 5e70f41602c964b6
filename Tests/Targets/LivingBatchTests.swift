import Domain
import Foundation
import Testing

@testable import Targets

/// Temporary files of a run at work, and of one that could not remove them.
@Suite struct LivingBatchTests {
  /// Leaves a journal and a temporary file, as a batch that is under way has them.
  private func begin(_ scratch: Scratch) throws -> (journal: Journal, claim: JournalClaim) {
    var journal = Journal()
    journal.folders = [GitPath("data")]
    let claim = try journal.write(in: try DirectoryRoot(path: scratch.root).folder)
    let name = String(decoding: journal.temporary(0).bytes, as: UTF8.self)
    try scratch.write("data/\(name)", "half")
    return (journal, claim)
  }

  @Test func `the settlement of one run takes nothing from another one at work`() throws {
    let scratch = try Scratch(["data/a": "1"])
    var running: (journal: Journal, claim: JournalClaim)? = try begin(scratch)
    let before = scratch.listing()
    #expect(try scratch.writer.removeLeftovers() == [])
    #expect(try scratch.writer.write([put("b", "2")], mayContinue: {}) == [.done])
    #expect(scratch.listing() == (before + ["b"]).sorted())
    withExtendedLifetime(running) {}
    running = nil
    #expect(try scratch.writer.removeLeftovers().count == 1)
    #expect(scratch.listing() == ["b", "data/", "data/a"])
  }

  @Test func `what a run could not remove goes with the first write of the next one`() throws {
    let scratch = try Scratch(["data/a": "1"])
    _ = try begin(scratch)
    #expect(scratch.listing().count == 4)
    #expect(try scratch.writer.write([put("b", "2")], mayContinue: {}) == [.done])
    #expect(scratch.listing() == ["b", "data/", "data/a"])
  }

  @Test func `while a batch is at work its journal is claimed`() throws {
    let scratch = try Scratch(["data/a": "1"])
    var seen: [GitPath]?
    let outcomes = try scratch.writer.write([put("data/b", "2")]) {
      seen = try scratch.writer.removeLeftovers()
    }
    #expect(outcomes == [.done])
    #expect(seen == [])
    #expect(scratch.listing() == ["data/", "data/a", "data/b"])
  }
}
