import Fixtures
import Testing

struct ProgramTests {
  @Test func `large input and outputs do not block each other`() throws {
    let folder = try TemporaryFolder()
    let input = [UInt8](repeating: 0x61, count: 3_000_000)
    let result = try Program.run(
      "sh", ["-c", "tee /dev/stderr; pwd; echo \"$A-$HOME\"; exit 3"], in: folder.path,
      environment: ["A": "b"], input: input)
    #expect(result.status == 3)
    #expect(result.errors == input)
    #expect(result.output == input + Array("\(folder.path)\nb-\n".utf8))
  }

  @Test func `a program that ignores its input does not end the tests`() throws {
    let input = [UInt8](repeating: 0x61, count: 3_000_000)
    let result = try Program.run("true", [], in: "/", environment: [:], input: input)
    #expect(result.status == 0)
  }

  @Test func `a signal is told as a shell tells it`() throws {
    let result = try Program.run("sh", ["-c", "kill -9 $$"], in: "/", environment: [:])
    #expect(result.status == 137)
  }

  @Test func `a program over its time is killed and an error`() throws {
    #expect(throws: FixtureError.self) {
      try Program.run(
        "sh", ["-c", "sleep 600 & sleep 600"], in: "/", environment: [:], timeLimitSeconds: 0.2)
    }
  }

  @Test func `what is left in the background is not waited for`() throws {
    let result = try Program.run(
      "sh", ["-c", "sleep 5 & echo done"], in: "/", environment: [:], timeLimitSeconds: 3)
    #expect(result.text == "done\n")
  }

  @Test func `a missing program is an error`() throws {
    #expect(throws: FixtureError.self) {
      try Program.run("/nonexistent/program", [], in: "/", environment: [:])
    }
  }
}
