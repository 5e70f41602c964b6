import Configuration
import Domain
import Faults
import Ledger

extension ApplyRun.Surroundings {
  /// Decides on the newest ledger and appends one step of no run; decides anew where somebody else
  /// was first. Throws what `decide` throws, and `LedgerError.contended` after many lost races.
  func transact<Answer>(
    _ decide: (Situation, Identity) throws -> (transition: LedgerTransition, answer: Answer)
  ) throws -> Answer {
    for _ in 0..<200 {
      let situation = try Situation.read(repository, branch: branch, now: now())
      let identity = try identify(situation)
      var (transition, answer) = try decide(situation, identity)
      transition.decided(at: situation.head, others: situation.otherHeads)
      let writer = writer(situation, identity)
      FaultPoint.stepBefore.pass()
      if try writer.append(transition, to: situation.ledger, at: situation.now) != nil {
        FaultPoint.stepRecorded.pass()
        return answer
      }
      pause()
      try refresh()
    }
    throw LedgerError.contended
  }
}
