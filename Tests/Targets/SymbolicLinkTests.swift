import Domain
import Foundation
import Testing

@testable import Targets

@Suite struct SymbolicLinkTests {
  private func scratchWithOutside() throws -> Scratch {
    let scratch = try Scratch(["data/a": "1"])
    try FileManager.default.createDirectory(
      atPath: scratch.base + "/outside", withIntermediateDirectories: false)
    try Data("1".utf8).write(to: URL(fileURLWithPath: scratch.base + "/outside/a"))
    return scratch
  }

  private func replaceByLink(_ scratch: Scratch) throws {
    try FileManager.default.moveItem(
      atPath: scratch.root + "/data", toPath: scratch.base + "/moved")
    try scratch.link("data", to: "../outside")
  }

  private let reason = "data is a symbolic link, not a folder"

  @Test func `a folder that became a link is not written through`() throws {
    let scratch = try scratchWithOutside()
    let writer = try scratch.writer
    try replaceByLink(scratch)
    let outcomes = writer.write(
      put("data/a", "new", over: version("1")), put("data/sub/b", "new"),
      remove("data/a", version("1")), put("c", "fine"))
    #expect(
      outcomes == [
        .failed("cannot write data/a: \(reason)"), .failed("cannot write data/sub/b: \(reason)"),
        .failed("data/a changed since it was planned: \(reason)"), .done,
      ])
    #expect(scratch.listing() == ["c", "data -> ../outside"])
    #expect(scratch.listing(of: scratch.base + "/outside") == ["a"])
  }

  @Test(arguments: 1...3)
  func `a link swapped in while a batch is written leads nowhere`(when: Int) throws {
    let scratch = try scratchWithOutside()
    var asked = 0
    let outcomes = try scratch.writer.write(
      [put("data/a", "new", over: version("1")), put("data/sub/b", "new"), put("c", "fine")]
    ) {
      asked += 1
      if asked == when { try replaceByLink(scratch) }
    }
    for outcome in outcomes.dropLast() {
      guard case .failed = outcome else {
        Issue.record("\(outcome)")
        continue
      }
    }
    #expect(outcomes.last == .done)
    // Where the temporary file went with its folder, the journal stays for the next run.
    #expect(try scratch.writer.removeLeftovers() == [])
    #expect(scratch.listing() == ["c", "data -> ../outside"])
    #expect(scratch.listing(of: scratch.base + "/outside") == ["a"])
    let outside = FileManager.default.contents(atPath: scratch.base + "/outside/a")
    #expect(outside == Data("1".utf8))
  }

  @Test func `a file that became a link is not written through`() throws {
    let scratch = try scratchWithOutside()
    try scratch.remove("data/a")
    try scratch.link("data/a", to: "../../outside/a")
    let outcomes = try scratch.writer.write(put("data/a", "new", over: version("1")))
    #expect(outcomes.count == 1 && outcomes[0] != .done)
    #expect(scratch.listing() == ["data/", "data/a -> ../../outside/a"])
    let outside = FileManager.default.contents(atPath: scratch.base + "/outside/a")
    #expect(outside == Data("1".utf8))
  }
}
