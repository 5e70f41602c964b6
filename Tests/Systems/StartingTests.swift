import Fixtures
import Foundation
import Testing

/// Every system that comes with a description starts, answers, notes what it is asked, and stops.
@Suite(.enabled(if: RealSystems.areWanted, "\(RealSystems.wish)"), .serialized)
struct StartingTests {
  /// Creates an object, and tells what was noted of that.
  private func expectToCreate(_ system: some RealSystem, _ path: String, _ body: String) throws {
    let counts = try system.counting {
      let created = try system.ask("POST", path, body: body)
      #expect(created.status == 201, "\(created)")
    }
    #expect(counts == ["POST": 1])
  }

  private func expectToStop(_ system: some RealSystem) {
    #expect(Loopback.isOpen(system.server.port))
    system.stop()
    // Not by its port, which another server can have by now.
    #expect(!system.server.isRunning)
  }

  @Test func `a Roundup with the classes of a help desk`() throws {
    let system = try Roundup()
    try expectToCreate(system, "/data/trigger", #"{"name":"Late","minutes":5}"#)
    let list = try system.ask("GET", "/data/trigger?@fields=name")
    #expect(list.status == 200 && list.body.contains("Late"), "\(list)")
    expectToStop(system)
  }

  @Test func `a Roundup that limits requests`() throws {
    let system = try Roundup(limit: (requests: 2, seconds: 60))
    let answers = try (0..<3).map { _ in try system.ask("GET", "/data/group") }
    #expect(answers.map(\.status) == [200, 200, 429])
    #expect(answers[2].headers["retry-after"].flatMap { Int($0) } ?? 0 > 0, "\(answers[2])")
  }

  @Test func `a Request Tracker`() throws {
    let system = try RequestTracker()
    try expectToCreate(system, "/queue", #"{"Name":"Billing"}"#)
    let list = try system.ask("GET", "/queues/all?fields=Name")
    #expect(list.status == 200 && list.body.contains("Billing"), "\(list)")
    expectToStop(system)
  }

  @Test func `a PowerDNS`() throws {
    let system = try PowerDNS()
    try expectToCreate(
      system, "/zones", #"{"name":"example.org.","kind":"Native","rrsets":[]}"#)
    let list = try system.ask("GET", "/zones")
    #expect(list.status == 200 && list.body.contains("example.org."), "\(list)")
    expectToStop(system)
  }

  @Test func `an SSH server`() throws {
    let server = try SSHServer()
    let said = try RealSystems.run(
      ["ssh", "-F", server.configuration, "machine", "echo there"], in: server.folder.path)
    #expect(said == "there\n")
    #expect(try server.sessions() == ["command"])
    server.stop()
    #expect(!Loopback.isOpen(server.server.port))
  }

  @Test func `two of a kind share nothing`() throws {
    let (one, other) = (try PowerDNS(), try PowerDNS())
    try one.ask("POST", "/zones", body: #"{"name":"a.example.","kind":"Native"}"#)
    #expect(try other.ask("GET", "/zones").body == "[]")
    #expect(try other.requests().map(\.method) == ["GET"])
  }
}
