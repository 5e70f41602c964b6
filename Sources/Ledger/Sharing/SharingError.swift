package import Domain

/// What can be wrong between a ledger and its copy.
package enum SharingError: ExplainedError {
  /// There is no copy here, and the remote was not asked whether it has a ledger.
  case neverAsked(LedgerLocation)
  /// The copy was here, and is not any more.
  case copyLost(LedgerLocation, ObjectID)
  /// The remote has no ledger of this name, and a branch beside it that may be one.
  case elsewhere(LedgerLocation, String)
  /// The ledger of a remote was seen here, and this repository has no remote any more.
  case remoteGone(LedgerLocation, String, ObjectID)
  /// The copy is older than what was seen before.
  case copyBehind(LedgerLocation, seen: ObjectID, found: ObjectID)
  /// The remote had a ledger, and has none now.
  case deleted(LedgerLocation, ObjectID)
  /// The ledger does not contain what it did.
  case rewritten(LedgerLocation, seen: ObjectID, found: ObjectID)
  /// This repository has steps that the remote's ledger does not have; `isAhead` where they only
  /// need to be pushed.
  case unshared(LedgerLocation, own: ObjectID, isAhead: Bool)
  /// The remote does not take the step.
  case refused(LedgerLocation, words: [String])
  /// No push of the step was answered, and the remote did not have it when it was asked after that.
  case unanswered(LedgerLocation, words: [String])
  /// Whether the remote has the step is not known.
  case unknownOutcome(LedgerLocation, words: [String])
  /// The remote named a commit that it did not send.
  case notSent(LedgerLocation, ObjectID)

  package var category: FailureCategory {
    if case .refused = self { .failed } else { .unreadable }
  }

  package var message: String {
    switch self {
    case .neverAsked(let at):
      "there is no copy of the ledger of \(at.shownRemote) here, and it was not asked for one"
    case .copyLost(let at, let tip):
      "the copy of the ledger of \(at.shownRemote) is gone here; it was at \(tip.short)"
    case .elsewhere(let at, let other):
      "\(at.shownRemote) has no ledger \(at.branch), and has \(other)"
    case .remoteGone(_, let remote, let tip):
      "this repository has no remote any more, and the ledger of \(remote) was seen here before, at \(tip.short)"
    case .copyBehind(let at, let seen, let found):
      "the copy of the ledger of \(at.shownRemote) is at \(found.short) here, which is older than \(seen.short), seen before"
    case .deleted(let at, let tip):
      "\(at.shownRemote) has no ledger any more; it was at \(tip.short) when it was seen last"
    case .rewritten(let at, let seen, let found):
      "the ledger of \(at.shownRemote) was rewritten: it is at \(found.short), which does not contain \(seen.short), seen here before"
    case .unshared(let at, let own, true):
      "this repository has a ledger of its own at \(own.short), and the copy of that of \(at.shownRemote) does not have its newest steps"
    case .unshared(let at, let own, false):
      "this repository has a ledger of its own at \(own.short), and that of \(at.shownRemote) is another one"
    case .refused(let at, _): "\(at.shownRemote) does not take what was to be recorded"
    case .unanswered(let at, _):
      "\(at.shownRemote) has not recorded this step: no push of it was answered"
    case .unknownOutcome(let at, _):
      "it is not known whether \(at.shownRemote) has recorded this step: no answer came"
    case .notSent(let at, let commit):
      "\(at.shownRemote) says that its ledger is at \(commit.short), and did not send that"
    }
  }

  package var causes: [String] {
    switch self {
    case .refused(_, let words), .unanswered(_, let words), .unknownOutcome(_, let words): words
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .neverAsked: ["run it with --fetch, which asks"]
    case .elsewhere(let at, let other):
      [
        "if `ledger.ref` in deploysync.yaml was changed, give the ledger its new name: `git fetch \(at.shownRemote) \(other)`, then `git push \(at.shownRemote) FETCH_HEAD:\(at.name)`",
        "begin one beside it: `deploysync ledger sync --accept none`",
      ]
    case .remoteGone(let at, let remote, let tip):
      [
        "bring the remote back: `git remote add \(remote) URL`",
        "or go on without it: `git branch \(at.branch) \(tip.hex)`",
      ]
    case .copyLost, .copyBehind: ["run it with --fetch, which asks the remote"]
    case .deleted(let at, let tip):
      [
        "bring it back as it was: `git push \(at.shownRemote) \(tip.hex):\(at.name)`",
        "begin a new one, if it was deleted on purpose: `deploysync ledger sync --accept none`",
      ]
    case .rewritten(let at, let seen, let found):
      [
        "find out who did that; see what is different: `git log \(found.short)...\(seen.short)`",
        "bring back what was seen here: `git push --force \(at.shownRemote) \(seen.hex):\(at.name)`",
        "accept it, if it was done on purpose: `deploysync ledger sync --accept \(found.hex)`",
      ]
    case .unshared(_, _, true): ["bring both together: `deploysync ledger sync`"]
    case .unshared(let at, _, false):
      [
        "put it aside: `git branch --move \(at.branch) ledger-of-this-clone`",
        "then record in the shared one what the targets have: `deploysync baseline ITEM@TARGET --infer`",
      ]
    case .refused(let at, _):
      ["allow pushes to \(at.name) for whoever deploys, and forbid forced ones"]
    case .unanswered(let at, _):
      [
        "see whether you may push to \(at.name) there, and run it again: the first thing it does is to find out whether a push came late"
      ]
    case .unknownOutcome:
      ["run it again when the remote can be reached: the first thing it does is to find out"]
    case .notSent: ["run it again"]
    }
  }
}

extension LedgerLocation {
  /// For sentences; every location that one of these errors is about has a remote.
  var shownRemote: String { remote ?? "this repository" }
}
