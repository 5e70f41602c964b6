import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// While a run has a binding, others wait for it or are refused with all that is known of it.
final class RunAtWorkTests {
  private let sandbox: Sandbox
  private let owner: LeaseOwner
  private let run: String
  private var clock = Duration.seconds(50)

  /// A run of another machine has a binding with five objects.
  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge(
      "First", ["a/1": "1", "a/2": "2", "a/3": "3", "a/4": "4", "a/5": "5"])
    var other = LeaseOwner.current()
    other.bootID = "another"
    other.host = "build-3"
    other.pid = 4711
    owner = other
    run = try sandbox.leaveIntent(of: sandbox.prepare(), by: other)
  }

  /// Applies with a clock that only goes on while it waits.
  private func apply(waiting wait: Duration) throws -> ApplyRun.Report {
    sandbox.pause = { self.clock += .milliseconds(500) }
    var surroundings = try sandbox.surroundings()
    surroundings.leaseClock = { self.clock }
    return try ApplyRun(
      surroundings, request: Preparer.Request(), reason: "test", wait: wait
    ).run()
  }

  @Test func `an apply is refused with whose run it is, since when and which objects`() throws {
    let preparation = try apply(waiting: .zero).preparation
    guard case .refused(let why, let hint, _)? = preparation.bindings.first?.stage else {
      Issue.record("\(preparation.bindings)")
      return
    }
    #expect(
      why == """
        run \(run) is at work on it since 2026-01-10T12:00:00Z: process 4711 on build-3; it is to \
        change a/1, a/2, a/3 and 2 more
        """)
    #expect(hint == "wait for it: deploysync apply --wait 2m")
    #expect(try sandbox.ledger().lease(of: BindingID(named: "a"))?.run == run)
  }

  @Test func `other commands are refused in the same words`() throws {
    let words = [
      "run \(run) is at work on a@live since 2026-01-10T12:00:00Z: process 4711 on build-3",
      "it is to change a/1, a/2, a/3 and 2 more",
    ]
    let head = try #require(sandbox.head)
    #expect(refusal { try sandbox.baseline(["a"], at: head) } == words)
    #expect(refusal { try sandbox.hold("a", [head]) } == words)
  }

  @Test func `a dead run is told from one at work`() throws {
    var gone = LeaseOwner.current()
    gone.processStart = "1"
    var lease = try #require(try sandbox.ledger().lease(of: BindingID(named: "a")))
    lease.owner = gone
    lease.objects = Array(lease.objects.prefix(1))
    let error = RunAtWork(binding: BindingID(named: "a"), lease: lease)
    #expect(
      error.message
        == "run \(run) died on a@live: \(gone.description), at work since 2026-01-10T12:00:00Z")
    #expect(error.causes == ["it is to change a/1"])
    #expect(error.hints == ["find out what it did: deploysync apply"])
  }

  @Test func `the hint waits longer than the lease stands`() throws {
    var lease = try #require(try sandbox.ledger().lease(of: BindingID(named: "a")))
    lease.length = 200
    let error = RunAtWork(
      binding: BindingID(named: "a"), lease: lease, command: "deploysync rollback a@live --to R")
    #expect(error.hints == ["wait for it: deploysync rollback a@live --to R --wait 5m"])
  }

  @Test func `who waits long enough takes over and goes on`() throws {
    let report = try apply(waiting: .seconds(61))
    #expect(report.settled == [run])
    #expect(report.record.bindings.map(\.outcome) == [.applied])
    #expect(clock >= .seconds(110) && clock <= .seconds(112))
    #expect(try sandbox.texts().count == 5)
    #expect(try sandbox.findings() == [])
  }

  @Test func `who waits less than the lease stands is refused`() throws {
    let report = try apply(waiting: .seconds(59))
    #expect(report.settled == [])
    #expect(report.record.bindings.map(\.outcome) == [.refused])
    #expect(try sandbox.texts().isEmpty)
  }
}
