import Foundation
import Synchronization
import Testing

@testable import GitProgram

/// A program that is asked line by line, whatever it does.
struct LineProgramTests {
  private let told = Lines()

  private final class Lines: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    var lines: [String] { all.withLock { $0 } }
  }

  private func program(
    _ script: String, answer: Duration = .seconds(20), grace: Duration = .milliseconds(300),
    lineBytes: Int = 1 << 20
  ) throws -> LineProgram {
    let told = told
    return try LineProgram(
      ["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"],
      limits: LineProgram.Limits(
        answer: answer, grace: grace, lineBytes: lineBytes, errorLineBytes: 20)
    ) { told.add($0) }
  }

  private func ask(_ program: LineProgram, _ text: String) throws(LineProgram.Failure) -> String {
    String(decoding: try program.ask(Array(text.utf8), isFinished: false), as: UTF8.self)
  }

  private func isAlive(_ process: pid_t) -> Bool {
    // What was orphaned and is not reaped yet is dead, too.
    let stat = FileManager.default.contents(atPath: "/proc/\(process)/stat")
    return stat.map { !String(decoding: $0, as: UTF8.self).contains(") Z ") } ?? false
  }

  private func waitForEnd(of process: pid_t) -> Bool {
    for _ in 0..<200 where isAlive(process) { usleep(10_000) }
    return !isAlive(process)
  }

  @Test func `it answers line by line, in the folder of the root`() throws {
    let program = try program("while read -r line; do echo \"<$line> $PWD\"; done; exit 3")
    #expect(try ask(program, "one") == "<one> /")
    #expect(try ask(program, "two") == "<two> /")
    program.end()
    #expect(program.isGone)
    #expect(waitForEnd(of: program.process))
  }

  @Test func `a long request and a long answer do not wait for each other`() throws {
    // It answers and complains while it reads, more than any pipe holds.
    let program = try program(
      "head -c 300000 /dev/zero | tr '\\0' e >&2; cat", lineBytes: 4 << 20)
    let long = String(repeating: "x", count: 3 << 20)
    #expect(try ask(program, long) == long)
  }

  @Test(arguments: [
    ("read -r line; exit 3", LineProgram.Failure.ended(status: 3)),
    ("exit 0", .ended(status: 0)),
    ("read -r line; kill -9 $$", .ended(status: 137)),
    ("read -r line; printf half; exit 1", .ended(status: 1)),
    ("read -r line; exec >&-; sleep 61", .closed),
    ("exec <&-; sleep 61", .closed),
    ("read -r line; printf 'a\\nb\\n'; sleep 61", .unasked),
    ("echo early; sleep 61", .unasked),
    ("read -r line; sleep 61", .timeLimit(.milliseconds(700))),
    ("sleep 61", .timeLimit(.milliseconds(700))),
    ("trap '' TERM; read -r line; sleep 61 & wait", .timeLimit(.milliseconds(700))),
    ("read -r line; tr '\\0' x < /dev/zero", .lineTooLong(limitBytes: 1 << 20)),
    ("read -r line; while :; do echo x >&2; done", .timeLimit(.milliseconds(700))),
  ]) func `whatever it does instead, it is told, and the program is gone`(
    _ script: String, _ failure: LineProgram.Failure
  ) throws {
    var limit: Duration = .seconds(20)
    if case .timeLimit(let given) = failure { limit = given }
    let program = try program(script, answer: limit)
    if script.hasPrefix("echo early") { usleep(300_000) }
    let start = ContinuousClock.now
    // Longer than what a pipe holds, so that whoever does not read is noticed.
    let request = script.contains("<&-") ? String(repeating: "x", count: 200_000) : "request"
    #expect(throws: failure) { try ask(program, request) }
    #expect(ContinuousClock.now - start < .seconds(15))
    #expect(program.isGone)
    #expect(waitForEnd(of: program.process))
    #expect(throws: LineProgram.Failure.closed) { try ask(program, "again") }
  }

  @Test func `a file that is none, or none to run, is told in the system's words`() throws {
    for path in ["/nowhere/program", "/etc/passwd", "program"] {
      #expect {
        try LineProgram(
          [path], environment: [:], limits: LineProgram.Limits(answer: .seconds(1))
        ) { _ in }
      } throws: { error in
        guard case .notStarted(let reason)? = error as? LineProgram.Failure else { return false }
        return !reason.isEmpty
      }
    }
  }

  @Test func `children that it leaves are ended with it`() throws {
    let program = try program("read -r line; sleep 61 & echo $!; exit 0")
    let child = try #require(pid_t(try ask(program, "who")))
    #expect(throws: LineProgram.Failure.ended(status: 0)) { try ask(program, "again") }
    #expect(waitForEnd(of: child))
  }

  @Test func `a daemon that keeps its output does not keep this process`() throws {
    let program = try program("read -r line; setsid sleep 4 & read -r line; exit 5")
    let start = ContinuousClock.now
    #expect(throws: LineProgram.Failure.self) { try ask(program, "one\ntwo") }
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test func `one that ignores the end of its input and SIGTERM is killed`() throws {
    let program = try program(
      "trap '' TERM; read -r line; sleep 62 & echo $!; while :; do sleep 1; done")
    let child = try #require(pid_t(try ask(program, "who")))
    let start = ContinuousClock.now
    program.end(saying: Array("cancel".utf8))
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(waitForEnd(of: child))
    #expect(waitForEnd(of: program.process))
  }

  @Test func `one that is asked to end hears it and has time for it`() throws {
    let program = try program(
      "read -r line; echo ok; read -r line; sleep 0.3; echo \"last $line\" >&2",
      grace: .seconds(10))
    #expect(try ask(program, "one") == "ok")
    program.end(saying: Array("cancel".utf8))
    #expect(told.lines == ["last cancel"])
  }

  @Test func `its error output comes line by line, cut where a line is long`() throws {
    let program = try program(
      "read -r l; echo one >&2; echo >&2; printf '%030d\\n' 1 >&2; printf end >&2; sleep 0.2; echo a"
    )
    #expect(try ask(program, "x") == "a")
    program.end()
    #expect(told.lines == ["one", String(repeating: "0", count: 20), "end"])
  }
}
