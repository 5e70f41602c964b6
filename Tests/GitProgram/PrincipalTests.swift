import Domain
import Fixtures
import GitProgram
import Testing

/// For whom a key stands, where git takes the first that fits.
struct PrincipalTests {
  let place: SigningPlace
  let ada: String
  let cleo: String
  let content: [UInt8]
  let signature: [UInt8]

  init() throws {
    place = try SigningPlace()
    ada = try place.makeKey("ada")
    cleo = try place.makeKey("cleo")
    content = place.content()
    signature = try place.sign(content, with: "ada")
  }

  /// `KEY` and `OTHER` stand for the two keys.
  private func verify(_ signers: String) throws -> VerifiedSigner {
    let parts = signers.split(separator: "KEY", omittingEmptySubsequences: false)
    let text = parts.joined(separator: ada).split(
      separator: "OTHER", omittingEmptySubsequences: false
    )
    .joined(separator: cleo)
    return try place.program.verify(
      content, signature: signature, signers: Array((text + "\n").utf8), at: SigningPlace.time)
  }

  @Test(arguments: [
    "Ada@Example.com KEY", "ada@example.com,ADA@example.com KEY", "\"ada@example.com\" KEY",
    "ada@example.com KEY\nada@example.com KEY", "cleo@example.com OTHER\nada@example.com KEY",
    "cleo@example.com valid-before=\"20250101\" KEY\nada@example.com KEY",
    "ada@example.com KEY\ncleo@example.com valid-before=\"20250101\" KEY",
    "ada@example.com valid-before=\"20250101\" KEY\nada@example.com valid-after=\"20250101\" KEY",
    "  ada@example.com\tKEY",
  ])
  func `one person counts, in lowercase`(signers: String) throws {
    #expect(try verify(signers) == .principal("ada@example.com"))
  }

  @Test(arguments: [
    ("ada@example.com,cleo@example.com KEY", "ada@example.com, cleo@example.com"),
    ("cleo@example.com KEY\nada@example.com KEY", "cleo@example.com, ada@example.com"),
    ("\"a@x,b@x\" KEY\nc@x namespaces=\"git\" KEY", "a@x, b@x, c@x"),
    ("a@x KEY\na@x OTHER\nb@x KEY\nb@x OTHER\nc@x OTHER", "a@x, b@x"),
  ])
  func `a key of several people is nobody's`(signers: String, names: String) throws {
    #expect(try verify(signers).reason == "its key stands for several people: \(names)")
  }

  @Test(arguments: ["*@example.com", "*", "ada@example.co?", "!eve@example.com", "a@x,*@y"])
  func `a pattern is nobody's`(pattern: String) throws {
    let reason = try #require(try verify("\(pattern) KEY").reason)
    #expect(reason.hasPrefix("its key stands for the pattern "))
    #expect(try verify("ada@example.com KEY\n\(pattern) KEY").reason != nil)
  }

  @Test func `a name that could be shown as another is nobody's`() throws {
    #expect(
      try verify("\"ada lovelace\" KEY").reason
        == "its key stands for ada lovelace, which is no e-mail address")
    #expect(
      try verify("\u{1b}[31mada@x KEY").reason
        == "its key stands for \"\\033[31mada@x\", which is no e-mail address")
  }

  @Test func `a certificate stands for the person that its authority names`() throws {
    try place.run(
      "ssh-keygen", "-q", "-s", place.folder.path("cleo"), "-I", "id", "-n", "ada@example.com",
      place.folder.path("ada.pub"))
    let signature = try place.sign(content, with: "ada-cert.pub")
    let signers = "*@example.com cert-authority \(cleo)\n"
    #expect(
      try place.program.verify(
        content, signature: signature, signers: Array(signers.utf8), at: SigningPlace.time)
        == .principal("ada@example.com"))
    #expect(
      try place.gitAnswer(place.commit(content, signature), signers: signers)
        == .principal("ada@example.com"))
  }
}
