import Configuration
import Domain
import GitProgram

/// The script on the other machine as this process talks with it: it is started once, and anew where
/// the connection was lost.
final class SSHAgent {
  let connection: SSHConnection
  private var process: LineProgram?
  private let said = ErrorText()
  /// Why it is not started any more in this run.
  private var broken: TargetError?
  /// What the machine said of the target's folder.
  private(set) var folder = Folder()
  /// How often it was started.
  private(set) var starts = 0

  /// How the target's folder is.
  struct Folder {
    var isWritable = false
    /// Whether it is laid out in releases.
    var hasReleases = false
  }

  /// Connects. Throws `TargetError`.
  init(_ connection: SSHConnection) throws(TargetError) {
    self.connection = connection
    try start()
  }

  // At once: nothing is under way, and a program whose connection others share waits for them.
  deinit { process?.stop() }

  var host: String { connection.place.host }
  /// The target's folder on the machine.
  var path: String {
    var path = connection.place.path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Asks for one answer: its words.
  ///
  /// - Parameter isFinished: Whether an answer that is under way when this process is asked to end is
  ///   waited for some seconds.
  /// - Throws: `TargetError` where there is no answer; then nobody knows whether it was done.
  func ask(
    _ verb: String, _ words: [String] = [], isFinished: Bool = false
  ) throws(TargetError) -> [String] {
    try startIfNeeded()
    let answer = try exchange(([verb] + words).joined(separator: " "), isFinished)
    if answer == ["replaced"] {
      throw error(
        "the folder \(path) on \(host) was replaced while it was in use",
        [
          "see that the folder is mounted there, then run `deploysync plan` again"
        ])
    }
    return answer
  }

  /// Connects again where the connection was lost. Throws `TargetError`.
  func startIfNeeded() throws(TargetError) {
    if let broken { throw broken }
    if process == nil { try start() }
  }

  /// Ends the connection; the next question makes another one.
  func stop() {
    process?.stop()
    process = nil
  }

  private func exchange(_ line: String, _ isFinished: Bool) throws(TargetError) -> [String] {
    do throws(LineProgram.Failure) {
      guard let process else { throw .closed }
      let answer = try process.ask(Array(line.utf8), isFinished: isFinished)
      return String(decoding: answer, as: UTF8.self).split(separator: " ").map(String.init)
    } catch {
      process = nil
      throw lost(error)
    }
  }

  // MARK: Starting

  private func start() throws(TargetError) {
    do throws(TargetError) {
      try connect()
    } catch {
      process?.stop()
      process = nil
      // What a machine refuses once it refuses again; each attempt takes its time.
      if starts == 0 { broken = error }
      throw error
    }
    starts += 1
  }

  private func connect() throws(TargetError) {
    said.clear()
    do throws(LineProgram.Failure) {
      process = try LineProgram(
        connection.command, environment: connection.environment,
        limits: LineProgram.Limits(
          answer: .seconds(connection.place.timeoutSeconds), lineBytes: 256 << 20)
      ) { [said] in said.add($0) }
    } catch {
      throw lost(error)
    }
    let greeting = try exchange(SSHScript.line, false).joined(separator: " ")
    guard greeting == SSHScript.greeting else {
      throw error(
        "\(host) answered what cannot be used: `\(SSHText.line(greeting, limit: 80))`",
        [
          "see what a login prints there, and let it print nothing: "
            + "\(sshWords) true"
        ])
    }
    let answer = try exchange("open \(SSHScript.word(path.utf8))", false)
    switch answer.first {
    case "ready"?:
      let marks = answer.dropFirst().first ?? ""
      folder = Folder(isWritable: marks.contains("w"), hasReleases: marks.contains("r"))
    case "missing"?:
      throw error(
        "the folder \(path) does not exist on \(host)",
        [
          "mount it, or create it, which deploysync never does: \(sshWords) "
            + ShellWord.quoted("mkdir \(ShellWord.quoted(path))")
        ])
    case "file"?:
      throw error(
        "\(path) on \(host) is not a folder", ["correct the target's `path:` in targets.yaml"])
    case "link"?:
      throw error(
        "the folder \(path) on \(host) is a symbolic link",
        ["name the folder that the link leads to as the target's `path:` in targets.yaml"])
    case "denied"?:
      throw error(
        "the folder \(path) on \(host) cannot be opened: Permission denied",
        ["see who may: \(sshWords) " + ShellWord.quoted("ls -ld \(ShellWord.quoted(path))")])
    case "tools"?:
      let missing = answer.dropFirst().joined(separator: " ")
      let isRsync = missing == "rsync"
      throw error(
        "\(host) lacks what a target of the kind `ssh` needs: \(SSHText.line(missing))",
        [
          isRsync
            ? "install rsync there, such as by: apt-get install rsync"
            : "coreutils or busybox, and rsync, have to be installed there"
        ])
    default:
      throw error("\(host) gave an answer that cannot be used", [])
    }
  }

  // MARK: Errors

  func error(_ clause: String, _ hints: [String]) -> TargetError {
    .system(message: "the target \(connection.target): \(clause)", hints: hints)
  }

  /// An answer that the script never gives.
  func unusable(_ verb: String) -> TargetError {
    stop()
    return error("\(host) gave an answer to `\(verb)` that cannot be used", [])
  }

  /// How a user gets to the machine in the same way.
  var sshWords: String {
    let place = connection.place
    var words = ["ssh"]
    if let configuration = place.configuration { words += ["-F", ShellWord.quoted(configuration)] }
    if let port = place.port { words += ["-p", String(port)] }
    words.append(place.user.map { "\($0)@\(place.host)" } ?? place.host)
    return words.joined(separator: " ")
  }

  private func lost(_ failure: LineProgram.Failure) -> TargetError {
    switch failure {
    case .notStarted(let reason): return error("ssh cannot be started: \(reason)", [])
    case .timeLimit:
      return error(
        "\(host) did not answer within \(connection.place.timeoutSeconds) s",
        [
          "see whether it answers at all: \(sshWords) true",
          "or give it more time by `timeout` of the target in targets.yaml",
        ])
    case .unasked, .lineTooLong:
      return error(
        "\(host) said more than it was asked for",
        ["see what a login prints there, and let it print nothing: \(sshWords) true"])
    case .interrupted(let signal):
      return error("the connection was ended by the signal \(signal) to deploysync", [])
    case .ended, .closed: return SSHRefusal(said.lines).error(self)
    }
  }
}

/// What ssh said on its error output.
final class ErrorText {
  private(set) var lines: [String] = []

  private static let most = 50

  func clear() { lines = [] }

  func add(_ line: String) {
    let text = SSHText.line(line)
    if !text.isEmpty, lines.count < Self.most { lines.append(text) }
  }
}
