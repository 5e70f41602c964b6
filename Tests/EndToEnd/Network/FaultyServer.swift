import Fixtures
import Foundation

/// The server of a ``World`` as a process of its own, reached over http or ssh on the loopback
/// interface, that does wrong what it is told to (`faulty-server.py`).
final class FaultyServer {
  let way: Way
  private let world: World
  private var process: RunningProgram?
  private var port = 0
  /// The folder in which it is told what to do.
  let state: String

  /// Starts it; it ends with this object.
  init(_ way: Way, of world: World) throws {
    self.way = way
    self.world = world
    state = world.folder.path("network")
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    try world.server.git("config", "http.receivepack", "true")
    if way == .ssh { try makeKeys() }
    try start()
  }

  deinit { stop() }

  /// The URL of the repository, with the name and password given.
  func url(as user: String? = nil) -> String {
    let name = user.map { "\($0)@" } ?? ""
    return switch way {
    case .http: "http://\(name)127.0.0.1:\(port)/server.git"
    case .ssh: "ssh://\(name)127.0.0.1:\(port)\(world.server.path)"
    }
  }

  var url: String { url() }

  /// Ends the process, by its ID.
  func stop() {
    process?.signal(SIGTERM)
    process = nil
  }

  /// Starts it where it was.
  func start() throws {
    for attempt in 1... {
      switch way {
      case .http: try startHTTP()
      case .ssh: try startSSH()
      }
      if waitUntilItListens() { return }
      stop()
      if attempt == 5 { throw FixtureError("no \(way.rawValue) server on port \(port)") }
      port = 0
    }
  }

  private func startHTTP() throws {
    let note = "\(state)/port"
    try? FileManager.default.removeItem(atPath: note)
    process = try RunningProgram(
      Self.python, Self.script + ["http", world.folder.path, state, "\(port)"],
      in: world.folder.path, environment: ["PATH": path])
    for _ in 0..<2_000 {
      if let text = world.folder.text(of: "network/port"), let number = Int(text) {
        port = number
        return
      }
      usleep(5_000)
    }
  }

  private func startSSH() throws {
    if port == 0 { port = try Loopback.freePort() }
    try world.folder.write(
      """
      Port \(port)
      ListenAddress 127.0.0.1
      HostKey \(state)/host
      PidFile none
      AuthorizedKeysFile \(state)/authorized
      StrictModes no
      UsePAM no
      UseDNS no
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      AcceptEnv GIT_PROTOCOL
      MaxStartups 100
      LogLevel ERROR

      """, to: "network/sshd_config")
    let key = world.folder.text(of: "network/host.pub") ?? ""
    try world.folder.write("[127.0.0.1]:\(port) \(key)", to: "network/known")
    process = try RunningProgram(
      SecureShell.daemon, ["-D", "-e", "-f", "\(state)/sshd_config"], in: state,
      environment: ["PATH": path])
  }

  /// Keys of the server and of the one user that it lets in, for whom programs of this world use
  /// them.
  private func makeKeys() throws {
    for name in ["host", "user", "stranger"] {
      let made = try Program.run(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(state)/\(name)"],
        in: state, environment: ["PATH": path])
      guard made.status == 0 else { throw FixtureError(made.errorText) }
    }
    let command = ([Self.python] + Self.script + ["ssh", state]).joined(separator: " ")
    let key = world.folder.text(of: "network/user.pub") ?? ""
    try world.folder.write("restrict,command=\"\(command)\" \(key)", to: "network/authorized")
    try use(key: "user")
  }

  /// Has the programs of this world use a key.
  func use(key: String) throws {
    try world.folder.write(
      """
      Host *
        IdentityFile \(state)/\(key)
        IdentitiesOnly yes
        IdentityAgent none
        UserKnownHostsFile \(state)/known
        GlobalKnownHostsFile /dev/null
        LogLevel ERROR

      """, to: "network/ssh_config")
    world.clone.environment["GIT_SSH_COMMAND"] = "ssh -F \(state)/ssh_config"
  }

  private func waitUntilItListens() -> Bool {
    for _ in 0..<400 {
      if Loopback.isOpen(port) { return true }
      usleep(10_000)
    }
    return false
  }

  private var path: String { ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin" }
  private static let python =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
    ? "/usr/bin/python3" : "python3"
  /// Without anything that is installed beside Python.
  private static let script = [
    "-I", "-S",
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("faulty-server.py").path,
  ]
}
