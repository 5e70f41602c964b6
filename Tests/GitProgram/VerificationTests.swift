import Domain
import Fixtures
import GitProgram
import Testing

/// Compares with `git verify-commit` and `git log --show-signature`.
struct VerificationTests {
  let place: SigningPlace
  let ada: String
  let cleo: String

  init() throws {
    place = try SigningPlace()
    ada = try place.makeKey("ada")
    cleo = try place.makeKey("cleo")
  }

  /// Our answer, which must be git's where git is asked.
  private func verify(
    _ content: [UInt8], _ signature: [UInt8], _ signers: String,
    at time: Timestamp = SigningPlace.time
  ) throws -> VerifiedSigner {
    let answer = try place.program.verify(
      content, signature: signature, signers: Array(signers.utf8), at: time)
    let git = try place.gitAnswer(place.commit(content, signature), signers: signers)
    switch answer {
    case .principal: #expect(git == answer)
    case .rejected: #expect(git == nil)
    }
    return answer
  }

  @Test func `a signature of a known key is its person's`() throws {
    let content = place.content()
    let signature = try place.sign(content, with: "ada")
    let signers = "# people\n\ncleo@example.com \(cleo)\nada@example.com \(ada) Ada's key\n"
    #expect(try verify(content, signature, signers) == .principal("ada@example.com"))
    #expect(
      try place.program.principals(
        of: signature, signers: Array(signers.utf8), at: SigningPlace.time)
        == ["ada@example.com"])
  }

  @Test func `what git signs we take, and what git would not we neither`() throws {
    try place.run("git", "config", "gpg.format", "ssh")
    try place.run("git", "config", "user.signingkey", place.folder.path("ada"))
    try place.run("git", "commit", "-q", "-S", "--allow-empty", "-m", "Two\n\nparagraphs")
    let raw = try place.run("git", "cat-file", "commit", "HEAD") + "\n"
    let start = try #require(raw.firstRange(of: "gpgsig "))
    let end = try #require(raw.firstRange(of: "\n -----END SSH SIGNATURE-----\n"))
    let signature = raw[start.upperBound..<end.upperBound].split(separator: "\n")
      .map { $0.drop { $0 == " " } }.joined(separator: "\n")
    let content = raw[..<start.lowerBound] + raw[end.upperBound...]
    let answer = try place.program.verify(
      Array(content.utf8), signature: Array((signature + "\n").utf8),
      signers: Array("ada@example.com \(ada)\n".utf8), at: SigningPlace.time)
    #expect(answer == .principal("ada@example.com"))
  }

  @Test func `changed content and the signature of another commit are rejected`() throws {
    let signers = "ada@example.com \(ada)\n"
    let one = place.content("One\n")
    let two = place.content("Two\n")
    let signature = try place.sign(one, with: "ada")
    #expect(try verify(one, signature, signers).reason == nil)
    for content in [two, place.content("One"), place.content("One\n", at: SigningPlace.time + 1)] {
      #expect(
        try verify(content, signature, signers).reason
          == "the signature of ada@example.com does not fit the content, or was not made for git")
    }
  }

  @Test func `an unknown key is rejected`() throws {
    let content = place.content()
    let signature = try place.sign(content, with: "ada")
    let reason = "its key is not among the signers, or not valid at 2026-03-01T12:00:00Z"
    for signers in ["", "cleo@example.com \(cleo)\n", "ada@example.com\n", "\0\n"] {
      #expect(try verify(content, signature, signers).reason == reason)
    }
    #expect(
      try verify(place.content("Other"), signature, "").reason
        == "the signature does not fit the content, or was not made for git")
  }

  @Test(arguments: [
    ("valid-before=\"20260301\"", false), ("valid-before=\"20260302\"", true),
    ("valid-after=\"20260301120001\"", false), ("valid-after=\"202603011200\"", true),
    ("valid-after=\"20260301\",valid-before=\"202603011201Z\"", true),
    ("namespaces=\"file,git\"", true), ("namespaces=\"file\"", false),
  ])
  func `a key counts in its time and for its purpose`(options: String, isGood: Bool) throws {
    let content = place.content()
    let answer = try verify(
      content, place.sign(content, with: "ada"), "ada@example.com \(options) \(ada)\n")
    #expect(answer == .principal("ada@example.com") || !isGood)
    #expect((answer.reason == nil) == isGood)
  }

  @Test func `dates of signers are UTC wherever this runs`() throws {
    let content = place.content()
    let signature = try place.sign(content, with: "ada")
    // Local noon of the 1st is the 2nd in Auckland.
    let signers = Array("ada@example.com valid-before=\"202603011300\" \(ada)\n".utf8)
    for zone in ["Pacific/Auckland", "America/Los_Angeles", "UTC"] {
      let program = SignatureProgram(
        directory: place.folder.path,
        environment: place.environment.merging(["TZ": zone]) { $1 })
      #expect(
        try program.verify(content, signature: signature, signers: signers, at: SigningPlace.time)
          == .principal("ada@example.com"))
    }
  }

  @Test func `a signature for another purpose is rejected`() throws {
    let content = place.content()
    let file = try place.folder.write(content, to: "content")
    try place.run(
      "ssh-keygen", "-Y", "sign", "-n", "file", "-f", place.folder.path("ada"), file)
    let signature = try #require(place.folder.bytes(of: "content.sig"))
    for signers in ["ada@example.com \(ada)\n", ""] {
      let reason = try #require(try verify(content, signature, signers).reason)
      #expect(reason.hasSuffix("does not fit the content, or was not made for git"))
    }
  }

  @Test(arguments: [
    "", "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n",
    "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n",
    "-----BEGIN SSH SIGNATURE-----\n",
  ])
  func `what is no signature is rejected`(text: String) throws {
    let answer = try place.program.verify(
      place.content(), signature: Array(text.utf8),
      signers: Array("ada@example.com \(ada)\n".utf8), at: SigningPlace.time)
    #expect(answer.reason?.hasPrefix("the signature ") == true)
    #expect(
      try place.program.principals(
        of: Array(text.utf8), signers: [], at: SigningPlace.time
      ).isEmpty)
  }
}
