import Fixtures
import Foundation
import Synchronization
import Testing

/// A REST system that takes its time and allows so many requests a minute is written to at that pace,
/// and not slower.
@Suite struct RequestPaceTests {
  /// How much is brought, and to what system.
  struct Size {
    var objects: Int
    var perMinute: Int

    /// What `make test-long` brings, three minutes and a half at its limit's pace.
    static let long = Size(objects: 1000, perMinute: 600)
    static let short = Size(objects: 60, perMinute: 1200)
    /// What one answer takes.
    static let latency = 0.05
  }

  /// A limiter that lets no more than so many requests through within any minute, whichever command
  /// they are of, and what one command sent.
  private final class Limiter: Sendable {
    private struct State {
      var instants: [Double] = []
      var begun = 0
      var refused = 0
    }

    private let perMinute: Int
    private let state = Mutex(State())

    init(_ perMinute: Int) { self.perMinute = perMinute }

    /// False where it is one too many.
    func take() -> Bool {
      let now = ProcessInfo.processInfo.systemUptime
      return state.withLock { state in
        guard state.instants.count(where: { $0 > now - 60 }) < perMinute else {
          state.refused += 1
          return false
        }
        state.instants.append(now)
        return true
      }
    }

    /// Forgets what earlier commands sent in what it tells, not in what it allows.
    func begin() {
      state.withLock { state in
        state.begun = state.instants.count
        state.refused = 0
      }
    }

    func cost(_ name: String, memory: Int) -> Cost {
      state.withLock { state in
        let own = state.instants[state.begun...]
        let seconds = max((own.last ?? 0) - (own.first ?? 0), 0.001)
        return Cost(
          name: name, requests: own.count, seconds: seconds,
          pace: Double(own.count) / seconds * 60 / Double(perMinute), refused: state.refused,
          memory: memory)
      }
    }
  }

  private static let configuration = """
    version: 1
    items:
      desk:
        paths: [data]
        root: data
        targets:
          production: { deployment: ad-hoc }

    """

  private static func files(_ count: Int) -> [String: FixtureFile?] {
    var files: [String: FixtureFile?] = [:]
    for number in 0..<count {
      let name = String(repeating: "0", count: 4 - "\(number)".count) + "\(number)"
      files["data/triggers/\(name).yaml"] = .text("name: trigger \(name)\npriority: \(number)\n")
    }
    return files
  }

  /// One command with what it cost.
  private struct Cost: CustomStringConvertible {
    var name: String
    var requests: Int
    /// From the first request to the last.
    var seconds: Double
    /// 1 where as many came in that time as are allowed.
    var pace: Double
    var refused: Int
    var memory: Int

    var description: String {
      let shown = String(format: "%.1f s, %.2f of the limit's pace", seconds, pace)
      return "\(name): \(requests) requests, \(shown), \(refused) refused, \(memory >> 20) MiB"
    }
  }

  private func costs(_ size: Size) throws -> (costs: [Cost], triggers: Int) {
    let world = try World(Self.configuration, files: Self.files(size.objects), inMemory: true)
    let desk = try MemoryDesk()
    desk.setPageSize(100)
    let limiter = Limiter(size.perMinute)
    desk.goWrong { _ in
      Thread.sleep(forTimeInterval: Size.latency)
      return limiter.take() ? nil : .answer("429 Too Many Requests", headers: ["Retry-After: 1"])
    }
    try world.folder.write(MemoryDesk.description, to: "desk.yaml")
    try world.folder.write(
      """
      targets:
        production: { kind: rest, url: "\(desk.url)", description: \(world.folder.path("desk.yaml")),
          requestsPerMinute: \(size.perMinute), concurrency: 8 }

      """, to: "targets.yaml")
    var costs: [Cost] = []
    for arguments in [["plan"], ["apply"], ["drift"]] {
      limiter.begin()
      let program = try world.start(arguments)
      let result = try program.wait(timeLimitSeconds: 900)
      #expect(result.status == 0, "\(arguments): \(result.all)")
      costs.append(limiter.cost(arguments[0], memory: program.peakMemory ?? 0))
    }
    return (costs, desk.objects("triggers").count)
  }

  @Test(.timeLimit(.minutes(20)))
  func `many objects are brought at the pace that the system allows`() throws {
    let isLong = ProcessInfo.processInfo.environment["DEPLOYSYNC_LONG"] != nil
    let size: Size = isLong ? .long : .short
    let (costs, triggers) = try costs(size)
    let few = isLong ? try self.costs(.short).costs : costs
    for cost in costs { FileHandle.standardError.write(Data("pace: \(cost)\n".utf8)) }
    #expect(triggers == size.objects)
    let apply = costs[1]
    // Every object is created once and read once: besides, a few pages of lists.
    #expect(apply.requests <= size.objects * 2 + size.objects / 25 + 10)
    #expect(costs[2].requests <= size.objects + size.objects / 25 + 10)
    for cost in costs { #expect(cost.refused <= cost.requests / 100, "\(cost)") }
    // A machine that does other things too must not fail this.
    #expect(apply.pace > (isLong ? 0.9 : 0.5), "\(apply)")
    #expect(apply.memory < few[1].memory + 64 << 20, "\(apply), \(few[1])")
  }
}
