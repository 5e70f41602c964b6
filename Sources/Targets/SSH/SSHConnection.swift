import Configuration
import Credentials
import Domain
import GitProgram
import Synchronization

/// How the machine of a target is reached: with which programs, options and environment. All that
/// this process does on one machine shares one connection, as far as the machine allows it.
final class SSHConnection {
  let target: String
  let place: TargetsFile.SSHFolder
  let environment: [String: String]
  private let ssh: String
  private let rsync: String
  private let folder: ProgramFolder

  /// How long it may take until there is a connection.
  private static let connectSeconds = 20
  /// After so many seconds of silence, several times, the connection counts as lost.
  private static let aliveSeconds = 15

  /// Throws `TargetError` where a program is missing here.
  init(
    _ target: TargetsFile.Target, _ place: TargetsFile.SSHFolder,
    _ surroundings: TargetSurroundings
  ) throws(TargetError) {
    self.target = target.name
    self.place = place
    let environment = Self.environment(from: surroundings.places.environment)
    self.environment = environment
    func find(_ name: String) throws(TargetError) -> String {
      if let path = ProgramCall.path(of: name, in: environment) { return path }
      throw .system(
        message: "the target \(target.name) needs the program \(name), which is not in PATH here",
        hints: [
          "install it, such as by: apt-get install \(name == "ssh" ? "openssh-client" : name)"
        ])
    }
    ssh = try find("ssh")
    rsync = try find("rsync")
    folder = try Self.shared(place, environment)
  }

  /// What ssh needs to run and to find keys; secrets of other targets are not in it.
  private static func environment(from own: [String: String]) -> [String: String] {
    let usual: Set<String> = [
      "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR",
      "SSH_AUTH_SOCK", "SSH_AGENT_PID", "KRB5CCNAME", "XDG_RUNTIME_DIR",
    ]
    return own.filter { usual.contains($0.key) || $0.key.hasPrefix("LC_") }
  }

  // MARK: The shared connection

  private struct Weak: Sendable { weak var folder: ProgramFolder? }

  private static let folders = Mutex<[String: Weak]>([:])

  /// The folder with the socket of the one connection.
  private static func shared(
    _ place: TargetsFile.SSHFolder, _ environment: [String: String]
  ) throws(TargetError) -> ProgramFolder {
    let key = [
      place.host, place.user ?? "", place.port.map(String.init) ?? "", place.configuration ?? "",
    ].joined(separator: "\n")
    if let known = folders.withLock({ $0[key]?.folder }) { return known }
    do {
      let folder = try ProgramFolder(environment: environment, isShort: true)
      folders.withLock { $0[key] = Weak(folder: folder) }
      return folder
    } catch {
      throw .system(message: "\(place.host) cannot be reached: \(error.reason)", hints: [])
    }
  }

  // MARK: Commands

  /// The words that start ssh, up to the machine. They add to the user's configuration what makes it
  /// fail rather than ask, and take nothing from what it demands of the machine.
  private func words(isFirst: Bool) -> [String] {
    var words = [ssh]
    if let configuration = place.configuration { words += ["-F", configuration] }
    words += ["-T", "-x", "-a"]
    let options = [
      "BatchMode=yes", "ConnectTimeout=\(Self.connectSeconds)",
      "ServerAliveInterval=\(Self.aliveSeconds)", "ServerAliveCountMax=4",
      "ControlMaster=\(isFirst ? "auto" : "no")", "ControlPath=\(folder.path)/s",
      "ControlPersist=no", "ClearAllForwardings=yes", "PermitLocalCommand=no", "RequestTTY=no",
      "RemoteCommand=none", "EscapeChar=none", "LogLevel=ERROR",
    ]
    for option in options { words += ["-o", option] }
    if let port = place.port { words += ["-p", String(port)] }
    if let user = place.user { words += ["-l", user] }
    return words
  }

  /// The command that starts the script on the machine.
  var command: [String] { words(isFirst: true) + ["--", place.host, SSHScript.start] }

  /// Brings what is in a folder of this machine into one of the other. Throws `TargetError`.
  func send(_ source: String, to destination: String) throws(TargetError) {
    // rsync takes this text apart by spaces and quotes itself (rsync(1), --rsh).
    let shell = words(isFirst: false).map { "'\($0.replacing("'", with: "''"))'" }
      .joined(separator: " ")
    let host = place.host.contains(":") ? "[\(place.host)]" : place.host
    let arguments = [
      "-rlp", "--ignore-times", "--secluded-args", "--whole-file",
      "--timeout=\(place.timeoutSeconds)",
      "--rsh=\(shell)",
      "--", "\(source)/", "\(host):\(destination)/",
    ]
    let result: GitCommand.Result
    do {
      result = try ProgramCall.run(
        rsync, arguments, environment: environment, shownAs: ["rsync"],
        timeLimit: .seconds(place.timeoutSeconds * 30))
    } catch {
      let reason = (error as? any ExplainedError)?.message ?? "\(error)"
      throw .system(message: "its content cannot be sent: \(reason)", hints: [])
    }
    guard result.status != 0 else { return }
    let lines = String(decoding: result.standardError, as: UTF8.self).split(separator: "\n")
    let texts = lines.map { SSHText.line(String($0)) }.filter { !$0.isEmpty }
    let cause =
      texts.first { $0.contains(" failed: ") }.flatMap { $0.components(after: " failed: ") }
      ?? texts.first { !$0.hasPrefix("rsync error:") } ?? texts.last ?? "status \(result.status)"
    throw .system(message: "its content cannot be sent by rsync: \(cause)", hints: [])
  }
}

extension String {
  /// What stands behind the last occurrence of a text.
  fileprivate func components(after text: String) -> String? {
    ranges(of: text).last.map { String(self[$0.upperBound...]) }
  }
}

/// Texts of another machine on their way to people.
enum SSHText {
  /// In one line, not too long, and without what could control a terminal.
  static func line(_ text: String, limit: Int = 300) -> String {
    let visible = text.unicodeScalars.prefix(4 * limit).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? " " : Character(scalar)
    }
    let line = String(visible).split(separator: " ").joined(separator: " ")
    return line.count > limit ? "\(line.prefix(limit))…" : line
  }
}
