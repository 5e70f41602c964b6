import Fixtures
import Foundation

/// A server that was started on a port of the loopback interface; it ends with this object.
///
/// What it prints goes to a file, so that it never waits for somebody to read it.
final class ServerProcess {
  let port: Int
  private let process: RunningProgram
  private let name: String

  /// Starts a server and waits until its port is open. Tried again with another port where somebody
  /// else took it meanwhile.
  ///
  /// - Parameters:
  ///   - output: The file that gets what it prints.
  ///   - command: The words to start it with on a port, and the environment.
  static func start(
    output: String, in folder: String, timeLimitSeconds: Double = 60,
    _ command: (_ port: Int) throws -> (words: [String], environment: [String: String])
  ) throws -> ServerProcess {
    var attempt = 1
    while true {
      let port = try Loopback.freePort()
      let (words, environment) = try command(port)
      let server = try ServerProcess(
        port: port, words: words, environment: environment, output: output, in: folder)
      if server.waitUntilOpen(timeLimitSeconds) { return server }
      server.stop()
      if attempt == 3 {
        let printed = FileManager.default.contents(atPath: output) ?? Data()
        throw FixtureError(
          "\(words[0]) did not open port \(port): \(String(decoding: printed, as: UTF8.self))")
      }
      attempt += 1
    }
  }

  private init(
    port: Int, words: [String], environment: [String: String], output: String, in folder: String
  ) throws {
    self.port = port
    name = words[0]
    // The server takes the shell's place, and its process ID.
    process = try RunningProgram(
      "/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", output] + words,
      in: folder, environment: environment)
  }

  private func waitUntilOpen(_ timeLimitSeconds: Double) -> Bool {
    let end = ContinuousClock.now + .seconds(timeLimitSeconds)
    while ContinuousClock.now < end {
      if Loopback.isOpen(port) { return true }
      if !isRunning { return false }
      usleep(20_000)
    }
    return false
  }

  /// Whether there is a process of its ID that has not ended.
  var isRunning: Bool {
    let status = FileManager.default.contents(atPath: "/proc/\(process.identifier)/stat")
    let text = status.map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let end = text.lastIndex(of: ")") else { return false }
    return !text[end...].hasPrefix(") Z")
  }

  /// Ends it and what it forked, by its process ID, and waits until its port is closed.
  func stop() {
    kill(-process.identifier, SIGTERM)
    if (try? process.wait(timeLimitSeconds: 10)) == nil { kill(-process.identifier, SIGKILL) }
    let end = ContinuousClock.now + .seconds(5)
    while Loopback.isOpen(port), ContinuousClock.now < end { usleep(20_000) }
  }

  deinit { kill(-process.identifier, SIGTERM) }
}
