package import Domain

/// The way to the repository that keeps a shared ledger.
package protocol LedgerRemote {
  /// The commit that the ledger's ref is at there; nil where the remote answered that it has no
  /// such ref. Throws where it cannot be asked.
  func tip() throws -> ObjectID?

  /// The names of all branches there that can be ledgers, such as `deploysync/ledger`.
  func ledgerBranches() throws -> [String]

  /// Brings the ledger's commits here, all of them that are missing; no ref moves.
  func fetch() throws

  /// Asks the remote to put a commit in the place of exactly this tip, nil for none.
  func push(_ commit: ObjectID, expecting tip: ObjectID?) -> LedgerPush
}

/// What a push said.
package struct LedgerPush {
  package var answer: PushRule.Answer
  /// The remote's own words where it was not accepted, or why there are none.
  package var words: [String]
  /// False where the one who started the command wants it to end.
  package var mayPushAgain = true

  package init(_ answer: PushRule.Answer, words: [String] = []) {
    self.answer = answer
    self.words = words
  }
}
