import Configuration
import Domain
import Testing

@testable import Targets

/// Which folders are targets with releases, and which are not.
struct ReleaseLayoutTests {
  private func target(_ scratch: Scratch, releases: Int?) -> TargetsFile.Target {
    TargetsFile.Target(name: "live", kind: .directory(path: scratch.root), releases: releases)
  }

  @Test func `a folder that was a plain target is refused with the way to keep it`() throws {
    let scratch = try Scratch(["data/x": "one"])
    let reader = try TargetOpening.reader(for: target(scratch, releases: 5))
    let error = try #require(throws: TargetError.self) { try reader.read([GitPath("data/x")]) }
    #expect(error == .notReleases(path: scratch.root, found: "data is in no release"))
    #expect(error.hints.first?.contains("ln -s releases/1 \(scratch.root)/current") == true)
    let writer = try TargetOpening.writer(for: target(scratch, releases: 5))
    let outcomes = writer.write([put("data/y", "one")], mayContinue: {})
    guard case .failed? = outcomes.first else {
      Issue.record("\(outcomes)")
      return
    }
    // As the hint says.
    try scratch.makeFolder("releases/1")
    try run(["mv", "\(scratch.root)/data", "\(scratch.root)/releases/1/"])
    try run(["ln", "-s", "releases/1", "\(scratch.root)/current"])
    #expect(try reader.read([GitPath("data/x")]) == [GitPath("data/x"): .object(version("one"))])
  }

  @Test func `a folder with releases is no plain target`() throws {
    let scratch = try Scratch(["releases/1/x": "one"])
    try scratch.link("current", to: "releases/1")
    #expect(throws: TargetError.holdsReleases(path: scratch.root)) {
      try TargetOpening.reader(for: target(scratch, releases: nil))
    }
    #expect(throws: TargetError.holdsReleases(path: scratch.root)) {
      try TargetOpening.writer(for: target(scratch, releases: nil))
    }
  }

  @Test func `releases without a current one are no empty target`() throws {
    let scratch = try Scratch(["releases/1/x": "one", "releases/7/x": "one"])
    let error = try #require(throws: TargetError.self) {
      try ReleaseReader(path: scratch.root).read([GitPath("x")])
    }
    #expect(error == .noCurrent(path: scratch.root, newest: 7))
  }

  @Test(arguments: ["releases/x", "releases/01", "releases/0", "/srv", "releases/1/..", "../x"])
  func `a link that leads elsewhere is refused`(text: String) throws {
    let scratch = try Scratch(["releases/1/x": "one"])
    try scratch.link("current", to: text)
    #expect(
      throws: TargetError.notReleases(path: scratch.root, found: "`current` leads to \(text)")
    ) { try ReleaseReader(path: scratch.root).read([GitPath("x")]) }
  }

  @Test func `a current one that is gone is an error, not an empty target`() throws {
    let scratch = try Scratch()
    try scratch.link("current", to: "releases/4")
    #expect(throws: TargetError.missing(path: scratch.root + "/releases/4")) {
      try ReleaseReader(path: scratch.root).read([GitPath("x")])
    }
  }

  @Test func `what a file system has at its top is nobody's`() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("lost+found")
    #expect(try ReleaseReader(path: scratch.root).read([GitPath("x")]) == [:])
  }
}
