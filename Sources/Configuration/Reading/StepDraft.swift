import Domain

/// A step of an exception as read on its own, before it is compared with the others.
struct StepDraft {
  var kind: ExceptionPolicy.StepKind
  /// Where its name is.
  var position: Position
  /// nil where it could not be read, as the number of approvals.
  var by: ExceptionPolicy.Takers?
  /// Where `by` is, or else its name.
  var byPosition: Position
  var approvals: Int?

  /// The step, where nothing is wrong with it.
  var step: ExceptionPolicy.Step? {
    guard let by, let approvals else { return nil }
    return ExceptionPolicy.Step(kind: kind, by: by, approvals: approvals)
  }
}

extension ValueReader {
  /// Notes it where the impact is not the first step; `list` is where the steps are.
  mutating func checkOrder(_ steps: [StepDraft], at list: Position) {
    let reason = ", since every step after it is bound to what it records"
    guard let index = steps.firstIndex(where: { $0.kind == .impact }) else {
      error("expected `impact` as the first step\(reason), found none", at: list)
      return
    }
    guard index > 0 else { return }
    error(
      "expected `impact` as the first step\(reason), found it behind "
        + "\(steps[0].kind.rawValue.inCode)",
      at: steps[index].position)
  }

  /// Notes it where nobody could complete a chain in which nobody takes two steps, the request and
  /// the confirmation of the requester aside.
  ///
  /// The requester can be anybody, so one is found who is in no list; it is the steps with lists
  /// that compete for people.
  mutating func checkDistinct(_ steps: [StepDraft]) {
    for step in steps where step.by == .requester {
      switch step.kind {
      case .impact:
        error(
          "nobody could complete an exception: the requester cannot take `impact` too where "
            + "`distinct` is true",
          at: step.byPosition)
      case .decision:
        error(
          "nobody approves their own request where `distinct` is true, expected e-mail addresses",
          at: step.byPosition)
      case .confirmation: continue
      }
    }
    guard let shortage = Shortage.smallest(of: steps) else { return }
    error(
      "nobody could complete an exception: \(shortage.kinds.enumeration) need "
        + "\(shortage.needed) different people where `distinct` is true, found \(shortage.found)",
      at: shortage.position)
  }
}

/// Steps that together name fewer people than they need.
private struct Shortage {
  var kinds: [String]
  var needed: Int
  var found: Int
  /// Where the last of the steps names its people.
  var position: Position

  /// That of the fewest steps, at least two; nil where different people can take all steps, which
  /// is so just if there is none (Hall's marriage theorem).
  static func smallest(of steps: [StepDraft]) -> Shortage? {
    let named = steps.compactMap { step -> (step: StepDraft, people: Set<String>, needed: Int)? in
      guard case .people(let people) = step.by, let needed = step.approvals else { return nil }
      return (step, Set(people.map(Addresses.identity)), needed)
    }
    // At most three kinds of steps, so at most four choices of two or more.
    let choices = (0..<(1 << named.count)).filter { $0.nonzeroBitCount > 1 }
    for choice in choices.sorted(by: { $0.nonzeroBitCount < $1.nonzeroBitCount }) {
      let chosen = named.indices.filter { choice & (1 << $0) != 0 }.map { named[$0] }
      let needed = chosen.reduce(0) { $0 + $1.needed }
      let people = chosen.reduce(into: Set()) { $0.formUnion($1.people) }
      guard people.count < needed, let last = chosen.last else { continue }
      return Shortage(
        kinds: chosen.map(\.step.kind.rawValue), needed: needed, found: people.count,
        position: last.step.byPosition)
    }
    return nil
  }
}
