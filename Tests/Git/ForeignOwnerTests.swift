import Domain
import FoundationEssentials
import Git
import Glibc
import Testing

/// These change the user's settings, one after the other.
@Suite(.serialized) struct ForeignOwnerTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func give(_ path: String, to user: uid_t) throws {
    let below = try FileManager.default.subpathsOfDirectory(atPath: path)
    for name in [""] + below { chown(path + "/" + name, user, user) }
  }

  private static var isRoot: Bool { geteuid() == 0 }

  @Test(.enabled(if: isRoot), arguments: ["", "[safe]\n\tdirectory = /elsewhere\n"])
  func `a repository of another user is refused until it is trusted`(settings: String) throws {
    let path = try sandbox.makeRepository()
    let home = try Sandbox.home.get()
    try Data(settings.utf8).write(to: URL(filePath: home + "/.gitconfig"))
    defer { try? FileManager.default.removeItem(atPath: home + "/.gitconfig") }
    try give(path, to: 65534)
    for place in [path, path + "/.git"] {
      #expect(throws: RepositoryError.foreignOwner(path: path)) { _ = try Repository.open(place) }
    }
    // The hint's command helps.
    let error = RepositoryError.foreignOwner(path: path)
    #expect(error.hints.joined().contains("git config --global --add safe.directory \(path)`"))
    try sandbox.git(
      ["config", "--global", "--add", "safe.directory", path],
      environment: ["GIT_CONFIG_GLOBAL": home + "/.gitconfig"])
    _ = try Repository.open(path)
  }

  @Test(.enabled(if: isRoot)) func `a bare repository of another user is named by itself`() throws {
    let path = try sandbox.makeRepository("bare.git", "--bare")
    try give(path, to: 65534)
    #expect(throws: RepositoryError.foreignOwner(path: path)) { _ = try Repository.open(path) }
  }
}
