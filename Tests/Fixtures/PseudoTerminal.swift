import Foundation

/// Programs that tests run on a terminal of their own, and the keys that are typed there.
package enum PseudoTerminal {
  /// What is typed once a text has appeared, looked for behind the keys before.
  package struct Step: Encodable {
    let until: String
    let type: String

    /// - Parameters:
    ///   - until: Without what moves the cursor or sets a colour. Has to appear within 30 seconds; empty is at once.
    ///   - type: The keys, sent as they are.
    package init(until: String, type: String) {
      self.until = until
      self.type = type
    }
  }

  private struct Job: Encodable {
    let command: [String]
    let directory: String
    let environment: [String: String]
    let columns: Int
    let rows: Int
    let steps: [Step]
  }

  /// Runs a program whose standard streams are a terminal. What it wrote there, to standard output
  /// and standard error alike, is the result's output.
  ///
  /// Throws ``FixtureError`` with what was shown where a step's text does not appear.
  package static func run(
    _ command: [String], in directory: String, environment: [String: String],
    columns: Int = 80, rows: Int = 24, steps: [Step] = []
  ) throws -> ProgramResult {
    let job = Job(
      command: command, directory: directory, environment: environment, columns: columns,
      rows: rows, steps: steps)
    let result = try Program.run(
      "python3", ["-c", script], in: directory, environment: environment,
      input: Array(try JSONEncoder().encode(job)), timeLimitSeconds: 120)
    guard result.errors.isEmpty else { throw FixtureError(result.errorText + result.text) }
    return result
  }

  /// Reads the job, leads a session on a new terminal, copies what is shown to standard output and
  /// ends with the program's status. It writes to standard error only where a step failed.
  private static let script = """
    import fcntl, json, os, re, select, signal, struct, sys, termios, time
    job = json.load(sys.stdin)
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ,
        struct.pack("HHHH", job["rows"], job["columns"], 0, 0))
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for stream in range(3):
            os.dup2(slave, stream)
        os.closerange(3, 64)
        os.chdir(job["directory"])
        os.execvpe(job["command"][0], job["command"], job["environment"])
    os.close(slave)
    shown = b""
    start = 0
    steps = job["steps"]
    deadline = time.monotonic() + 30
    while True:
        seen = re.sub(rb"\\x1b(\\[[0-9;?]*[A-Za-z]|[()].|[=>])|\\x1b\\][^\\x07]*\\x07", b"", shown[start:])
        if steps and steps[0]["until"].encode() in seen:
            start = len(shown)
            os.write(master, steps.pop(0)["type"].encode())
            deadline = time.monotonic() + 30
        left = deadline - time.monotonic()
        if left <= 0:
            what = steps[0]["until"] if steps else "the end"
            sys.stderr.write("%r did not appear; shown: " % what)
            os.kill(child, signal.SIGKILL)
            break
        if not select.select([master], [], [], left)[0]:
            continue
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.write(1, shown)
    status = os.waitpid(child, 0)[1]
    os._exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
    """
}
