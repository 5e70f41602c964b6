import Domain
import Ledger
import Syncing

extension RandomSequence {
  /// No object returns to an older version.
  func checkLevels(
    _ report: ApplyRun.Report, _ before: SequenceSnapshot, _ after: SequenceSnapshot
  ) throws {
    for target in Self.targets {
      let (old, new) = (before.live[target] ?? [:], after.live[target] ?? [:])
      for place in Set(old.keys).union(new.keys) where old[place] != new[place] {
        let claims = after.claims[target]?[place] ?? before.claims[target]?[place] ?? []
        for claim in claims {
          guard let index = index(of: claim.binding, in: report) else { continue }
          let level = levels[target]?[place] ?? 0
          try require(
            index >= level, "\(place) on \(target) went back from \(level) to \(index)")
        }
      }
      for (place, claims) in after.claims[target] ?? [:] {
        for claim in claims where claim.version == new[place] {
          if let index = index(of: claim.binding, in: report) {
            levels[target, default: [:]][place] = max(levels[target]?[place] ?? 0, index)
          }
          for taken in after.records[claim.binding]?.takenOver ?? [] where taken.path == claim.path
          {
            guard let index = line.index(of: taken.commit),
              line.commits[index].files[claim.path.text] == claim.version
            else { continue }
            levels[target, default: [:]][place] = max(levels[target]?[place] ?? 0, index)
          }
        }
      }
    }
  }

  /// The commit that a run brought to a binding, where it was not only partly done.
  private func index(of binding: BindingID, in report: ApplyRun.Report) -> Int? {
    guard let result = report.record.bindings.first(where: { $0.binding == binding }) else {
      return nil
    }
    guard [.applied, .unchanged].contains(result.outcome) else { return nil }
    return result.to.flatMap { ObjectID(hex: $0) }.flatMap { line.index(of: $0) }
  }
}
