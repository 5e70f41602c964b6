import Domain
import Git
import Ledger
import Queueing

extension PlaceExplainer {
  /// Of what a procedure brings.
  func walked(_ standing: ProcedureStanding) throws -> Explanation.Place {
    guard let open = standing.open else {
      return waiting(
        "it is deployed by a procedure, which nobody has begun since it was merged", standing)
    }
    let pinned = open.allCommits[source.name]
    let isIncluded = try pinned.map { pinned in
      try situation.repository.contains(pinned)
        && situation.repository.isAncestor(commit, of: pinned)
    }
    guard !open.isSynced, isIncluded == true else {
      return waiting(
        "it was merged after its procedure was begun with the commit \(open.commit.prefix(10)), and "
          + "waits for the next one; this one is at \(open.position)", standing)
    }
    return waiting("its procedure brings it, and is at \(open.clause)", standing)
  }

  private func waiting(_ why: String, _ standing: ProcedureStanding) -> Explanation.Place {
    Explanation.Place(
      binding: queue.binding.id, state: .queued, why: why, next: standing.command, run: nil,
      date: nil)
  }
}
