import Domain
import Fixtures
import Foundation
import GitProgram
import Testing

struct SigningTests {
  @Test(arguments: [
    ("/a/key", SigningKey.file(path: "/a/key")), ("~/k", .file(path: "/home/ada/k")),
    ("sub/key.pub", .file(path: "sub/key.pub")),
    ("ssh-ed25519 AAAA c", .literal("ssh-ed25519 AAAA c")),
    ("key::ecdsa-sha2-nistp256 AAAA", .literal("ecdsa-sha2-nistp256 AAAA")),
    ("~other/k", .file(path: "~other/k")), ("", nil),
  ])
  func `keys are named as git names them`(setting: String, key: SigningKey?) {
    #expect(SigningKey(setting: setting, home: "/home/ada") == key)
  }

  @Test func `a key's path starts at the folder, and nothing is left behind`() throws {
    let place = try SigningPlace(["TMPDIR": "/dev/shm/deploysync-\(UUID().uuidString)"])
    let temporary = try #require(place.environment["TMPDIR"])
    try FileManager.default.createDirectory(
      atPath: temporary, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    let key = try place.makeKey("ada")
    let content = Array("x\0\n\n".utf8)
    for name in ["ada", place.folder.path("ada")] {
      let signature = try place.sign(content, with: name)
      #expect(
        try place.program.verify(
          content, signature: signature, signers: Array("a@x \(key)\n".utf8), at: SigningPlace.time)
          == .principal("a@x"))
    }
    #expect(throws: GitProgramError.self) { try place.sign(content, with: "absent") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
  }

  @Test func `a key that is absent, locked or only public says what to do`() throws {
    let place = try SigningPlace()
    try place.makeKey("locked", passphrase: "secret")
    try place.makeKey("public")
    try FileManager.default.removeItem(atPath: place.folder.path("public"))
    for name in ["absent", "locked", "public.pub"] {
      do {
        _ = try place.sign([], with: name)
        Issue.record("it was signed with \(name)")
      } catch let error as GitProgramError {
        guard case .notSigned(.file(name), let output) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(!output.isEmpty)
        #expect(error.message == "it could not be signed with the key \(name)")
        #expect(error.hints.first?.contains("`ssh-add \(name)`") == true)
      }
    }
  }

  @Test func `the agent signs for a literal key and for a public one`() throws {
    let place = try SigningPlace()
    let socket = place.folder.path("agent")
    let agent = try place.run("ssh-agent", "-a", socket)
    let words = agent.split { !$0.isNumber && !$0.isLetter && $0 != "_" }
    let position = try #require(words.firstIndex(of: "SSH_AGENT_PID"))
    let process = try #require(pid_t(words[position + 1]))
    defer { kill(process, SIGTERM) }
    let withAgent = place.environment.merging(["SSH_AUTH_SOCK": socket]) { $1 }
    let program = SignatureProgram(directory: place.folder.path, environment: withAgent)
    let key = try place.makeKey("ada")
    let content = place.content()
    let literals = [key, "key::" + key].map { SigningKey(setting: $0, home: nil) }
    for literal in literals {
      let literal = try #require(literal)
      #expect(throws: GitProgramError.self) {
        try program.sign(content, key: literal, timeLimit: .seconds(20))
      }
    }
    let added = try Program.run(
      "ssh-add", ["-q", "ada"], in: place.folder.path, environment: withAgent)
    try #require(added.status == 0)
    try FileManager.default.removeItem(atPath: place.folder.path("ada"))
    for key in literals + [.file(path: "ada.pub")] {
      let signature = try program.sign(
        content, key: try #require(key), timeLimit: .seconds(20))
      let commit = try place.commit(content, signature)
      #expect(
        try place.gitAnswer(
          commit, signers: "a@x \(try #require(place.folder.text(of: "ada.pub")))")
          == .principal("a@x"))
    }
  }
}
