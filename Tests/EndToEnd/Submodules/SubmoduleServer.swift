import Fixtures
import Foundation

/// A world whose triggers hold a submodule, `data/triggers/texts`: its repository is on the same
/// server.
final class SubmoduleServer {
  let world: World
  let texts: FixtureRepository
  private let history = HistoryBuilder()

  /// Where the submodule is.
  static let path = "data/triggers/texts"

  init(_ configuration: String = HelpDesk.adHoc, at time: String? = "2026-11-20T00:00:00Z") throws {
    world = try World(configuration, files: HelpDesk.files)
    world.now = time
    texts = try FixtureRepository(bare: true, in: world.folder, named: "texts.git")
    try serve(submodules: [Self.path])
  }

  /// Writes the targets file; `submodules` are the paths at which the texts are one, nil to name no
  /// repository at all.
  func serve(submodules: [String]?, branch: String = "main") throws {
    try world.serve(["production"])
    guard let submodules, let text = world.folder.text(of: "targets.yaml") else { return }
    let place =
      "{ url: \"file://\(texts.path)\", branch: \(branch), submodules: [\(submodules.joined(separator: ", "))] }"
    try world.folder.write(text + "repositories:\n  texts: \(place)\n", to: "targets.yaml")
  }

  /// A commit of the texts, on a branch.
  @discardableResult
  func write(
    _ message: String, _ changes: [String: FixtureFile?], on branch: String = "main"
  ) throws -> String {
    let parent = history.tip(of: branch) ?? history.tip()
    let mark = history.commit(
      message, on: branch, parents: parent.map { [$0] } ?? [], changes: changes)
    return try history.write(to: texts)[mark] ?? ""
  }

  /// A commit of the control repository that moves the submodule, with the file that git makes of it.
  @discardableResult
  func pin(
    _ commit: String?, _ message: String = "Move the texts", _ more: [String: FixtureFile?] = [:],
    hasModules: Bool = true
  ) throws -> String {
    var changes = more
    changes[Self.path] = commit.map { .submodule($0) }
    if hasModules {
      // Where it says nothing true: nobody goes there.
      changes[".gitmodules"] = .text(
        "[submodule \"texts\"]\n\tpath = \(Self.path)\n\turl = https://evil.example.com/x\n")
    }
    return try world.push(message, changes)
  }

  /// The IDs that `git log` of the texts names, newest first.
  func log(_ arguments: String...) throws -> [Answer] {
    try texts.git(["log", "--format=%H", "--no-merges", "--full-history"] + arguments)
      .split(separator: "\n").map { .text(String($0)) }
  }

  /// The queue of the triggers.
  func queue(_ arguments: String...) throws -> Answer {
    let result = try world.start(["queued", "--fetch", "--format", "json"] + arguments).wait()
    guard result.status == 0 else { throw FixtureError(result.all) }
    return try result.json.binding("triggers")
  }
}
