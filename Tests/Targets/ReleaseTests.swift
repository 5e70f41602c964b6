import Domain
import Foundation
import Testing

@testable import Targets

/// A directory target whose objects go live together, by one link.
struct ReleaseTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch(inMemory: true) }

  private func writer(kept: Int = 5) throws -> ReleaseWriter {
    try ReleaseWriter(path: scratch.root, kept: kept)
  }

  private func bring(_ writes: ObjectWrite..., kept: Int = 5) throws {
    let writer = try writer(kept: kept)
    #expect(writer.write(writes, mayContinue: {}).allSatisfy { $0 == .done })
    #expect(writer.publish(mayContinue: {}) == .done)
  }

  private func inode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: scratch.root + "/" + path)[.systemFileNumber]
      as? Int
  }

  @Test func `what is written is live only once it is published`() throws {
    let writer = try writer()
    #expect(writer.write(put("a/x", "one"), put("b", "one")) == [.done, .done])
    #expect(try writer.read(["a/x", "b"].map { GitPath($0) }) == [:])
    #expect(!scratch.listing().contains { $0.hasPrefix("current") })
    #expect(writer.publish(mayContinue: {}) == .done)
    #expect(try writer.read([GitPath("b")]) == [GitPath("b"): .object(version("one"))])
    #expect(
      scratch.listing() == [
        "current -> releases/1", "releases/", "releases/1/", "releases/1/a/", "releases/1/a/x",
        "releases/1/b",
      ])
  }

  @Test func `unchanged files are the same, and the old release stays as it was`() throws {
    try bring(put("a/x", "one"), put("b", "one"), put("run", "one", .executable))
    try bring(put("b", "two", over: version("one")))
    #expect(scratch.text("current/b") == "two" && scratch.text("releases/1/b") == "one")
    #expect(try inode("releases/1/a/x") == inode("releases/2/a/x"))
    #expect(scratch.mode("current/run") == "755")
    try bring(remove("a/x", version("one")))
    #expect(scratch.text("releases/2/a/x") == "one")
    #expect(
      scratch.listing().filter { $0.hasPrefix("releases/3/") }
        == ["releases/3/", "releases/3/b", "releases/3/run"])
  }

  @Test func `old releases are kept by number`() throws {
    try bring(put("a", "1"))
    for number in 2...6 {
      try bring(put("a", "\(number)", over: version("\(number - 1)")), kept: 2)
    }
    #expect(scratch.listing().filter { $0.hasSuffix("/a") } == (4...6).map { "releases/\($0)/a" })
  }

  @Test func `what others put into the live release is carried over`() throws {
    try bring(put("a", "one"))
    try scratch.write("current/foreign/note", "by hand", mode: 0o640)
    try scratch.link("current/link", to: "a")
    try bring(put("a", "two", over: version("one")))
    #expect(scratch.text("current/foreign/note") == "by hand")
    #expect(scratch.mode("current/foreign/note") == "640")
    #expect(scratch.listing().contains("releases/2/link -> a"))
  }

  @Test func `a part is taken back, and the others go live`() throws {
    try bring(put("a", "one"), put("b", "one"), put("c/d", "one"))
    let writer = try writer()
    writer.beginPart()
    #expect(writer.write(put("a", "two", over: version("one"))) == [.done])
    writer.beginPart()
    #expect(
      writer.write(
        put("b", "two", over: version("one")), put("n/new", "two"), remove("c/d", version("one")))
        == [.done, .done, .done])
    writer.takeBackPart()
    #expect(writer.publish(mayContinue: {}) == .done)
    #expect(
      scratch.listing().filter { $0.hasPrefix("releases/2/") }
        == ["releases/2/", "releases/2/a", "releases/2/b", "releases/2/c/", "releases/2/c/d"])
    #expect(scratch.text("current/a") == "two" && scratch.text("current/b") == "one")
  }

  @Test func `a release that is like the live one is none`() throws {
    try bring(put("a", "one"))
    let writer = try writer()
    writer.beginPart()
    _ = writer.write(put("a", "two", over: version("one")))
    writer.takeBackPart()
    #expect(writer.publish(mayContinue: {}) == nil)
    #expect(
      scratch.listing() == ["current -> releases/1", "releases/", "releases/1/", "releases/1/a"])
  }

  @Test func `a change in the live release while it is built stops it`() throws {
    try bring(put("a", "one"), put("b", "one"))
    for change in ["current/b", "current/new"] {
      let writer = try writer()
      #expect(writer.write(put("a", "two", over: version("one"))) == [.done])
      try? scratch.remove(change)
      try scratch.write(change, "by hand")
      #expect(
        writer.publish(mayContinue: {})
          == .failed(
            "the new release did not go live: \(change.dropFirst(8)) changed while it was built"))
      #expect(scratch.text("current/a") == "one" && scratch.text(change) == "by hand")
      #expect(!scratch.listing().contains("releases/2/"))
    }
  }

  @Test func `a write that is not as the plan saw it fails`() throws {
    try bring(put("a", "one"))
    let writer = try writer()
    let outcomes = writer.write(put("a", "two", over: version("zero")))
    #expect(
      outcomes == [
        .failed("a changed since it was planned: its content is now \(version("one").content)")
      ])
    #expect(writer.publish(mayContinue: {}) == nil)
  }

  @Test func `a run that must end does not go live`() throws {
    try bring(put("a", "one"))
    for allowed in 0..<2 {
      let writer = try writer()
      #expect(writer.write(put("a", "two", over: version("one"))) == [.done])
      var asked = 0
      let outcome = writer.publish {
        asked += 1
        if asked > allowed { throw TargetError.replaced(path: "x") }
      }
      guard case .skipped? = outcome else {
        Issue.record("\(String(describing: outcome))")
        return
      }
      #expect(
        scratch.listing() == ["current -> releases/1", "releases/", "releases/1/", "releases/1/a"])
    }
  }

  @Test func `two do not build at the same time`() throws {
    try bring(put("a", "one"))
    let (first, second) = (try writer(), try writer())
    #expect(first.write(put("a", "two", over: version("one"))) == [.done])
    let outcome = second.write(put("b", "one"))
    #expect(
      outcome == [
        .failed(
          "cannot write b: another run is building a release of the target's folder \(scratch.root)"
        )
      ])
    #expect(throws: TargetError.building(path: scratch.root)) { try second.removeLeftovers() }
    #expect(first.publish(mayContinue: {}) == .done)
    #expect(second.write(put("b", "one")) == [.done])
    #expect(second.publish(mayContinue: {}) == .done)
    #expect(scratch.text("current/a") == "two" && scratch.text("current/b") == "one")
  }

  @Test func `a run killed at any step leaves the old one live and is cleared away`() throws {
    try bring(put("a", "one"))
    // As after each step: copied, linked, with its number.
    try scratch.write("releases/.deploysync-2/a", "two")
    #expect(try writer().removeLeftovers().map(\.text) == ["releases/.deploysync-2"])
    try scratch.write("releases/.deploysync-2/a", "two")
    try scratch.link(".deploysync-release-2", to: "releases/2")
    #expect(
      try writer().removeLeftovers().map(\.text) == [
        "releases/.deploysync-2", ".deploysync-release-2",
      ])
    try scratch.write("releases/2/a", "two")
    try scratch.link(".deploysync-release-2", to: "releases/2")
    #expect(try writer().read([GitPath("a")]) == [GitPath("a"): .object(version("one"))])
    #expect(
      try writer().removeLeftovers().map(\.text) == [
        "releases/.deploysync-2", ".deploysync-release-2",
      ])
    #expect(
      scratch.listing() == ["current -> releases/1", "releases/", "releases/1/", "releases/1/a"])
    try scratch.write("releases/.deploysync-2/a", "two")
    try bring(put("a", "three", over: version("one")))
    #expect(scratch.listing().contains("current -> releases/2"))
    #expect(!scratch.listing().contains { $0.contains(".deploysync") })
  }

  @Test func `the first of all can be killed, too`() throws {
    try scratch.write("releases/1/a", "one")
    try scratch.link(".deploysync-release-1", to: "releases/1")
    #expect(try writer().read([GitPath("a")]) == [:])
    #expect(try writer().removeLeftovers().count == 2)
    #expect(scratch.listing() == ["releases/"])
  }

  @Test func `an operator's way back by hand is respected`() throws {
    try bring(put("a", "1"))
    try bring(put("a", "2", over: version("1")))
    try scratch.remove("current")
    try scratch.link("current", to: "releases/1")
    #expect(try writer().removeLeftovers() == [])
    try bring(put("a", "3", over: version("1")))
    #expect(scratch.text("releases/2/a") == "2" && scratch.text("releases/3/a") == "3")
    #expect(scratch.listing().contains("current -> releases/3"))
  }
}
