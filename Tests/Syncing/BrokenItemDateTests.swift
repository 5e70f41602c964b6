import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// Dates of an item that has an error inside itself at the commit of the date.
struct BrokenItemDateTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure("paths: [data]")
    try sandbox.merge("First", ["data/x": "one", "other/y": "one"])
  }

  private func configure(_ keys: String, name: String = "a") throws {
    try sandbox.configure(
      "items: { \(name): { \(keys), targets: { live: {} } }, b: { paths: [other], targets: [live] } }"
    )
  }

  @Test(arguments: [false, true])
  func `its commits are passed over as those of a broken file are`(isRenamed: Bool) throws {
    let sound = try #require(sandbox.head)
    try sandbox.go(to: "2026-01-20T00:00:00Z")
    try configure("paths: [data], shedule: 1")
    let broken = try sandbox.merge("Meanwhile", ["data/x": "two", "other/y": "two"])
    try sandbox.go(to: "2026-02-02T00:00:00Z")
    if isRenamed {
      try configure("paths: [data], was: a", name: "c")
    } else {
      try configure("paths: [data]")
    }
    let results = try sandbox.apply().record.bindings
    let own = try #require(results.first { $0.item != "b" })
    #expect(own.outcome == .applied && own.to == sound.hex, "the date is not lost")
    #expect(own.occurrence == "2026-02-01T00:00:00Z")
    #expect(own.why?.contains("\(broken.short) is passed over: the definition of") == true)
    #expect(results.first { $0.item == "b" }?.to == broken.hex, "others are not held up")
    #expect(try sandbox.texts() == ["data/x": "one", "other/y": "two"])
  }

  @Test func `commits that do not touch the item are not named as close to the date`() throws {
    try sandbox.go(to: "2026-01-31T20:00:00Z")
    let own = try sandbox.merge("Own", ["data/x": "two"])
    let foreign = try sandbox.merge("Foreign", ["other/y": "two"])
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.why?.contains(own.short) == true)
    #expect(result.why?.contains(foreign.short) == false)
  }
}
