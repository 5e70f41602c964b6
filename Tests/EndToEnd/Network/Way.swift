import Fixtures
import Foundation

/// How a git server is reached.
enum Way: String, CaseIterable, Sendable {
  case http, ssh

  /// Those that can be tried on this machine; why one cannot be is said once.
  static let usable: [Way] = {
    guard let reason = SecureShell.obstacle else { return allCases }
    FileHandle.standardError.write(Data("Not tested over ssh: \(reason)\n".utf8))
    return [.http]
  }()
}

/// The programs of OpenSSH.
enum SecureShell {
  static let daemon = "/usr/sbin/sshd"

  /// Why no server can be started here; nil where one can.
  static let obstacle: String? = {
    guard FileManager.default.isExecutableFile(atPath: daemon) else { return "no \(daemon)" }
    // Where it is root it gives up its rights in this folder (sshd(8), FILES).
    if getuid() == 0 {
      try? FileManager.default.createDirectory(
        atPath: "/run/sshd", withIntermediateDirectories: true)
    }
    do {
      let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
      let server = try FaultyServer(.ssh, of: world)
      let result = try world.clone.runGit(["ls-remote", server.url])
      return result.status == 0 ? nil : result.errorText
    } catch {
      return "\(error)"
    }
  }()
}
