import Fixtures
import Foundation
import Testing

/// What is not fetched together has an age of its own.
struct LedgerAgeTests {
  private func world() throws -> World {
    let world = try World(
      "version: 1\nitems: { a: { paths: [data], targets: { production: { deployment: ad-hoc } } } }\n",
      files: ["data/x.yaml": "one\n"])
    #expect(try world.deploysync("apply").status == 0)
    return world
  }

  /// Makes it look as if this program had asked three days ago.
  private func age(_ clone: String, of world: World) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3 * 86_400 - 60)],
      ofItemAtPath: world.folder.path("\(clone)/.git/deploysync/fetched"))
  }

  @Test func `a pull in a clone of one branch does not make the ledger new`() throws {
    let world = try world()
    let one = try FixtureRepository.clone(
      of: world.server, arguments: ["--single-branch"], in: world.folder, named: "one")
    #expect(try world.deploysync("status", "--fetch", in: one.path).status == 0)
    try age("one", of: world)
    try world.push("Two", ["data/x.yaml": "two\n"])
    #expect(try world.deploysync("apply").status == 0)
    try one.git("pull", "-q")
    let result = try world.deploysync("status", in: one.path)
    #expect(
      result.errorText == """
        Note: what origin has is used as fetched less than a minute ago, and its ledger as fetched \
        3 days ago (--fetch refreshes both)

        """)
    let asked = try world.deploysync("status", "--fetch", in: one.path)
    #expect(asked.errorText.isEmpty && asked.text.contains("up to date"), "\(asked.all)")
  }

  @Test func `a fetch of everything makes both new, a fetch of another branch neither`() throws {
    let world = try world()
    try age("clone", of: world)
    try world.server.git("branch", "other", "main")
    try world.clone.git("fetch", "-q", "origin", "other")
    let old = try world.deploysync("status")
    #expect(old.errorText.hasPrefix("Note: what origin has is used as fetched 3 days ago (--fetch"))
    try world.clone.git("fetch", "-q")
    let new = try world.deploysync("status")
    #expect(new.errorText.contains("as fetched less than a minute ago (--fetch refreshes it)"))
  }
}
