import Fixtures
import Foundation
import Testing

/// A command that is ended while git is at work: git is ended as well.
struct NetworkSignalTests {
  /// Waits until the server was asked so often.
  private func wait(for count: Int, of words: String, at server: FaultyServer) {
    for _ in 0..<4_000 {
      if server.log.count(where: { $0 == words }) >= count { return }
      usleep(5_000)
    }
  }

  /// The processes of git that work in a folder.
  private func gits(in folder: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { Int32($0) != nil }.compactMap { process in
      let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.first == "git" && words.contains(folder) ? words.joined(separator: " ") : nil
    }
  }

  @Test(
    arguments: [
      ("queued", SIGINT), ("queued", SIGTERM), ("apply", SIGINT), ("apply", SIGTERM),
      ("hold", SIGINT),
    ] as [(String, Int32)])
  func `while it fetches`(command: String, signal: Int32) throws {
    let network = try Network(.http)
    let world = network.world
    try network.merge()
    let before = world.target()
    try network.server.set(NetworkFault(request: .ask, kind: .hang, seconds: 60, times: 9))
    let arguments =
      switch command {
      case "queued": ["queued", "--fetch"]
      case "hold": ["lock", "triggers", "--reason", "x"]
      default: ["apply"]
      }
    let run = try world.start(arguments)
    wait(for: 1, of: "ask hang", at: network.server)
    #expect(!gits(in: world.clone.path).isEmpty)
    let start = ContinuousClock.now
    run.signal(signal)
    let result = try run.wait()
    #expect(result.status == 128 + signal, "\(result.all)")
    #expect(result.errorText.contains("was ended by signal \(signal)"), "\(result.all)")
    #expect(ContinuousClock.now - start < .seconds(8))
    #expect(gits(in: world.clone.path) == [])
    #expect(world.target() == before)
    try network.expectOrder("\(command) \(signal)")
  }

  @Test(arguments: [0, 1])
  func `while it pushes, which is given some seconds`(step: Int) throws {
    let network = try Network(.http)
    let world = network.world
    try network.merge()
    try network.server.set(
      NetworkFault(request: .push, kind: .hang, seconds: 60, skipping: step, times: 9))
    let run = try world.start(["apply"])
    wait(for: 1, of: "push hang", at: network.server)
    let start = ContinuousClock.now
    run.signal(SIGTERM)
    let result = try run.wait()
    #expect(result.status == 143, "\(result.all)")
    #expect(ContinuousClock.now - start > .seconds(5))
    #expect(ContinuousClock.now - start < .seconds(40))
    #expect(gits(in: world.clone.path) == [])
    try network.expectOrder("step \(step)")
  }

  @Test func `the push that it is at is answered, and the run ends in order`() throws {
    let network = try Network(.http)
    let world = network.world
    try network.merge()
    try network.server.set(NetworkFault(request: .push, kind: .slow, seconds: 2))
    let run = try world.start(["apply", "--format", "json"])
    wait(for: 1, of: "push slow", at: network.server)
    run.signal(SIGTERM)
    let result = try run.wait()
    #expect(result.status == 143, "\(result.all)")
    #expect(try result.json.binding("triggers")["outcome"] == "failed", "\(result.all)")
    let kept = try world.server.git("ls-tree", "-r", "--name-only", World.serverLedger)
    #expect(!kept.contains("leases/"), "its result is recorded")
    try network.expectOrder("slow")
  }

  @Test func `a second signal ends a push at once`() throws {
    let network = try Network(.http)
    let world = network.world
    try network.merge()
    try network.server.set(NetworkFault(request: .push, kind: .hang, seconds: 60, times: 9))
    let run = try world.start(["apply"])
    wait(for: 1, of: "push hang", at: network.server)
    let start = ContinuousClock.now
    run.signal(SIGINT)
    usleep(300_000)
    run.signal(SIGINT)
    let result = try run.wait()
    #expect(result.status == 130, "\(result.all)")
    #expect(ContinuousClock.now - start < .seconds(8))
    #expect(gits(in: world.clone.path) == [])
    try network.expectOrder("twice")
  }
}
