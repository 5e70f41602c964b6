import Fixtures
import Testing

/// An item with a submodule among its files: refused in words that lead on.
struct SubmoduleTests {
  private static let remedy =
    "it is a submodule, whose files are in another repository: name that one in `repositories`, and "
    + "its files in the item's `paths`, such as `NAME:FOLDER`"

  @Test func `it is named with the way round, and the rest of the item goes on`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    let module = try FixtureRepository(bare: true, in: world.folder, named: "module.git")
    let history = HistoryBuilder()
    let mark = history.commit("Begin", changes: ["texts/hello.txt": "Hello\n"])
    let commit = try #require(try history.write(to: module)[mark])
    try world.push("Add it", ["data/triggers/lib": .submodule(commit)])

    for arguments in [["plan", "--fetch"], ["apply"]] {
      let result = try world.start(arguments).wait()
      if arguments == ["apply"] { #expect(result.status == 1, "\(result.all)") }
      #expect(result.text.contains("triggers/lib"), "\(result.all)")
      #expect(result.text.contains(Self.remedy), "\(result.all)")
    }
    #expect(world.target() == ["triggers/a.yaml": "title: A\n"])

    try world.clone.git("pull", "-q", "origin", "main")
    let check = try world.deploysync("check")
    #expect(
      check.all.contains("no target takes data/triggers/lib of the item triggers"), "\(check.all)")
    #expect(check.all.contains(Self.remedy), "\(check.all)")
    try expectWayRound(world, module)
  }

  /// Does what the message says.
  private func expectWayRound(_ world: World, _ module: FixtureRepository) throws {
    let configuration = HelpDesk.adHoc.replacing(
      "version: 1", with: "version: 1\nrepositories: [lib]"
    ).replacing("[data/triggers]", with: "[data/triggers, \"lib:texts\"]")
    try world.push(
      "Go round", ["data/triggers/lib": nil, "deploysync.yaml": .text(configuration)])
    let text = world.folder.text(of: "targets.yaml") ?? ""
    try world.folder.write(
      "\(text)repositories:\n  lib: { path: \(module.path), branch: main }\n", to: "targets.yaml")
    let result = try world.deploysync("apply")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      world.target() == ["triggers/a.yaml": "title: A\n", "texts/hello.txt": "Hello\n"])
  }

  @Test(arguments: ["bytes", "values"])
  func `no kind of target is asked for its content`(comparison: String) throws {
    let mirror = try Mirror(keys: "compare: \(comparison), key: title")
    try mirror.merge([
      "data/triggers/lib": .submodule(String(repeating: "12", count: 20)),
      "data/triggers/lib.yaml": .submodule(String(repeating: "34", count: 20)),
    ])
    let result = try mirror.apply()
    #expect(result.status == 1, "\(result.all)")
    #expect(result.all.contains(Self.remedy), "\(result.all)")
    // All of an item goes live together.
    #expect(try mirror.tip() == nil)
    #expect(try mirror.world.deploysync("ledger", "verify").status == 0)
  }
}
