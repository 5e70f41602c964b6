import Domain
package import Queueing
package import Scheduling

/// When something is deployed next to each binding, for commands that decide nothing.
package struct NextDates {
  private let situation: Situation
  private let decider: Decider

  package init(_ situation: Situation) {
    self.situation = situation
    decider = Decider(situation)
  }

  /// The next date; nil where none applies. While a binding is frozen, what its date waits for is
  /// told by the decision on it.
  package func next(of queue: BindingQueue) throws -> NextDate? {
    let facts = decider.facts
    let freezes = try facts.freezes(of: queue.binding.id)
    if freezes.stretch(at: situation.now) != nil { return try decider.decide(queue).nextDate }
    return try queue.binding.deployment.schedule.flatMap { try facts.next($0, freezes: freezes) }
  }
}
