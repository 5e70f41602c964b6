import Configuration
import Credentials
import Domain
import Fixtures
import Foundation
import Testing

/// Secrets in variables and files.
@Suite struct PlaceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func secret(
    _ place: TargetsFile.SecretPlace, environment: [String: String] = [:], userID: UInt32 = getuid()
  ) throws -> String {
    try CredentialPlaces(environment: environment, userID: userID).secret(at: place).reveal()
  }

  private func error(
    _ place: TargetsFile.SecretPlace, environment: [String: String] = [:], userID: UInt32 = getuid()
  ) -> CredentialError? {
    do {
      _ = try secret(place, environment: environment, userID: userID)
      Issue.record("it was read")
    } catch let error as CredentialError {
      return error
    } catch {
      Issue.record("\(error)")
    }
    return nil
  }

  @Test func `a variable is taken as it is, and one that is not set is named`() throws {
    #expect(try secret(.environment("A"), environment: ["A": " x "]) == " x ")
    for environment in [[:], ["A": ""]] {
      let error = error(.environment("A"), environment: environment)
      #expect(error == .noVariable("A"))
      #expect(
        error?.message == "the credential is not there: the environment variable `A` is not set")
    }
    let broken = error(.environment("A"), environment: ["A": "x\nX-Evil: 1"])
    #expect(broken?.message.contains("Evil") == false)
  }

  @Test(arguments: [("x\n", "x"), ("x", "x"), ("x\r\n", "x"), (" x \n", " x ")])
  func `a file is taken without the newline at its end`(_ text: String, _ value: String) throws {
    #expect(try secret(.file(path: folder.write(text, to: "s", mode: 0o600))) == value)
    #expect(try secret(.file(path: folder.write(text, to: "r", mode: 0o400))) == value)
  }

  @Test(arguments: [0o604, 0o640, 0o620, 0o602, 0o644, 0o601, 0o610, 0o777])
  func `a file that others can open is refused with the command that closes it`(_ mode: Int) throws
  {
    let path = try folder.write("hunter2", to: "s", mode: mode)
    let error = error(.file(path: path))
    #expect(error == .open(path: path))
    #expect(error?.hints == ["close it: `chmod go= \(path)`"])
  }

  @Test func `a file that cannot be used is named with the reason`() throws {
    let missing = folder.path("nothing")
    #expect(error(.file(path: missing)) == .noFile(path: missing))
    let empty = try folder.write("\n", to: "empty", mode: 0o600)
    #expect(error(.file(path: empty)) == .empty(path: empty))
    let lines = try folder.write("one\ntwo\n", to: "lines", mode: 0o600)
    #expect(error(.file(path: lines)) == .notOneLine(place: "the file \(lines)"))
    let bytes = try folder.write([0xff, 0xfe], to: "bytes", mode: 0o600)
    #expect(error(.file(path: bytes)) == .notOneLine(place: "the file \(bytes)"))
    #expect(
      error(.file(path: folder.path))
        == .unreadable(path: folder.path, reason: "it is no plain file"))
    let large = try folder.write(
      String(repeating: "x", count: 70_000), to: "large", mode: 0o600)
    #expect(
      error(.file(path: large)) == .unreadable(path: large, reason: "it has more than 64 KiB"))
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(error(.file(path: pipe)) == .unreadable(path: pipe, reason: "it is no plain file"))
  }

  @Test(.enabled(if: getuid() != 0, "root owns everything"))
  func `a file of another user is refused`() throws {
    let path = try folder.write("x", to: "s", mode: 0o600)
    #expect(error(.file(path: path), userID: getuid() + 1) == .foreignOwner(path: path))
  }

  @Test func `a link is followed, and what it leads to has to be closed`() throws {
    let path = try folder.write("x", to: "s", mode: 0o600)
    let link = folder.path("link")
    #expect(symlink(path, link) == 0)
    #expect(try secret(.file(path: link)) == "x")
    #expect(chmod(path, 0o644) == 0)
    #expect(error(.file(path: link)) == .open(path: link))
  }

  @Test func `a file that was renewed replaces a refused credential, the same one does not`() throws
  {
    let path = try folder.write("old\n", to: "s", mode: 0o600)
    let keeper = PlacedCredential(
      user: "agent", place: .file(path: path),
      places: CredentialPlaces(environment: [:], userID: getuid()))
    let old = try keeper.credential()
    #expect(old == Credential(user: "agent", secret: Secret("old")))
    #expect(try keeper.replacement(for: old) == nil)
    try folder.write("new\n", to: "s", mode: 0o600)
    #expect(try keeper.replacement(for: old)?.secret == Secret("new"))
  }
}
