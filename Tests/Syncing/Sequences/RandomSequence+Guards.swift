import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Syncing

extension RandomSequence {
  /// All bindings that are configured at head, broken items aside.
  var bindings: [BindingID] {
    current.items.flatMap { item in
      item.bindings.keys.sorted().map { BindingID(item: item.name, target: $0) }
    }
  }

  /// Holds a queued entry.
  func hold() throws {
    guard line.commits.last?.configuration != nil, let binding = generator.pick(bindings) else {
      return
    }
    let entries = try sandbox.queue(binding.description)?.entries ?? []
    // A new one more often: what is held for long keeps much else out.
    guard let entry = generator.pick(entries.prefix(generator.chance(50) ? 2 : entries.count))
    else { return }
    let isHeld = try SequenceSnapshot(sandbox).holds(self, binding).contains(entry.commit)
    steps.append("\(sandbox.now) hold \(entry.commit.short) on \(binding)")
    let refusal = try refusal(of: "hold") {
      try sandbox.hold(binding.description, [entry.commit])
    }
    // Of what changes no file there is nothing to keep out.
    let isRefused = isHeld || entry.paths.isEmpty
    try require((refusal != nil) == isRefused, "the hold ended as \(refusal?.message ?? "done")")
  }

  /// Releases what is held on a binding, one entry or all.
  func release() throws {
    guard line.commits.last?.configuration != nil else { return }
    let snapshot = try SequenceSnapshot(sandbox)
    let held = bindings.filter { !snapshot.holds(self, $0).isEmpty }
    guard let binding = generator.pick(held) else { return }
    let all = snapshot.holds(self, binding).sorted { $0.hex < $1.hex }
    let some = generator.chance(50) ? all : generator.pick(all).map { [$0] } ?? []
    try release(some, of: binding)
  }

  func release(_ entries: [ObjectID], of binding: BindingID) throws {
    steps.append(
      "\(sandbox.now) release \(entries.map(\.short).joined(separator: ", ")) on \(binding)")
    let refusal = try refusal(of: "release") {
      try sandbox.release(binding.description, entries)
    }
    if let refusal { throw fail("the release was refused: \(refusal.message)") }
    let left = try SequenceSnapshot(sandbox).holds(self, binding)
    try require(left.isDisjoint(with: entries), "what was released is held")
  }

  func lockOne() throws {
    guard line.commits.last?.configuration != nil, let binding = generator.pick(bindings) else {
      return
    }
    steps.append("\(sandbox.now) lock \(binding)")
    let wasLocked = try SequenceSnapshot(sandbox).isLocked(binding, self)
    let refusal = try refusal(of: "lock") {
      try sandbox.lock(binding.description, reason: "random")
    }
    try require((refusal != nil) == wasLocked, "the lock ended as \(refusal?.message ?? "done")")
    try require(try SequenceSnapshot(sandbox).isLocked(binding, self), "\(binding) is not locked")
  }

  func unlockOne() throws {
    guard line.commits.last?.configuration != nil else { return }
    let snapshot = try SequenceSnapshot(sandbox)
    guard let binding = generator.pick(bindings.filter { snapshot.isLocked($0, self) }) else {
      return
    }
    try unlock(binding)
  }

  func unlock(_ binding: BindingID) throws {
    steps.append("\(sandbox.now) unlock \(binding)")
    let refusal = try refusal(of: "unlock") { try sandbox.unlock(binding.description) }
    if let refusal { throw fail("the unlock was refused: \(refusal.message)") }
    try require(!(try SequenceSnapshot(sandbox).isLocked(binding, self)), "\(binding) is locked")
  }

  /// Does what writes to no target, and gives the refusal where there is one: then nothing at all
  /// may have been written.
  private func refusal(
    of what: String, _ body: () throws -> some Any
  ) throws -> (any ExplainedError)? {
    let before = try SequenceSnapshot(sandbox)
    do {
      _ = try body()
    } catch let error as any ExplainedError {
      steps.append("  refused: \(error.message)")
      try checkNothingDone(since: before)
      return error
    }
    let after = try SequenceSnapshot(sandbox)
    try require(before.live == after.live, "\(what) wrote to a target")
    try require(before.claims == after.claims, "\(what) changed what is recorded")
    return nil
  }

  /// What is locked is as it was, whatever the step was.
  func checkLocked(_ snapshot: SequenceSnapshot) throws {
    defer { last = snapshot }
    guard let last else { return }
    for binding in last.locked.intersection(snapshot.locked) {
      try require(
        last.files[binding] == snapshot.files[binding]
          && last.records[binding]?.commits ?? [:] == snapshot.records[binding]?.commits ?? [:]
          && last.records[binding]?.leftBehind ?? []
            == snapshot.records[binding]?.leftBehind ?? [],
        "\(binding) is locked and its record changed")
    }
  }
}
