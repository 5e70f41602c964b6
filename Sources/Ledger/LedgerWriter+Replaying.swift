package import Domain
import Git

extension LedgerWriter {
  /// Appends one transition to this state, or to a later one that differs from it only in what has
  /// nothing to do with these targets: what was decided still holds there. Nil where it does not, so
  /// that the caller decides anew.
  ///
  /// Bindings of one target share its objects, so the target and not the binding is what counts.
  ///
  /// - Parameter pause: Waits a moment after each lost race. After a thousand of them it is given up
  ///   with `LedgerError.contended`.
  package func append(
    _ transition: LedgerTransition, to snapshot: LedgerSnapshot, concerning targets: Set<String>,
    at now: Timestamp, pause: () -> Void
  ) throws -> LedgerSnapshot? {
    var base = snapshot
    for _ in 0..<1_000 {
      if let next = try append(transition, to: base, at: now) { return next }
      let newest = try LedgerSnapshot.read(location, in: base.repository)
      guard try !newest.differs(from: snapshot, concerning: targets) else { return nil }
      base = newest
      pause()
    }
    throw LedgerError.contended
  }
}

extension LedgerSnapshot {
  /// Whether something differs that a decision about these targets depends on: anything but what is
  /// recorded, held or locked of other targets, and the records of runs.
  func differs(from old: LedgerSnapshot, concerning targets: Set<String>) throws -> Bool {
    /// Nil where it takes more of the path to tell.
    func concerns(_ path: GitPath) -> Bool? {
      let parts = path.components
      switch parts.first.map({ String(decoding: $0, as: UTF8.self) }) {
      case "runs": return false
      case "deployed", "leases", "intended", "locks", "latest", "procedures":
        guard parts.count > 1 else { return nil }
        return targets.contains(String(decoding: parts[1], as: UTF8.self))
      default: return true
      }
    }
    var found = false
    try repository.compareTrees(
      old.tree, tree,
      enter: { folder in
        if found { return false }
        let answer = concerns(folder)
        found = answer ?? false
        return answer == nil
      },
      visit: { found = found || concerns($0.path) ?? true })
    return found
  }
}
