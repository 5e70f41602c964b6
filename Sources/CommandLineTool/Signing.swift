import Configuration
import Domain
import Git
import GitProgram
import Queueing
import Syncing

/// Signs and checks the ledger's commits with the user's own git settings: `user.signingKey` and
/// `gpg.ssh.program`, as `git commit -S` with `gpg.format=ssh` uses them (git-config(1)).
final class Signing {
  /// Long enough to touch a hardware key.
  private static let timeLimit: Duration = .seconds(60)

  private let repository: Repository
  private let environment: [String: String]
  private let program: SignatureProgram
  private var known: (signers: [UInt8], identity: Identity)?

  init(repository: Repository, environment: [String: String]) throws {
    self.repository = repository
    self.environment = environment
    let directory = repository.workDirectory ?? repository.gitDirectory
    if let name = try repository.setting("gpg.ssh.program") {
      program = SignatureProgram(directory: directory, environment: environment, program: name)
    } else {
      program = SignatureProgram(directory: directory, environment: environment)
    }
  }

  /// Who takes a step in this situation. Where the configuration has a signers file, it is the
  /// principal of the signature that the user's key makes; else git's user.
  func identity(in situation: Situation, person: Person) throws -> Identity {
    guard let path = situation.configuration.exceptions?.signers else {
      return Identity(person: person)
    }
    let tree = try repository.link(situation.head).tree
    guard let file = try repository.entry(at: path, in: tree), file.mode != .folder else {
      throw SigningError.noSigners(path)
    }
    let signers = try repository.blob(file.id)
    if let known, known.signers == signers { return known.identity }
    let key = try signingKey()
    let program = program
    let sign: ([UInt8]) throws -> [UInt8] = { content in
      try program.sign(content, key: key, timeLimit: Self.timeLimit)
    }
    // A first signature tells whose key it is, before anything is written in that name.
    let probe = Array("deploysync asks whose key this is\n".utf8)
    let answer = try program.verify(
      probe, signature: try sign(probe), signers: signers, at: situation.now)
    switch answer {
    case .rejected(let reason): throw SigningError.notASigner(reason: reason, file: path)
    case .principal(let email):
      let identity = Identity(
        person: Person(name: person.name, email: email), email: email, sign: sign)
      known = (signers, identity)
      return identity
    }
  }

  /// Whose signature it is.
  func verify(
    _ content: [UInt8], _ signature: [UInt8], _ signers: [UInt8], _ at: Timestamp
  ) throws -> SignerAnswer {
    switch try program.verify(content, signature: signature, signers: signers, at: at) {
    case .principal(let email): .principal(email)
    case .rejected(let reason): .rejected(reason)
    }
  }

  private func signingKey() throws -> SigningKey {
    guard let setting = try repository.setting("user.signingkey"),
      let key = SigningKey(setting: setting, home: environment["HOME"])
    else { throw SigningError.noKey }
    return key
  }
}

/// Why nothing can be signed.
enum SigningError: ExplainedError {
  case noSigners(GitPath)
  case noKey
  case notASigner(reason: String, file: GitPath)

  var category: FailureCategory {
    if case .noSigners = self { .configuration } else { .refused }
  }
  var message: String {
    switch self {
    case .noSigners(let path):
      "deploysync.yaml names the signers file \(path), which the branch does not have"
    case .noKey: "every step must be signed here, and no signing key is set"
    case .notASigner(_, let path): "the signing key is nobody's by \(path)"
    }
  }
  var causes: [String] {
    if case .notASigner(let reason, _) = self { [reason] } else { [] }
  }
  var hints: [String] {
    switch self {
    case .noSigners(let path): ["merge a file \(path) with the signers' public keys"]
    case .noKey:
      ["git config gpg.format ssh", "git config user.signingkey ~/.ssh/id_ed25519.pub"]
    case .notASigner(_, let path):
      ["have your public key added to \(path) with your e-mail address, and merged"]
    }
  }
}
