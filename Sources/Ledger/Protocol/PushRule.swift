/// What an attempt to move a shared ledger on came to, told from what the remote said and from what
/// it holds when asked afterwards: an answer that was lost on the way is found out, not guessed.
///
/// A writer builds one commit on the tip that it decided on, and asks the remote to replace exactly
/// that tip by it.
package enum PushRule {
  /// What the push itself said.
  package enum Answer: Sendable, Hashable, CaseIterable {
    /// The remote has the commit.
    case accepted
    /// The remote answered, and not with yes: it was moved by somebody else, or a rule of the remote
    /// forbids it.
    case declined
    /// No answer came: the remote may have the commit, or may still get it.
    case lost
  }

  /// What the remote holds when it is asked after a push that was not accepted.
  package enum Holding: Sendable, Hashable, CaseIterable {
    /// The commit that was pushed, or one that was built on it.
    case ours
    /// Still the tip that the commit was built on.
    case expected
    /// Something else: somebody was first.
    case other
    /// It could not be asked.
    case unknown
  }

  /// What the writer does next.
  package enum Outcome: Sendable, Hashable, CaseIterable {
    /// The step is part of the ledger.
    case recorded
    /// Somebody was first: decide anew on what is there now. The commit can never get in any more,
    /// since the tip that it replaces is gone for good.
    case moved
    /// Push the very same commit again. Another one must not be made: the first could still arrive.
    case pushAgain
    /// The remote does not take it.
    case refused
    /// It cannot be told: end without deciding anything else. The next run finds out.
    case unknown
  }

  /// The rule.
  ///
  /// - Parameters:
  ///   - holding: Nil where it was not asked, which only an accepted push allows.
  ///   - mayPushAgain: Whether there is patience left.
  ///   - isRepeated: Whether the same commit was pushed before, and no answer came: then that push
  ///     can still arrive, whatever the remote said to this one.
  package static func outcome(
    _ answer: Answer, holding: Holding?, mayPushAgain: Bool, isRepeated: Bool = false
  ) -> Outcome {
    switch (answer, holding) {
    case (.accepted, _), (_, .ours): .recorded
    case (_, .other): .moved
    case (.declined, .expected): isRepeated ? .unknown : .refused
    case (.lost, .expected): mayPushAgain ? .pushAgain : .unknown
    case (_, .unknown), (_, nil): .unknown
    }
  }
}
