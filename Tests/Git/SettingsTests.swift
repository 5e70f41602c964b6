import Domain
import FoundationEssentials
import Git
import Testing

struct SettingsTests {
  let sandbox: Sandbox
  let path: String

  init() throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
  }

  @Test func `settings are git's`() throws {
    try sandbox.write("[other]\n\tname = included\n", to: "extra.config")
    try sandbox.write(
      """
      [core]
      \trepositoryformatversion = 0
      [deploysync]
      \tbranch = "release 1 # x"
      \tBranch = second
      \tempty
      [remote "or.i/Gin"]
      \turl = x
      [include]
      \tpath = ../extra.config

      """, to: ".git/config")
    let repository = try Repository.open(path)
    for key in [
      "deploysync.branch", "DeploySync.BRANCH", "remote.or.i/Gin.url", "other.name",
      "deploysync.empty",
    ] {
      #expect(try repository.setting(key) == (try sandbox.line("config", "--get", key)), "\(key)")
    }
    #expect(try repository.setting("deploysync.absent") == nil)
    #expect(try repository.setting("remote.or.i/gin.url") == nil)
  }

  @Test func `a setting that changes is seen`() throws {
    let repository = try Repository.open(path)
    #expect(try repository.setting("deploysync.branch") == nil)
    try sandbox.git("config", "deploysync.branch", "x")
    #expect(try repository.setting("deploysync.branch") == "x")
  }

  @Test func `remotes are git's`() throws {
    for name in ["up", "origin", "a"] { try sandbox.git("remote", "add", name, "file:///x") }
    #expect(
      try Repository.open(path).remotes()
        == (try sandbox.line("remote")).split(separator: "\n").map(String.init).sorted())
  }

  @Test func `the signature needs both name and address`() throws {
    let repository = try Repository.open(path)
    #expect(try repository.signature() == nil)
    try sandbox.git("config", "user.name", "Ada")
    #expect(try repository.signature() == nil)
    try sandbox.git("config", "user.email", "ada@example.com")
    let found = try #require(try repository.signature())
    #expect(found == ("Ada", "ada@example.com"))
  }
}
