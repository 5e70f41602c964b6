import Domain

extension BindingPlan {
  /// Why an object is not brought that nothing is wrong with.
  package static let waitsForOthers =
    "it is ready, and goes live only together with all objects of the binding"

  /// Whether nothing of it goes live, although some of it could: the target takes all or nothing, and
  /// an object is blocked.
  package var isHeldWhole: Bool { goesLiveAsWhole && !blocked.isEmpty && !writing.isEmpty }

  /// A clause that says what holds it all; nil where it is not held.
  package var reasonHeldWhole: String? {
    guard isHeldWhole, let first = blocked.first else { return nil }
    let more = blocked.count > 1 ? ", and \(blocked.count - 1) more stand in the way" : ""
    return "nothing of it goes live: \(first.sentence)\(more)"
  }

  /// Whether a run would end as refused, and not as failed, for what holds it all.
  package var isRefusedWhole: Bool {
    isHeldWhole
      && blocked.allSatisfy { if case .impossible = $0.verdict { false } else { true } }
  }
}

extension PlannedObject {
  /// Its path and what blocks it.
  fileprivate var sentence: String {
    switch verdict {
    case .proceed: path.quoted
    case .drift(let clause), .occupied(let clause), .impossible(let clause),
      .unsupported(let clause):
      path.quoted + (clause.isPredicate ? " " : ": ") + clause
    }
  }
}

extension String {
  /// Whether it is a clause that follows the name of an object.
  var isPredicate: Bool { ["is ", "was ", "cannot "].contains { hasPrefix($0) } }
}
