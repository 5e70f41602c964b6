import Domain
import Fixtures
import Git
import Ledger

/// Writes a ledger of random runs, step by step as the commands that write it do.
final class RandomLedger {
  let chain: Chain
  private var generator: Fixtures.SeededGenerator
  private var records: [BindingID: DeploymentRecord] = [:]
  private var leased: Set<BindingID> = []
  private var head: ObjectID
  /// How many runs it made.
  private(set) var runs = 0

  init(using generator: Fixtures.SeededGenerator) throws {
    self.generator = generator
    chain = try Chain()
    head = try chain.controlCommit()
  }

  /// Makes one run, and others within it while it is at work.
  func run(depth: Int = 0) throws {
    runs += 1
    if generator.chance(30) { head = try chain.controlCommit(after: head) }
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<15: try baseline()
    case ..<25: try takeOver()
    case ..<35: try rename()
    default: try apply(depth: depth)
    }
  }

  private func free() -> [BindingID] {
    let items = ["triggers", "forms", "macros", "über \"quoted\""]
    return items.flatMap { item in
      ["production", "sandbox"].map { BindingID(item: item, target: $0) }
    }.filter { !leased.contains($0) }.shuffled(using: &generator)
  }

  private func baseline() throws {
    guard let binding = free().first else { return }
    let run = chain.start(.baseline)
    var transition = LedgerTransition(subject: "baseline of \(binding)", run: run.run)
    var record = DeploymentRecord(
      commits: [Repositories.control: head], at: chain.now(), run: run.run, isProven: false,
      baselineAt: chain.now())
    for _ in 0..<Int.random(in: 0...6, using: &generator) { _ = try create(in: &record) }
    records[binding] = record
    try transition.record(record, of: binding)
    let result = BindingResult(binding: binding, outcome: .applied, to: head)
    try transition.record(chain.ended(run, [result]))
    try chain.append(transition)
  }

  /// A run without intent, which only records what is there.
  private func takeOver() throws {
    guard let binding = free().first else { return }
    let run = chain.start()
    var transition = LedgerTransition(subject: "record \(binding)", run: run.run)
    let result = try work(on: binding, run)
    try transition.record(chain.ended(run, [result]))
    if let record = records[binding] { try transition.record(record, of: binding) }
    try chain.append(transition)
  }

  /// An item of a new name takes over the record of another.
  private func rename() throws {
    guard let old = free().first(where: { records[$0] != nil }),
      let new = free().first(where: { $0.target == old.target && records[$0] == nil })
    else { return }
    let run = chain.start()
    var transition = LedgerTransition(subject: "record \(new)", run: run.run)
    records[new] = records.removeValue(forKey: old)
    let result = try work(on: new, run)
    transition.removeRecord(of: old)
    if let record = records[new] { try transition.record(record, of: new) }
    try transition.record(chain.ended(run, [result]))
    try chain.append(transition)
  }

  private func apply(depth: Int) throws {
    let bindings = Array(free().prefix(Int.random(in: 1...3, using: &generator)))
    guard !bindings.isEmpty else { return }
    let run = chain.start(
      .apply, bindings.map { BindingResult(binding: $0, outcome: .failed, why: "at work") })
    try chain.take(bindings, run)
    leased.formUnion(bindings)
    for count in 0..<Int.random(in: 0...2, using: &generator) {
      var renewal = LedgerTransition(subject: "renew", run: run.run)
      for binding in bindings {
        try renewal.renew(binding, lease: chain.lease(run, renewals: count + 1))
      }
      try chain.append(renewal)
    }
    if depth < 2, generator.chance(40) { try self.run(depth: depth + 1) }
    if generator.chance(70) {
      try end(run, bindings, as: .finished, telling: run)
    } else {
      // Dead: settled at once, or one binding after the other.
      var record = run
      let parts = generator.chance(50) ? [bindings] : bindings.map { [$0] }
      for part in parts { record = try end(run, part, as: .interrupted, telling: record) }
    }
    leased.subtract(bindings)
  }

  /// Records the end of a run for some of its bindings; `record` is what the ledger says so far.
  @discardableResult
  private func end(
    _ run: RunRecord, _ bindings: [BindingID], as state: RunRecord.State, telling record: RunRecord
  ) throws -> RunRecord {
    var transition = LedgerTransition(subject: "end", run: run.run)
    var results = record.bindings
    for binding in bindings {
      let result = try work(on: binding, run)
      for index in results.indices where results[index].binding == binding {
        results[index] = result
      }
      if let next = records[binding], generator.chance(90) || result.outcome != .unchanged {
        try transition.record(next, of: binding)
      } else {
        records[binding] = try chain.read().record(of: binding)
      }
      transition.release(binding)
    }
    let ended = chain.ended(run, results, as: state)
    try transition.record(ended)
    try chain.append(transition)
    return ended
  }

  /// Does random things to a binding's record, and tells them.
  private func work(on binding: BindingID, _ run: RunRecord) throws -> BindingResult {
    var record =
      records[binding]
      ?? DeploymentRecord(
        commits: [:], at: chain.now(), run: run.run, isProven: true)
    record.run = run.run
    record.at = chain.now()
    record.commits[Repositories.control] = head
    var objects: [ObjectResult] = []
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      objects += try change(&record, run)
    }
    records[binding] = record
    return BindingResult(
      binding: binding, outcome: objects.isEmpty ? .unchanged : .applied, to: head,
      objects: objects)
  }

  private func change(
    _ record: inout DeploymentRecord, _ run: RunRecord
  ) throws -> [ObjectResult] {
    let files = try chain.repository.files(in: record.tree)
    guard let (path, version) = generator.pick(files), generator.chance(70) else {
      return [try create(in: &record)]
    }
    func set(_ changes: [GitPath: FileVersion?]) throws {
      record.tree = try chain.repository.replacing(
        changes, in: record.tree)
    }
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      try set([path: chain.file("changed \(runs)")])
      return [ObjectResult(path: path, action: .update, outcome: .done)]
    case 1:
      try set([path: nil])
      return [ObjectResult(path: path, action: .delete, outcome: .done)]
    case 2:
      let new = GitPath("moved/\(Int.random(in: 0..<9_999, using: &generator)).yaml")
      try set([path: nil, new: version])
      record.leftBehind.removeAll { $0.path == new }
      return [ObjectResult(path: new, action: .rename, outcome: .done, from: path)]
    default:
      try set([path: nil])
      record.leftBehind.removeAll { $0.path == path }
      record.leftBehind.append(
        LeftBehind(path: path, version: version, place: path, run: run.run))
      return [ObjectResult(path: path, action: .leaveBehind, outcome: .done)]
    }
  }

  private func create(in record: inout DeploymentRecord) throws -> ObjectResult {
    let names = ["a.yaml", "b.yaml", "sub/c.yaml", "über.yaml", "\"q\".yaml"].map { GitPath($0) }
    let bytes = GitPath(bytes: [0x64, 0x2f, 0xff, 0x0a, 0x80])
    let path = generator.pick(names + [bytes]) ?? bytes
    record.tree = try chain.repository.replacing(
      [path: chain.file("made by \(runs)")], in: record.tree)
    record.leftBehind.removeAll { $0.path == path }
    return ObjectResult(path: path, action: .create, outcome: .done)
  }
}
