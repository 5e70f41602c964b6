import Fixtures
import Foundation

/// A world with a second repository on the server, of which an item takes content.
final class ContentServer {
  let world: World
  let content: FixtureRepository
  private let history = HistoryBuilder()

  /// Triggers of both repositories, ad-hoc unless `binding` says otherwise, and more of the file.
  static func configuration(
    binding: String = "deployment: ad-hoc", _ more: String = ""
  ) -> String {
    """
    version: 1
    repositories: [managed]
    items:
      triggers:
        paths: [data/triggers, "managed:texts"]
        root: data
        targets: { production: { \(binding) } }
    \(more)
    """
  }

  init(_ configuration: String = ContentServer.configuration()) throws {
    world = try World(configuration, files: ["data/triggers/a.yaml": "title: A\n"])
    world.now = "2026-11-20T00:00:00Z"
    content = try FixtureRepository(bare: true, in: world.folder, named: "content.git")
    try merge(1, "Begin the texts", ["texts/hello.txt": "Hello\n"])
    try serve()
  }

  /// Writes the targets file; without `knowsContent` it does not say where the second repository is.
  func serve(knowsContent: Bool = true) throws {
    try world.serve(["production"])
    guard knowsContent, let text = world.folder.text(of: "targets.yaml") else { return }
    let place = "{ url: \"file://\(content.path)\", branch: main }"
    try world.folder.write(text + "repositories:\n  managed: \(place)\n", to: "targets.yaml")
  }

  /// A merge request of the second repository, `support/content!NUMBER`.
  @discardableResult
  func merge(
    _ number: Int, _ title: String, _ changes: [String: FixtureFile?]
  ) throws -> String {
    let mark = history.mergeRequest(number, title, changes: changes, project: "support/content")
    return try history.write(to: content)[mark] ?? ""
  }

  /// A commit of the second repository whose message names the merge request by its number alone.
  @discardableResult
  func push(_ message: String, _ changes: [String: FixtureFile?]) throws -> String {
    let mark = history.commit(message, changes: changes)
    return try history.write(to: content)[mark] ?? ""
  }

  /// Configures the clone so that its hooks see the world, and installs them.
  func installHooks(in path: String? = nil, _ arguments: String...) throws {
    world.clone.environment = try world.environment()
    let result = try world.start(["hook", "install"] + arguments, in: path).wait()
    guard result.status == 0 else { throw FixtureError(result.all) }
  }
}
