import Domain
import Fixtures
import Scheduling

/// The freezes of a configuration, whole days in UTC, with answers of their own to what they mean.
struct ModelFreezes: Hashable {
  struct Freeze: Hashable {
    /// Days since 1970-01-01, both inside.
    var days: ClosedRange<Int64>
    /// Nil for all targets.
    var target: String?
    var skips: Bool
  }

  var all: [Freeze] = []

  /// Freezes around a time.
  static func random(around now: Timestamp, _ generator: inout SeededGenerator) -> ModelFreezes {
    let today = now.seconds / 86_400
    let count = Int.random(in: 0...2, using: &generator)
    return ModelFreezes(
      all: (0..<count).map { _ in
        let first = today + Int64.random(in: -3...20, using: &generator)
        return Freeze(
          days: first...(first + Int64.random(in: 0...12, using: &generator)),
          target: generator.pick([nil, "alpha", "beta"]) ?? nil, skips: generator.chance(35))
      })
  }

  /// Whether a freeze holds the instant on the target.
  func holds(_ instant: Int64, _ target: String) -> Bool {
    all.contains { $0.covers(instant, target) }
  }

  func skips(_ instant: Int64, _ target: String) -> Bool {
    all.contains { $0.skips && $0.covers(instant, target) }
  }

  /// When an occurrence that is not skipped may run.
  func start(_ occurrence: Int64, _ target: String) -> Int64 {
    var start = occurrence
    while holds(start, target) { start = (start / 86_400 + 1) * 86_400 }
    return start
  }

  /// The lines of the file; those on targets that no item has would be errors.
  func yaml(targets: Set<String>) -> [String] {
    let lines = all.compactMap { freeze -> String? in
      let from = LocalDate(dayNumber: Int(freeze.days.lowerBound))
      let to = LocalDate(dayNumber: Int(freeze.days.upperBound))
      if let target = freeze.target, !targets.contains(target) { return nil }
      let target = freeze.target.map { ", targets: [\($0)]" } ?? ""
      let effect = freeze.skips ? ", onFreeze: skip" : ""
      return "    - { from: \(from), to: \(to), reason: random\(target)\(effect) }"
    }
    return lines.isEmpty ? [] : ["  freezes:"] + lines
  }
}

extension ModelFreezes.Freeze {
  fileprivate func covers(_ instant: Int64, _ target: String) -> Bool {
    (self.target ?? target) == target && days.contains(instant / 86_400)
  }
}
