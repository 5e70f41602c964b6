import Credentials
import Fixtures
import Foundation
import GitProgram
import Testing

/// Credentials of git's helpers, with a helper of the test's own.
@Suite struct GitCredentialTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A keeper whose git asks a helper that notes what it is told, by a script's lines for `get`.
  private func keeper(_ get: String, user: String? = nil, limit: Duration = .seconds(20)) throws
    -> GitCredential
  {
    let log = folder.path("log")
    let script = try folder.write(
      """
      #!/bin/sh
      cat >input
      { echo "$1"; cat input; } >>'\(log)'
      [ "$1" = get ] || exit 0
      \(get)
      """, to: "helper", mode: 0o755)
    try folder.write("[credential]\n\thelper = \(script)\n", to: "config")
    var environment = HermeticEnvironment.variables(home: folder.path)
    environment["GIT_CONFIG_GLOBAL"] = folder.path("config")
    return GitCredential(
      git: GitCommand(directory: folder.path, environment: environment),
      url: "https://desk.example.com/api", host: "desk.example.com", user: user, timeLimit: limit)
  }

  private var log: [String] {
    (folder.text(of: "log") ?? "").split(separator: "\n").map(String.init)
  }

  @Test func `git is asked once for the target's address, and told that it was taken`() throws {
    let keeper = try keeper("echo username=agent; echo password=hunter2")
    let credential = try keeper.credential()
    #expect(credential == Credential(user: "agent", secret: Secret("hunter2")))
    #expect(try keeper.credential() == credential)
    #expect(log == ["get", "protocol=https", "host=desk.example.com"])
    keeper.accepted(credential)
    keeper.accepted(credential)
    #expect(log.filter { $0 == "store" }.count == 1)
    #expect(log.contains("password=hunter2") && log.contains("username=agent"))
  }

  @Test func `a refused one is forgotten, and another one is tried once`() throws {
    let keeper = try keeper(
      "echo username=agent; if [ -e seen ]; then echo password=new; else echo password=old; fi; touch seen"
    )
    let old = try keeper.credential()
    let new = try #require(try keeper.replacement(for: old))
    #expect(new.secret == Secret("new"))
    #expect(log.contains("erase") && log.contains("password=old"))
    // A request that was sent with the old one meanwhile.
    #expect(try keeper.replacement(for: old) == new)
    #expect(try keeper.replacement(for: new) == nil)
    #expect(log.filter { $0 == "erase" }.count == 2)
  }

  @Test func `a named user is asked for`() throws {
    let keeper = try keeper("echo password=hunter2", user: "bot")
    #expect(try keeper.credential() == Credential(user: "bot", secret: Secret("hunter2")))
    #expect(log.contains("username=bot"))
  }

  @Test func `where no helper has it nobody is asked, and the error names host and command`() throws
  {
    let start = ContinuousClock.now
    let error = #expect(throws: CredentialError.self) { try keeper("exit 0").credential() }
    #expect(error?.message == "git has no credential for desk.example.com")
    #expect(error?.causes.isEmpty == false)
    #expect(
      error?.hints == [
        "see what git says: `echo url=https://desk.example.com | git credential fill`"
      ])
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func `a helper that hangs is ended`() throws {
    let start = ContinuousClock.now
    let error = #expect(throws: CredentialError.self) {
      try keeper("sleep 30", limit: .milliseconds(300)).credential()
    }
    #expect(error?.message == "git did not say the credential for desk.example.com")
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test func `no argument of a program holds a secret, and no file is left`() throws {
    let shm = "/dev/shm"
    let keeper = try keeper(
      "cat /proc/*/cmdline 2>/dev/null | tr '\\0' ' ' >>arguments; "
        + "echo username=agent; echo password=hunter2-in-git")
    let credential = try keeper.credential()
    keeper.accepted(credential)
    #expect(folder.text(of: "arguments")?.contains("credential") == true)
    // The helper of this test is the only one that names it, in its own file.
    #expect(folder.text(of: "arguments")?.contains("password=hunter2") == false)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: shm)) ?? [] {
      let text = FileManager.default.contents(atPath: "\(shm)/\(name)") ?? Data()
      #expect(!String(decoding: text, as: UTF8.self).contains("hunter2-in-git"))
    }
    #expect(!String(reflecting: credential).contains("hunter2"))
  }
}
