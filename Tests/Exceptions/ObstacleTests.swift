import Domain
import Exceptions
import Ledger
import Testing

@testable import Syncing

/// What will stop an agreed exception is said when its impact is made.
struct ObstacleTests {
  private func begin(limits: String) throws -> Bench {
    let bench = try Bench(["data/a.yaml": "1\n"], prune: "delete\(limits)")
    try bench.baseline()
    try bench.merge("Two (!1)", ["data/a.yaml": "2\n", "data/b.yaml": "b\n"])
    return bench
  }

  @Test func `an impact names the limit that its deployment is over`() throws {
    let bench = try begin(limits: ", limits: { changes: 1 }")
    let id = try bench.request()
    let obstacles = try #require(try bench.impact(id).obstacles.first)
    #expect(obstacles.map(\.kind) == [.limit])
    #expect(obstacles.map(\.why) == ["it is over the limit `changes`: 2, allowed 1"])
    #expect(
      obstacles.first?.hint.contains("deploysync apply --exception \(id) --limit-override")
        == true)
    try bench.decide(id)
    try bench.take(.confirmation, of: id)
    #expect(try bench.deploy(id).record.bindings.map(\.outcome) == [.refused])
  }

  @Test func `an impact names the lock on its binding`() throws {
    let bench = try begin(limits: "")
    let id = try bench.request()
    bench.person = Bench.max
    _ = try LockDesk(bench.surroundings()).lock([Bench.desk], reason: "the vendor migrates")
    let obstacles = try #require(try bench.impact(id).obstacles.first)
    #expect(obstacles.map(\.kind) == [.lock])
    #expect(obstacles.first?.why.contains("max@example.com") == true)
    #expect(obstacles.first?.why.contains("the vendor migrates") == true)
    #expect(obstacles.first?.hint.contains("deploysync unlock desk@live") == true)
    try bench.decide(id)
    try bench.take(.confirmation, of: id)
    #expect(throws: BindingLocked.self) { try bench.deploy(id) }
    bench.person = Bench.max
    _ = try LockDesk(bench.surroundings()).unlock([Bench.desk], reason: nil)
    #expect(try bench.deploy(id).record.bindings.map(\.outcome) == [.applied])
  }

  @Test func `an impact within the limits names nothing`() throws {
    let bench = try begin(limits: ", limits: { changes: 2 }")
    #expect(try bench.impact(bench.request()).obstacles == [[]])
  }

  @Test func `chosen entries are counted alone`() throws {
    let bench = try begin(limits: ", limits: { changes: 2 }")
    let third = try bench.merge("Three (!2)", ["data/c.yaml": "c\n"])
    #expect(try bench.impact(bench.request(only: [third])).obstacles == [[]])
    #expect(try bench.impact(bench.request()).obstacles.first?.map(\.kind) == [.limit])
  }
}
