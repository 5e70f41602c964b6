import Domain
import Exceptions
import Fixtures
import Git
import Ledger
import Queueing

@testable import Syncing

extension ExceptionSequence {
  /// An exception from its request to its deployment; entries that others need are taken too, or
  /// it is given up. With `newest` one of the last entries is asked for.
  func carry(newest: Bool = false) throws {
    bench.now = bench.now + 60
    let queue = try bench.queue()
    var only: [ObjectID] = []
    if newest || generator.chance(75) {
      let all = (queue.entries ?? []).filter { $0.status != .configuration }
      let candidates = newest ? Array(all.prefix(3)) : all
      for _ in 0..<(newest ? 1 : Int.random(in: 1...2, using: &generator)) {
        if let entry = generator.pick(candidates), !only.contains(entry.commit) {
          only.append(entry.commit)
        }
      }
      guard !only.isEmpty else { return }
    }
    guard let id = try requested(&only) else { return }
    let what = only.isEmpty ? "all" : only.map(\.short).joined(separator: " ")
    steps.append("exception \(id): \(what)")
    var mayBeVoid = false
    try untouched { try bench.impact(id) }
    if generator.chance(25) { mayBeVoid = try mergeSomething() || mayBeVoid }
    do {
      try untouched { try bench.decide(id) }
      if generator.chance(25) { mayBeVoid = try mergeSomething() || mayBeVoid }
      try untouched { try bench.take(.confirmation, of: id) }
      let report = try untouched { try bench.deploy(id) }
      try require(
        report.record.bindings.allSatisfy { [.applied, .unchanged].contains($0.outcome) },
        "\(id) ended as \(report.record.bindings)")
    } catch ExceptionError.void(_, let breaks) {
      let isExpected = breaks.allSatisfy { if case .entryReverted = $0 { true } else { false } }
      try require(mayBeVoid && isExpected, "\(id) is void: \(breaks.map(\.reason))")
      steps.append("\(id) is void: \(breaks.map(\.reason))")
      return
    }
    try checkCarried(id, only)
  }

  /// Requests it, with what the chosen entries need; nil where that is refused.
  private func requested(_ only: inout [ObjectID]) throws -> String? {
    do {
      return try untouched { try bench.request(only: only) }
    } catch ExceptionError.needsOthers(let others, _) {
      if generator.chance(15) { return nil }
      only += others.map(\.entry.commit)
      return try untouched { try bench.request(only: only) }
    } catch ExceptionError.nothingQueued {
      return nil
    } catch ExceptionError.notQueued(let entry) {
      try require(
        ![.queued, .held].contains(entry.status), "\(entry.commit.short) is \(entry.status)")
      return nil
    } catch ExceptionError.cannotTake(.doesNotFit(let entry, let paths), _) {
      let carried = try bench.record()?.carried ?? []
      try require(
        wasHeld || !carried.isEmpty, "\(entry.commit.short) does not fit, in \(paths)")
      return nil
    } catch ExceptionError.cannotTake {
      try require(wasHeld, "something is held that nobody held")
      return nil
    }
  }

  /// What was asked for is queued no longer, and the target has the tree that was agreed to.
  private func checkCarried(_ id: String, _ only: [ObjectID]) throws {
    let situation = try bench.situation()
    guard let chain = try situation.ledger.exception(id),
      let agreed = chain.impact?.step.impact?.bindings.first, let record = try bench.record()
    else { throw fail("\(id) is not there") }
    try require(record.tree.hex == agreed.tree, "the target has not the tree of \(id)")
    try require(chain.steps.last?.step.step == .deployment, "\(id) is not used up")
    let queue = try bench.queue()
    let stay = (queue.entries ?? []).filter {
      only.contains($0.commit) && $0.status == .queued && !record.carried.contains($0.commit)
    }
    try require(stay.isEmpty, "\(stay.map(\.commit.short)) are still queued after \(id)")
    let again = refusal { try bench.deploy(id) }
    try require(!again.isEmpty, "\(id) was deployed twice")
  }

  func holdSomething() throws {
    let entries = (try bench.queue().entries ?? []).filter { $0.status == .queued }
    guard let entry = generator.pick(entries) else { return }
    let live = Self.lines(try bench.live())
    try untouched { _ = try bench.hold(entry.commit) }
    wasHeld = true
    steps.append("hold \(entry.commit.short)")
    withheld[entry.commit] = Set(
      introducers.filter { $0.value.contains(entry.commit) }.keys
    ).subtracting(live)
  }

  func releaseSomething() throws {
    guard let hold = generator.pick(try bench.record()?.held ?? []) else { return }
    try release(hold.commit)
  }

  func release(_ commit: ObjectID) throws {
    withheld[commit] = nil
    let queue = try bench.queue()
    guard queue.entries?.contains(where: { $0.commit == commit }) == true else {
      throw fail("the held \(commit.short) is not in the queue")
    }
    try untouched { _ = try bench.release(commit) }
    steps.append("release \(commit.short)")
  }

  /// Sets the clock to some hours after the next first of a month.
  func goToNextDate(hours: Int64) throws {
    guard let next = try Decider(bench.situation()).decide(bench.queue()).next else {
      throw fail("there is no next date")
    }
    bench.now = next + hours * 3600 + 60
    steps.append("it is \(bench.now.iso8601)")
  }

  /// A regular run. What an exception carried stays, whatever commit the run deploys.
  func run() throws {
    bench.now = bench.now + 60
    let before = try bench.record()
    let lines = Self.lines(try bench.live())
    let report = try untouched { try bench.apply() }
    guard let result = report.record.bindings.first else { throw fail("the run has no binding") }
    steps.append("run: \(result.outcome.rawValue), \(result.why ?? "")")
    try require(
      [.applied, .unchanged, .notDue, .refused].contains(result.outcome),
      "the run ended as \(result.outcome): \(result.why ?? "")")
    guard let old = before, let new = try bench.record(), let commit = new.commit else { return }
    let lacking = try old.carried.filter {
      try !bench.repository.isAncestor($0, of: new.commits[old.repository(of: $0)] ?? commit)
    }
    try require(
      lacking.allSatisfy(new.carried.contains), "a carried entry is forgotten: \(lacking)")
    let carried = Set(
      introducers.filter { !Set($0.value).isDisjoint(with: lacking) }.keys
    ).intersection(lines)
    let now = Self.lines(try bench.live())
    try require(carried.isSubset(of: now), "\(carried.subtracting(now)) was taken back")
  }
}
