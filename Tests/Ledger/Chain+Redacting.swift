import Domain
import Fixtures
import Git
import Ledger
import Testing

extension Chain {
  /// Takes a content out of the ledger, as `ledger redact` does.
  @discardableResult
  func redact(_ blob: ObjectID, reason: String = "a password") throws -> LedgerRedaction {
    let snapshot = try read()
    let found = try ContentSearch(snapshot).places(of: [blob])
    let redactor = LedgerRedactor(writer, in: repository)
    let order = LedgerRedactor.Order(
      reason: reason, by: Self.person.email, at: now(), control: .emptyBlob)
    let made = try #require(try redactor.chain(without: found, from: snapshot, by: order))
    #expect(try redactor.replace(snapshot, by: made.tip, made.redaction))
    return made.redaction
  }

  @discardableResult
  func redact(_ text: String) throws -> LedgerRedaction { try redact(file(text).content) }

  /// Removes everything that only the old chain had, as the answer of `ledger redact` says.
  func collect() throws {
    let reflog = "gc.\(Self.reference).reflogExpire"
    try git.git(
      "-c", "\(reflog)=now", "-c", "\(reflog)Unreachable=now", "gc", "-q", "--prune=now")
  }

  /// Whether git still has an object.
  func has(_ id: ObjectID) throws -> Bool {
    try git.runGit(["cat-file", "-e", id.hex]).status == 0
  }

  /// Verifies with a repository that knows nothing but what is stored.
  func freshFindings() throws -> [String] {
    try LedgerVerifier(reference: Self.reference, in: Repository.open(git.path)).verify()
      .findings.map(\.problem)
  }

  /// The proof that the ledger of now is one that was seen.
  func proof(of old: ObjectID) throws -> RedactionProof? {
    let fresh = try Repository.open(git.path)
    return try LedgerRedactions.isRedaction(
      of: old,
      in: LedgerSnapshot.read(
        LedgerLocation(name: Self.reference, remote: nil), in: fresh))
  }
}
