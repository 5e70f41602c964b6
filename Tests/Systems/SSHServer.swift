import Fixtures
import Foundation

/// OpenSSH's daemon for the user who runs the tests, with keys of its own.
final class SSHServer {
  let folder: TemporaryFolder
  let server: ServerProcess

  init() throws {
    let folder = try TemporaryFolder()
    if getuid() == 0 {
      // Where it is root it gives up its rights in this folder (sshd(8), FILES).
      try FileManager.default.createDirectory(
        atPath: "/run/sshd", withIntermediateDirectories: true)
    }
    for name in ["host", "user"] {
      try RealSystems.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder.path(name)],
        in: folder.path)
    }
    try folder.write(folder.text(of: "user.pub") ?? "", to: "authorized", mode: 0o600)
    server = try ServerProcess.start(output: folder.path("output"), in: folder.path) { port in
      try folder.write(Self.settings(folder.path, port), to: "sshd_config")
      return (
        ["/usr/sbin/sshd", "-D", "-E", folder.path("log"), "-f", folder.path("sshd_config")],
        ["PATH": RealSystems.path]
      )
    }
    try folder.write(
      "[127.0.0.1]:\(server.port) \(folder.text(of: "host.pub") ?? "")", to: "known")
    try folder.write(
      """
      Host machine
        HostName 127.0.0.1
        Port \(server.port)
        IdentityFile \(folder.path("user"))
        IdentitiesOnly yes
        IdentityAgent none
        UserKnownHostsFile \(folder.path("known"))
        GlobalKnownHostsFile /dev/null
        LogLevel ERROR

      """, to: "ssh_config")
    self.folder = folder
  }

  /// The client's configuration, in which the server is called `machine`.
  var configuration: String { folder.path("ssh_config") }

  /// What the sessions that it served were for, such as `command` or `subsystem 'sftp'`, from its own
  /// log; commands themselves are not in there.
  func sessions() throws -> [String] {
    let text = folder.text(of: "log") ?? ""
    return text.split(separator: "\n").compactMap { line in
      line.firstMatch(of: /Starting session: (.+?) (?:on|for|from) [^ ]/).map { String($0.1) }
    }
  }

  /// Stops it, by its process ID.
  func stop() { server.stop() }

  private static func settings(_ folder: String, _ port: Int) -> String {
    """
    Port \(port)
    ListenAddress 127.0.0.1
    HostKey \(folder)/host
    PidFile none
    AuthorizedKeysFile \(folder)/authorized
    StrictModes no
    UsePAM no
    UseDNS no
    PermitRootLogin prohibit-password
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    Subsystem sftp internal-sftp
    MaxStartups 100
    LogLevel VERBOSE

    """
  }
}
