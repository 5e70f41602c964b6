import Configuration
package import Domain
package import Git
package import Ledger
package import Queueing

/// Answers whose signature it is.
package enum SignerAnswer: Sendable, Hashable {
  /// Of this person, by the signers file: an e-mail address.
  case principal(String)
  /// Of nobody that counts; a clause says why.
  case rejected(String)
}

/// Checks a signature of some content against an allowed-signers file, as of a time.
package typealias SignatureVerifier = (
  _ content: [UInt8], _ signature: [UInt8], _ signers: [UInt8], _ at: Timestamp
) throws -> SignerAnswer

/// Who made a commit of the ledger, by the rules of the control commit that it names.
package struct LedgerAuthor {
  private let repository: Repository
  private let history: ConfigurationHistory
  private let verify: SignatureVerifier
  /// Of a commit that was made anew the signature of the one that it stands for counts.
  private let redactions: LedgerRedactions

  package init(
    history: ConfigurationHistory, verify: @escaping SignatureVerifier,
    redactions: LedgerRedactions? = nil, in repository: Repository
  ) {
    self.redactions = redactions ?? .none(in: repository)
    self.repository = repository
    self.history = history
    self.verify = verify
  }

  /// The e-mail address: of the signature where the configuration there asks for signatures, else
  /// of the commit's author. Rejected with the reason where it cannot be told.
  package func author(of commit: Git.Commit, control: ObjectID) throws -> SignerAnswer {
    guard repository.contains(control) else {
      return .rejected("it names the control commit \(control.short), which is not here")
    }
    let tree = try repository.link(control).tree
    let configuration = try history.state(in: tree).configuration
    guard let path = configuration?.exceptions?.signers else {
      return .principal(commit.author.person.email)
    }
    guard let file = try repository.entry(at: path, in: tree), file.mode != .folder else {
      return .rejected("the signers file \(path) is not in the control commit \(control.short)")
    }
    guard let (signature, content) = try redactions.signature(of: commit.id) else {
      return .rejected("it is not signed")
    }
    return try verify(content, signature, try repository.blob(file.id), commit.committer.time)
  }
}
