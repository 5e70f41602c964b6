package import Domain
import Git
package import Ledger
import Queueing

/// How the procedure of a binding stands, for whoever asks about the binding.
package struct ProcedureStanding: Sendable, Hashable {
  /// The steps of the item at head.
  package var steps: [ProcedureStep]
  /// The procedure that is open; nil where none is.
  package var open: Procedure?
  /// The command that walks through it.
  package var command: String

  /// A clause for a binding that no other run deploys.
  var reason: String {
    guard let open else {
      return
        "its procedure of \(steps.count == 1 ? "1 step" : "\(steps.count) steps") is to be begun"
    }
    return "its procedure is at \(open.clause)"
  }
}

extension Procedure {
  /// `step 2 of 3 (Announce it) since 2026-12-01T10:00:00Z, begun by olga@example.com with the
  /// commit 1f2e3d4c5b`.
  package var clause: String {
    let what =
      switch next {
      case .confirm: nextManual.map { " (\($0))" } ?? ""
      case .sync: " (bring the content)"
      case .end: ""
      }
    return "\(position)\(what) since \(lastAt), begun by \(begunBy) with the commit "
      + "\(commit.prefix(10))"
  }
}

extension Decider {
  /// What the procedure of a special binding would bring: the commit that it was begun with, or
  /// head.
  func special(_ queue: BindingQueue) throws -> Decided {
    let id = queue.binding.id
    guard let open = try situation.procedure(of: id), !open.isSynced else {
      var decided = Decided(try adHoc(queue), others: situation.otherHeads)
      decided.procedure = try standing(queue)
      return decided
    }
    var decided = try pinned(open, queue)
    decided.procedure = try standing(queue)
    return decided
  }

  /// The same for everybody who does not walk through it: it waits.
  func waiting(_ decided: Decided, _ queue: BindingQueue) throws -> Decided {
    guard let standing = decided.procedure else { return decided }
    var waiting = decided
    waiting.nextDate = nil
    let reason = standing.reason + ": \(standing.command)"
    switch decided.decision {
    case .deploy: waiting.decision = .notDue(why: reason)
    case .unchanged where standing.open != nil: waiting.decision = .notDue(why: reason)
    case .frozen where standing.open?.isSynced == true:
      waiting.decision = .notDue(why: reason)
    case .unchanged, .notDue, .frozen, .refused: break
    }
    return waiting
  }

  private func standing(_ queue: BindingQueue) throws -> ProcedureStanding {
    let id = queue.binding.id
    return ProcedureStanding(
      steps: queue.item.procedure, open: try situation.procedure(of: id),
      command: "deploysync apply \(ShellWord.quoted(id.description))")
  }

  /// The commits that a procedure was begun with, if they may still be deployed.
  private func pinned(_ open: Procedure, _ queue: BindingQueue) throws -> Decided {
    let hint =
      "deploysync apply \(ShellWord.quoted(queue.binding.id.description)) --abandon REASON"
    let commits = open.allCommits
    guard let commit = commits[Repositories.control], situation.repository.contains(commit),
      try facts.isAncestor(commit, of: situation.head)
    else {
      return Decided(
        .refused(
          why: "the branch no longer contains the commit \(open.commit.prefix(10)), with which its "
            + "procedure was begun", hint: hint))
    }
    for (name, old) in (queue.record?.commits ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let pinned = commits[name] else { continue }
      guard situation.repository.contains(pinned), try facts.isAncestor(old, of: pinned) else {
        return Decided(
          .refused(
            why: "the commit \(pinned.short), with which its procedure was begun, does not contain "
              + "the deployed commit \(old.short): a run never goes back", hint: hint))
      }
    }
    var notes: [String] = []
    if commit != situation.head, try hasNewer(than: commit, queue) {
      notes.append(
        "it goes on with the commit \(commit.short), with which its procedure was begun; what was "
          + "merged since waits for the next one")
    }
    return Decided(
      .deploy(commit: commit, occurrence: nil), notes: notes,
      others: commits.filter { $0.key != Repositories.control })
  }

  private func hasNewer(than commit: ObjectID, _ queue: BindingQueue) throws -> Bool {
    try (queue.entries ?? []).contains { entry in
      guard entry.status == .queued, entry.repository == Repositories.control else { return false }
      return try !facts.isAncestor(entry.commit, of: commit)
    }
  }
}
