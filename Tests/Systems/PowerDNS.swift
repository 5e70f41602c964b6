import Fixtures
import Foundation

/// A name server of PowerDNS without zones.
final class PowerDNS: RealSystem {
  static let descriptionName = "powerdns"
  let folder: TemporaryFolder
  let server: ServerProcess
  let user: String? = nil
  let secret = "pdns-secret"

  var url: String { "http://127.0.0.1:\(server.port)/api/v1/servers/localhost" }
  var log: String { folder.path("output") }
  var asking: [String] { ["-H", "X-API-Key: \(secret)"] }

  init() throws {
    let folder = try TemporaryFolder()
    try RealSystems.run(
      [
        "sqlite3", "zones.db", ".read /usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql",
      ], in: folder.path)
    let secret = secret
    server = try ServerProcess.start(output: folder.path("output"), in: folder.path) { port in
      try folder.write(
        """
        launch=gsqlite3
        gsqlite3-database=\(folder.path("zones.db"))
        gsqlite3-pragma-foreign-keys=yes
        api=yes
        api-key=\(secret)
        webserver=yes
        webserver-address=127.0.0.1
        webserver-port=\(port)
        webserver-allow-from=127.0.0.0/8
        webserver-loglevel=normal
        loglevel=6
        local-address=127.0.0.1
        local-port=\(try Loopback.freePort())
        socket-dir=\(folder.path)
        security-poll-suffix=
        daemon=no
        guardian=no

        """, to: "pdns.conf")
      return (
        ["/usr/sbin/pdns_server", "--config-dir=\(folder.path)"],
        ["PATH": RealSystems.path, "HOME": folder.path]
      )
    }
    self.folder = folder
  }
}
