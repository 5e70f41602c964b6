import Domain
import Fixtures
import GitProgram
import Testing

/// A repository with nothing in it, keys made for the test, and a program that signs with them.
final class SigningPlace: Sendable {
  let folder: TemporaryFolder
  let environment: [String: String]
  let program: SignatureProgram
  /// When everything here is signed unless told otherwise: 2026-03-01T12:00:00Z.
  static let time = Timestamp(seconds: 1_772_366_400)

  init(_ extra: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    environment = HermeticEnvironment.variables(home: folder.path).merging(extra) { $1 }
    program = SignatureProgram(directory: folder.path, environment: environment)
    try run("git", "init", "-q", ".")
    try run("git", "hash-object", "-w", "-t", "tree", "/dev/null")
  }

  @discardableResult
  func run(_ call: String..., input: [UInt8] = []) throws -> String {
    let result = try Program.run(
      call[0], Array(call.dropFirst()), in: folder.path, environment: environment, input: input)
    try #require(result.status == 0, "\(call): \(result.errorText)")
    return result.text.hasSuffix("\n") ? String(result.text.dropLast()) : result.text
  }

  /// Makes a key, and returns its public part without the comment.
  @discardableResult
  func makeKey(_ name: String, passphrase: String = "") throws -> String {
    try run(
      "ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", folder.path(name))
    let text = try #require(folder.text(of: name + ".pub"))
    return text.split(separator: " ").prefix(2).joined(separator: " ")
      .trimmingNewlines
  }

  func sign(_ content: [UInt8], with key: String) throws -> [UInt8] {
    try program.sign(content, key: .file(path: key), timeLimit: .seconds(20))
  }

  /// The bytes of a commit without a signature.
  func content(_ message: String = "Message\n", at time: Timestamp = SigningPlace.time) -> [UInt8] {
    let person = "Ada <ada@example.com> \(time.seconds) +0000"
    return Array(
      "tree \(ObjectID.emptyTree.hex)\nauthor \(person)\ncommitter \(person)\n\n\(message)".utf8)
  }

  /// Stores a commit with a signature, and returns its ID.
  func commit(_ content: [UInt8], _ signature: [UInt8]) throws -> String {
    let text = String(decoding: content, as: UTF8.self)
    let header = try #require(text.firstRange(of: "\n\n"))
    let lines = String(decoding: signature, as: UTF8.self).split(separator: "\n")
    let signed =
      text[..<header.lowerBound] + "\ngpgsig " + lines.joined(separator: "\n ")
      + text[header.lowerBound...]
    return try run("git", "hash-object", "-t", "commit", "-w", "--stdin", input: Array(signed.utf8))
  }

  /// Whether git takes the commit's signature for good and known, and whose it is.
  func gitAnswer(_ commit: String, signers: String) throws -> VerifiedSigner? {
    let file = try folder.write(signers, to: "allowed")
    let settings = ["-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=\(file)"]
    func git(_ arguments: String...) throws -> ProgramResult {
      try Program.run(
        "git", settings + arguments, in: folder.path, environment: environment)
    }
    let isGood = try git("verify-commit", commit).status == 0
    // `G` is a good signature of a signer that the file names.
    let words = try git("log", "-1", "--show-signature", "--format=@%G? %GS", commit).text
      .split(whereSeparator: \.isNewline).first { $0.hasPrefix("@") }?.dropFirst().split(
        separator: " ")
    #expect((words?.first == "G") == isGood)
    return isGood ? .principal(words?.last.map(String.init) ?? "") : nil
  }
}

extension String {
  fileprivate var trimmingNewlines: String { String(prefix { $0 != "\n" }) }
}

extension VerifiedSigner {
  /// Why it was rejected; nil for a person.
  var reason: String? {
    if case .rejected(let reason) = self { return reason }
    return nil
  }
}
