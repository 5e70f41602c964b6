import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

struct AppendingTests {
  private let chain: Chain

  init() throws { chain = try Chain() }

  /// A transition that only records a run.
  private func transition() throws -> (LedgerTransition, String) {
    let run = chain.ended(chain.start(), [])
    var transition = LedgerTransition(subject: "record", run: run.run)
    try transition.record(run)
    return (transition, run.run)
  }

  @Test func `an append to a ledger that moved gives nothing and changes nothing`() throws {
    let old = try chain.read()
    try chain.append(transition().0)
    let moved = try chain.tip()
    #expect(try chain.writer.append(transition().0, to: old, at: chain.now()) == nil)
    #expect(try chain.tip() == moved)
    let newest = try chain.read()
    try chain.append(transition().0)
    #expect(try chain.writer.append(transition().0, to: newest, at: chain.now()) == nil)
    #expect(try chain.git.git("rev-list", "--count", Chain.reference) == "2")
  }

  @Test func `an append while the ref is locked names the lock, and writes nothing`() throws {
    try chain.append(transition().0)
    let tip = try chain.tip()
    let lock = "\(chain.git.gitFolder)/\(Chain.reference).lock"
    try Data().write(to: URL(fileURLWithPath: lock))
    let step = try transition().0
    let error = #expect(throws: ReferenceLocked.self) {
      _ = try chain.writer.append(step, to: chain.read(), at: chain.now())
    }
    #expect(error?.path.hasSuffix("\(Chain.reference).lock") == true)
    #expect(throws: ReferenceLocked.self) {
      _ = try chain.writer.append(step, at: chain.now()) {}
    }
    #expect(try chain.tip() == tip)
    try FileManager.default.removeItem(atPath: lock)
    try chain.append(transition().0)
  }

  @Test func `appending finds the newest state by itself`() throws {
    let lost = try chain.read()
    try chain.append(transition().0)
    let (step, run) = try transition()
    let next = try chain.writer.append(step, at: chain.now()) {}
    #expect(next.tip == (try chain.tip()))
    #expect(try next.run(run) != nil)
    #expect(try lost.run(run) == nil)
  }

  @Test func `threads that append at the same time lose nothing`() throws {
    let (threads, each) = (4, 10)
    let path = chain.git.path
    let lock = NSLock()
    nonisolated(unsafe) var written: Set<String> = []
    nonisolated(unsafe) var failures: [any Error] = []
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      do {
        let repository = try Repository.open(path)
        let writer = LedgerWriter(
          reference: LocalLedgerReference(Chain.location, in: repository), person: Chain.person,
          in: repository)
        var generator = SystemRandomNumberGenerator()
        for number in 0..<each {
          let now = Timestamp(seconds: 1_790_000_000 + Int64(number))
          let run = RunRecord(
            run: RunID.make(at: now, using: &generator), kind: .apply, state: .finished,
            startedAt: now, finishedAt: now, by: "thread \(thread)", reason: "", bindings: [])
          var step = LedgerTransition(subject: "thread \(thread)", run: run.run)
          try step.record(run)
          _ = try writer.append(step, at: now) { usleep(200) }
          lock.withLock { _ = written.insert(run.run) }
        }
      } catch {
        lock.withLock { failures.append(error) }
      }
    }
    #expect(failures.isEmpty, "\(failures)")
    let runs = try chain.read().runs(limit: 1_000) { _ in true }.map(\.run)
    #expect(Set(runs) == written)
    #expect(written.count == threads * each)
    let report = try chain.report()
    #expect(report.commits == threads * each)
    #expect(report.findings == [])
  }

  @Test func `another program that moves the ref loses nothing either`() throws {
    try chain.append(transition().0)
    let script = """
      n=0
      while [ $n -lt 15 ]; do
        old=$(git rev-parse \(Chain.reference))
        new=$(git commit-tree "$old^{tree}" -p "$old" -m other)
        git update-ref \(Chain.reference) "$new" "$old" 2>/dev/null && n=$((n+1))
      done
      """
    let other = try RunningProgram(
      "sh", ["-c", script], in: chain.git.path, environment: chain.git.variables)
    for _ in 0..<30 { _ = try chain.writer.append(transition().0, at: chain.now()) { usleep(500) } }
    #expect(try other.wait().status == 0)
    #expect(try chain.git.git("rev-list", "--count", Chain.reference) == "46")
    #expect(try chain.read().runs(limit: 100) { _ in true }.count == 31)
    let subjects = try chain.git.git("log", "--format=%s", Chain.reference).split(separator: "\n")
    #expect(subjects.count { $0 == "other" } == 15)
  }
}
