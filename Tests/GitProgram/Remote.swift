import Fixtures
import FoundationEssentials
import GitProgram

/// A repository with one branch and a clone of it.
final class Remote {
  let path: String
  var environment: [String: String] {
    [
      "HOME": path, "PATH": path + "/bin:/usr/local/bin:/usr/bin:/bin",
      "GIT_SSL_NO_VERIFY": "1",
    ]
  }
  var clone: GitCommand { GitCommand(directory: path + "/clone", environment: environment) }
  var origin: GitCommand { GitCommand(directory: path + "/origin", environment: environment) }

  init() async throws {
    path = FileManager.default.temporaryDirectory.path + "/program-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: path + "/bin", withIntermediateDirectories: true)
    try Data("[user]\n\tname = Ada\n\temail = a@example.com\n".utf8)
      .write(to: URL(filePath: path + "/.gitconfig"))
    let here = GitCommand(directory: path, environment: environment)
    _ = try await here.run(["init", "-q", "-b", "main", "origin"], timeLimit: .seconds(120))
    try await commit("One")
    _ = try await here.run(
      ["clone", "-q", "file://\(path)/origin", "clone"], timeLimit: .seconds(120))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func commit(_ message: String) async throws {
    try await ask(origin, "commit", "-q", "--allow-empty", "-m", message)
  }

  /// An executable script in the first folder of PATH.
  func script(_ name: String, _ lines: String) throws {
    let file = path + "/bin/" + name
    try ProgramFile.write(Array("#!/bin/sh\n\(lines)\n".utf8), to: file)
  }

  struct Failure: Error { var text: String }

  @discardableResult
  func ask(_ program: GitCommand, _ arguments: String...) async throws -> String {
    let result = try await program.run(arguments, timeLimit: .seconds(120))
    guard result.status == 0 else {
      throw Failure(text: String(decoding: result.standardError, as: UTF8.self))
    }
    return String(decoding: result.standardOutput.dropLast(), as: UTF8.self)
  }
}
