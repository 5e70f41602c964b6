import Fixtures
import Foundation

/// A Request Tracker with a database as it is when it was just made.
final class RequestTracker: RealSystem {
  static let descriptionName = "request-tracker"
  let folder: TemporaryFolder
  let server: ServerProcess
  let user: String? = "root"
  let secret = "rt-secret"

  var url: String { "http://127.0.0.1:\(server.port)/REST/2.0" }
  var log: String { folder.path("access.log") }
  var asking: [String] { ["-u", "root:\(secret)"] }

  init() throws {
    let folder = try TemporaryFolder()
    let made = RealSystems.installed + "/request-tracker/rt.db"
    try FileManager.default.copyItem(atPath: made, toPath: folder.path("rt.db"))
    for name in ["mason", "session", "var", "settings"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: true)
    }
    // The file and the folder that it would read in /etc.
    try folder.write("1;\n", to: "none.pm")
    server = try ServerProcess.start(output: folder.path("output"), in: folder.path) { port in
      try folder.write(Self.settings(folder.path, port), to: "settings/rt.pm")
      return (
        [
          "/usr/share/request-tracker5/libexec/rt-server", "--server", "Standalone", "--host",
          "127.0.0.1", "--port", "\(port)", "--access-log", folder.path("access.log"),
        ],
        [
          "PATH": RealSystems.path, "HOME": folder.path,
          "RT_SITE_CONFIG": folder.path("none.pm"), "RT_SITE_CONFIG_DIR": folder.path("settings"),
        ]
      )
    }
    self.folder = folder
  }

  private static func settings(_ folder: String, _ port: Int) -> String {
    """
    Set($rtname, 'rt.example');
    Set($Organization, 'rt.example');
    Set($WebPath, '');
    Set($WebDomain, '127.0.0.1');
    Set($WebPort, \(port));
    Set($WebBaseURL, 'http://127.0.0.1:\(port)');
    Set($Timezone, 'UTC');
    Set($DatabaseType, 'SQLite');
    Set($DatabaseName, '\(folder)/rt.db');
    Set($LogToSyslog, undef);
    Set($LogToFile, undef);
    Set($LogToSTDERR, 'warning');
    Set($MailCommand, 'testfile');
    Set($BcryptCost, 4);
    $RT::MasonDataDir = '\(folder)/mason';
    $RT::MasonSessionDir = '\(folder)/session';
    $RT::VarPath = '\(folder)/var';
    1;

    """
  }
}
