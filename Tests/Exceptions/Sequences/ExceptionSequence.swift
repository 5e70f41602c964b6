import Domain
import Exceptions
import Fixtures
import Git
import Ledger
import Queueing

@testable import Syncing

/// What went against a rule in a sequence, with the steps that led there.
struct SequenceFailure: Error, CustomStringConvertible {
  var description: String
}

/// A random history, and on it random exceptions, holds, releases and regular dates; what must hold
/// is checked after every step.
final class ExceptionSequence {
  var generator: SeededGenerator
  let bench: Bench
  let keepsRemoved: Bool
  /// What happened so far, for a failure's message.
  var steps: [String] = []
  /// The commits of each repository's branch, the first is the one that was deployed at the
  /// beginning.
  var allLines: [String: [ObjectID]] = [:]
  var line: [ObjectID] {
    get { allLines[bench.current] ?? [] }
    set { allLines[bench.current] = newValue }
  }
  /// Whether the item takes content from a second repository too.
  let isSpread: Bool
  /// The entries that brought a line of text onto main: each text is written once, but reverts of
  /// reverts and renames bring it again.
  var introducers: [String: [ObjectID]] = [:]
  /// What must not come onto the target as long as its entry is held.
  var withheld: [ObjectID: Set<String>] = [:]
  var counter = 0
  /// Whether an entry was ever held, so that not everything needs to fit.
  var wasHeld = false

  init(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    keepsRemoved = generator.chance(40)
    var files: [String: String] = [:]
    for name in ["a", "b", "sub/c"] {
      files["data/\(name).yaml"] = (1...9).map { "\(name)\($0)\n" }.joined()
    }
    isSpread = seed % 3 == 0
    var managed: [String: String] = [:]
    for name in isSpread ? ["ma", "mb"] : [] {
      managed["data/\(name).yaml"] = (1...9).map { "\(name)\($0)\n" }.joined()
    }
    bench = try Bench(files, managed: managed, prune: keepsRemoved ? "never" : "delete")
    line = [bench.head]
    if isSpread {
      try bench.go(to: "managed")
      line = [bench.head]
      try bench.go(to: Repositories.control)
    }
    try bench.baseline()
  }

  func fail(_ text: String) -> SequenceFailure {
    SequenceFailure(description: ([text] + steps).joined(separator: "\n  "))
  }

  func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
    if !condition { throw fail(text()) }
  }

  /// One random step and the checks behind it.
  func step() throws {
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<42: try mergeSomething()
    case ..<66: try carry()
    case ..<74: try holdSomething()
    case ..<80: try releaseSomething()
    case ..<86:
      try goToNextDate(hours: 0)
      if generator.chance(60) { try run() }
    case ..<94: try runLate()
    default: try run()
    }
    try checkTarget()
  }

  /// A date passes, an exception carries what is merged after it, and the date's run comes then.
  private func runLate() throws {
    try goToNextDate(hours: .random(in: 1...60, using: &generator))
    for _ in 0..<3 { try mergeSomething() }
    try carry(newest: true)
    try checkTarget()
    try run()
  }

  /// The end: nothing is held any more, a date comes and brings all.
  func finish() throws {
    for hold in try bench.record()?.held ?? [] { try release(hold.commit) }
    try goToNextDate(hours: 0)
    try run()
    try checkTarget()
    let live = try bench.live()
    let left = Set(try bench.record()?.leftBehind.map(\.path.ownPath.text) ?? [])
    let wanted = try bench.allTexts()
    try require(
      live.filter { !left.contains($0.key) || wanted[$0.key] != nil } == wanted,
      "after the last date the target is not what head says: \(live) is not \(wanted)")
    try require(left.isEmpty || keepsRemoved, "\(left) are left behind")
    let queue = try bench.queue()
    try require(queue.changes.isEmpty, "there are changes left: \(queue.changes)")
    let findings = try bench.findings()
    try require(findings.isEmpty, "the ledger is not right: \(findings)")
  }

  /// Our files on the target are what is recorded and what is left behind.
  func checkTarget() throws {
    guard let record = try bench.record() else { throw fail("there is no record") }
    var expected = try bench.texts(in: record.tree)
    for left in record.leftBehind {
      expected[left.path.ownPath.text] = String(
        decoding: try bench.repository.blob(left.version.content), as: UTF8.self)
    }
    let live = try bench.live()
    try require(live == expected, "on the target is \(live), recorded is \(expected)")
    let lines = Set(live.values.flatMap { $0.split(separator: "\n").map(String.init) })
    for (entry, texts) in withheld {
      let own = texts.filter { (introducers[$0] ?? []) == [entry] }
      try require(
        own.isDisjoint(with: lines), "\(own.intersection(lines)) of the held \(entry.short) is out")
    }
  }

  /// Nothing but the ledger changes.
  @discardableResult
  func untouched<Result>(_ body: () throws -> Result) throws -> Result {
    let before = bench.untouchable()
    let result = Swift.Result { try body() }
    let after = bench.untouchable()
    let moved = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    try require(moved.isEmpty, "it changed \(moved.sorted())")
    return try result.get()
  }
}
