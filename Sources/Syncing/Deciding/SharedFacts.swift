import Configuration
import Domain
import Git
import Queueing
import Scheduling

/// What decisions on many bindings have in common, found out once for all of them.
final class SharedFacts {
  private let situation: Situation
  private let epochs: ConfigurationEpochs
  private var allFreezes: FreezeRules?
  private var nextDates: [Schedule: NextDate?] = [:]
  private var positions: [Timestamp: Int?] = [:]
  private var ancestries: [Ancestry: Bool] = [:]

  private struct Ancestry: Hashable {
    var ancestor: ObjectID
    var descendant: ObjectID
  }

  init(_ situation: Situation) {
    self.situation = situation
    epochs = ConfigurationEpochs(line: situation.line, history: situation.history)
  }

  /// What the freezes at head do to a binding.
  func freezes(of binding: BindingID) throws -> FreezeRules {
    let all = try allFreezes ?? FreezeRules(situation.configuration.freezes)
    allFreezes = all
    return all.covering(binding)
  }

  /// The next date of a schedule under a binding's freezes.
  func next(_ schedule: Schedule, freezes: FreezeRules) throws -> NextDate? {
    guard freezes.spans.isEmpty else {
      return try Due.next(schedule, after: situation.now, freezes: freezes)
    }
    if let known = nextDates[schedule] { return known }
    let next = try Due.next(schedule, after: situation.now, freezes: freezes)
    nextDates[schedule] = .some(next)
    return next
  }

  /// The latest occurrence of the binding that counts; with freezes, that none of them skips.
  func latestOccurrence(of queue: BindingQueue, freezes: FreezeRules?) throws -> Timestamp? {
    var schedules = ScheduleHistory(of: queue.binding.id, epochs: epochs)
    return try Due.latestOccurrence(
      countsAfter: queue.record?.baselineAt, freezes: freezes, notAfter: situation.now
    ) { try schedules.next() }
  }

  /// The position of the newest commit whose committer time is not after the instant.
  func newest(notAfter instant: Timestamp) throws -> Int? {
    if let known = positions[instant] { return known }
    let position = try situation.line.newest(notAfter: instant)
    positions[instant] = .some(position)
    return position
  }

  /// Whether one commit contains another, which may take a walk through all of history.
  func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) throws -> Bool {
    let question = Ancestry(ancestor: ancestor, descendant: descendant)
    if let known = ancestries[question] { return known }
    let answer = try situation.repository.isAncestor(ancestor, of: descendant)
    ancestries[question] = answer
    return answer
  }
}
