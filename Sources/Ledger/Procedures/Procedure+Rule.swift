package import Domain

/// What comes next in a procedure, decided from its steps alone.
extension Procedure {
  package enum Next: Sendable, Hashable {
    /// People do this step, counted from 1, and confirm it.
    case confirm(Int)
    /// The content is brought by this step, counted from 1.
    case sync(Int)
    /// All is done, and only its end is not recorded.
    case end
  }

  package var next: Next {
    guard let index = steps.firstIndex(where: { $0.done == nil }) else { return .end }
    return steps[index].isSync ? .sync(index + 1) : .confirm(index + 1)
  }

  /// The number of the next step; nil where all are done.
  package var nextNumber: Int? {
    switch next {
    case .confirm(let number), .sync(let number): number
    case .end: nil
    }
  }

  /// What the next step asks of people; nil where it asks nothing.
  package var nextManual: String? {
    if case .confirm(let number) = next { steps[number - 1].manual } else { nil }
  }

  /// Whether the content was brought.
  package var isSynced: Bool { steps.contains { $0.isSync && $0.done != nil } }

  /// `step 2 of 3`, or `all 3 steps` where all are done.
  package var position: String {
    nextNumber.map { "step \($0) of \(steps.count)" } ?? "all \(steps.count) steps"
  }

  /// The same with this step confirmed; nil where it is not the next one, or not for people.
  package func confirming(_ number: Int, by: String, at: Timestamp) -> Procedure? {
    guard next == .confirm(number) else { return nil }
    var copy = self
    copy.steps[number - 1].done = Mark(by: by, at: at)
    return copy
  }

  /// The same after a run brought the content; nil where that is not the next step.
  package func synced(by run: String, of person: String, at: Timestamp) -> Procedure? {
    guard case .sync(let number) = next else { return nil }
    var copy = self
    copy.steps[number - 1].done = Mark(by: person, at: at, run: run)
    return copy
  }

  /// The same, given up.
  package func abandoned(by: String, at: Timestamp, reason: String) -> Procedure {
    var copy = self
    copy.abandoned = Abandonment(by: by, at: at, reason: reason)
    return copy
  }

  /// When the last thing was done in it, ISO 8601.
  package var lastAt: String { steps.compactMap(\.done?.at).last ?? begunAt }
}
