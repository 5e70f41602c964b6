import Fixtures
import Testing

struct ClockShiftTests {
  @Test func `git commits at the shifted time`() throws {
    let repository = try FixtureRepository()
    let shift = try ClockShift.environment(now: "2031-12-01T00:00:05Z")
    let result = try Program.run(
      "git", ["commit", "-q", "--allow-empty", "-m", "later"], in: repository.path,
      environment: repository.variables.merging(shift) { $1 })
    #expect(result.status == 0, "\(result.errorText)")
    let time = try #require(Int(try repository.git("log", "-1", "--format=%ct")))
    #expect((1_953_849_605...1_953_849_665).contains(time), "\(time)")
  }

  @Test func `monotonic clocks stand as they are`() throws {
    let shift = try ClockShift.environment(now: "2031-12-01T00:00:05Z")
    let script = "import time; a = time.monotonic(); time.sleep(0.01); print(a, time.time())"
    let now = try Program.run("python3", ["-c", script], in: "/", environment: [:])
    let shifted = try Program.run("python3", ["-c", script], in: "/", environment: shift)
    let before = now.text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    let after = shifted.text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    try #require(before.count == 2 && after.count == 2)
    #expect(after[0] - before[0] < 60)
    #expect(after[1] - before[1] > 86_400)
  }
}
