import FoundationEssentials
import GitProgram
import Glibc
import Testing

struct RunTests {
  let remote: Remote

  init() async throws { remote = try await Remote() }

  @Test func `input, output and status pass through`() async throws {
    let input = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let stored = try await remote.origin.run(
      ["hash-object", "-w", "--stdin"], input: input, timeLimit: .seconds(120))
    #expect(stored.status == 0 && stored.standardError.isEmpty)
    let id = String(decoding: stored.standardOutput.dropLast(), as: UTF8.self)
    let read = try await remote.origin.run(["cat-file", "blob", id], timeLimit: .seconds(120))
    #expect(read.standardOutput == input)
    let failed = try await remote.origin.run(["cat-file", "-e", "0"], timeLimit: .seconds(120))
    #expect(failed.status != 0 && !failed.standardError.isEmpty)
  }

  @Test func `a git that does not read its input ends nothing but itself`() async throws {
    let input = Array(repeating: UInt8(ascii: "x"), count: 4 << 20)
    for _ in 0..<20 {
      let result = try await remote.origin.run(["version"], input: input, timeLimit: .seconds(120))
      #expect(result.status == 0)
      #expect(String(decoding: result.standardOutput, as: UTF8.self).hasPrefix("git version"))
    }
  }

  @Test func `git's own variables do not lead elsewhere`() async throws {
    var environment = remote.environment
    environment["GIT_DIR"] = "/nowhere"
    environment["GIT_INDEX_FILE"] = "/nowhere"
    environment["GIT_SSH_COMMAND"] = "kept"
    let kept = [
      "GIT_SSL_CAINFO", "GIT_ALLOW_PROTOCOL", "GIT_SSH_VARIANT", "GIT_PROXY_SSL_CAINFO",
      "GIT_HTTP_USER_AGENT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM",
    ]
    for name in kept { environment[name] = name == "GIT_CONFIG_NOSYSTEM" ? "true" : "/kept" }
    environment["GIT_CONFIG_COUNT"] = "1"
    environment["LANG"] = "de_DE.UTF-8"
    environment["1BAD"] = "x"
    let program = GitCommand(directory: remote.path + "/origin", environment: environment)
    try remote.script("git-show-env", "env")
    let text = try await remote.ask(program, "show-env")
    let lines = Set(text.split(separator: "\n").map(String.init))
    #expect(lines.isSuperset(of: ["GIT_TERMINAL_PROMPT=0", "LC_ALL=C", "GIT_SSH_COMMAND=kept"]))
    #expect(lines.isSuperset(of: kept.dropLast().map { "\($0)=/kept" }))
    #expect(lines.contains("GIT_CONFIG_NOSYSTEM=true"))
    // Git itself adds some for its subcommands.
    #expect(!lines.contains { $0.hasSuffix("=/nowhere") || $0.hasPrefix("GIT_CONFIG_COUNT") })
  }

  @Test func `git has a session of its own, and so no terminal to ask on`() async throws {
    try remote.script("git-session", "exec cut -d ' ' -f 6 /proc/self/stat")
    let session = try #require(pid_t(try await remote.ask(remote.origin, "session")))
    #expect(session != getsid(0))
  }

  @Test(arguments: ["trap '' TERM", ":"])
  func `at the time limit git is killed with its children`(first: String) async throws {
    let note = remote.path + "/child"
    // The child never ends by itself, whether git does or not.
    try remote.script(
      "git-hang", "\(first)\n(trap '' TERM; exec sleep 61) &\necho $! > \(note)\nsleep 62")
    let start = ContinuousClock.now
    await #expect(
      throws: GitProgramError.timeLimit(
        command: ["git", "-C", remote.path + "/origin", "hang"], limit: .milliseconds(800))
    ) { _ = try await remote.origin.run(["hang"], timeLimit: .milliseconds(800)) }
    #expect(ContinuousClock.now - start < .seconds(10))
    let text = String(
      decoding: try #require(FileManager.default.contents(atPath: note)), as: UTF8.self)
    let child = try #require(pid_t(text.dropLast()))
    #expect(try await isGone(child))
  }

  @Test func `a cancelled call ends git`() async throws {
    let note = remote.path + "/child"
    try remote.script("git-hang", "echo $$ > \(note)\nexec sleep 63")
    let program = remote.origin
    let task = Task { try await program.run(["hang"], timeLimit: .seconds(60)) }
    var text = ""
    while text.isEmpty {
      try await Task.sleep(for: .milliseconds(20))
      text = String(decoding: FileManager.default.contents(atPath: note) ?? Data(), as: UTF8.self)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(try await isGone(try #require(pid_t(text.dropLast()))))
  }

  /// Whether the process is gone, or dead and only not yet collected by its new parent.
  private func isGone(_ process: pid_t) async throws -> Bool {
    for _ in 0..<100 {
      let status = FileManager.default.contents(atPath: "/proc/\(process)/stat")
      guard let status, !String(decoding: status, as: UTF8.self).contains(") Z ") else {
        return true
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }

  @Test func `a machine without git says so`() async throws {
    let program = GitCommand(directory: "/", environment: ["PATH": "/nowhere"])
    await #expect(throws: GitProgramError.notFound(program: "git")) {
      _ = try await program.run(["version"], timeLimit: .seconds(5))
    }
  }
}
