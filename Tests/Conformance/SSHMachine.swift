import Fixtures
import Foundation
import Synchronization

/// OpenSSH's daemon on the loopback interface, with keys of its own, for the user who runs the tests:
/// another machine as far as ssh and rsync can tell.
package final class SSHMachine: Sendable {
  private let folder: TemporaryFolder
  package let port: Int
  /// It ends with this object.
  nonisolated(unsafe) private let daemon: RunningProgram
  /// The daemon's process ID.
  package let identifier: Int32

  /// One for all tests of a process; nil where none can be started.
  package static let shared: SSHMachine? = {
    do {
      let machine = try SSHMachine()
      living.withLock { $0 = machine.identifier }
      atexit {
        let identifier = living.withLock { $0 }
        if identifier != 0 { kill(identifier, SIGKILL) }
      }
      return machine
    } catch {
      FileHandle.standardError.write(Data("Not tested over ssh: \(error)\n".utf8))
      return nil
    }
  }()
  private static let living = Mutex<Int32>(0)

  /// Whether tests need it: wherever one can be started, and whenever real systems are asked for, as
  /// by `make test-systems`, where it is an error that none can be.
  package static var isWanted: Bool {
    shared != nil || ProcessInfo.processInfo.environment["DEPLOYSYNC_SYSTEMS"] == "1"
  }

  package init() throws {
    for path in ["/usr/sbin/sshd", "/usr/bin/rsync"]
    where !FileManager.default.isExecutableFile(atPath: path) {
      throw FixtureError("no \(path)")
    }
    // Where it is root it gives up its rights in this folder (sshd(8), FILES).
    if getuid() == 0 {
      try FileManager.default.createDirectory(
        atPath: "/run/sshd", withIntermediateDirectories: true)
    }
    let folder = try TemporaryFolder()
    self.folder = folder
    for name in ["host", "user", "stranger"] {
      let made = try RunningProgram(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder.path(name)],
        in: folder.path, environment: [:]
      ).wait()
      guard made.status == 0 else { throw FixtureError(made.errorText) }
    }
    try folder.write(folder.text(of: "user.pub") ?? "", to: "authorized", mode: 0o600)
    port = try Loopback.freePort()
    try folder.write(
      """
      Port \(port)
      ListenAddress 127.0.0.1
      HostKey \(folder.path("host"))
      PidFile none
      AuthorizedKeysFile \(folder.path("authorized"))
      StrictModes no
      UsePAM no
      UseDNS no
      PermitRootLogin prohibit-password
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      MaxStartups 100
      LogLevel VERBOSE

      """, to: "sshd_config")
    daemon = try RunningProgram(
      "/bin/sh",
      [
        "-c", "exec \"$@\" >/dev/null 2>&1", "sh", "/usr/sbin/sshd", "-D", "-E",
        folder.path("log"), "-f", folder.path("sshd_config"),
      ], in: folder.path, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
    identifier = daemon.identifier
    let end = ContinuousClock.now + .seconds(20)
    while !Loopback.isOpen(port) {
      guard ContinuousClock.now < end else { throw FixtureError("sshd does not start") }
      usleep(20_000)
    }
    try writeKnown("known", key: "host")
    try writeKnown("other", key: "stranger")
    try folder.write("", to: "nothing")
    for (name, identity, known) in [
      ("config", "user", "known"), ("refused", "stranger", "known"), ("unknown", "user", "nothing"),
      ("changed", "user", "other"),
    ] {
      try folder.write(
        """
        Host machine
          HostName 127.0.0.1
          Port \(port)
          IdentityFile \(folder.path(identity))
          IdentitiesOnly yes
          IdentityAgent none
          UserKnownHostsFile \(folder.path(known))
          GlobalKnownHostsFile /dev/null

        """, to: name)
    }
  }

  deinit { kill(identifier, SIGKILL) }

  private func writeKnown(_ name: String, key: String) throws {
    try folder.write("[127.0.0.1]:\(port) \(folder.text(of: "\(key).pub") ?? "")", to: name)
  }

  /// How the client is configured.
  package enum Client: String, Sendable {
    case config
    /// With a key that the machine does not take.
    case refused
    /// That never saw the machine.
    case unknown
    /// That knows the machine by another key.
    case changed
  }

  /// The keys of a target in `targets.yaml` that reach the machine, which is called `machine`.
  package func keys(_ client: Client = .config) -> String {
    "kind: ssh, host: machine, config: \(folder.path(client.rawValue))"
  }

  /// The client's configuration file.
  package func configuration(_ client: Client = .config) -> String { folder.path(client.rawValue) }

  /// The lines of the daemon's own log.
  package func log() -> [String] {
    (folder.text(of: "log") ?? "").split(separator: "\n").map(String.init)
  }
}
