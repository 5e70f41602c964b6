import Fixtures
import Foundation

/// A tracker of Roundup with the classes of a help desk.
final class Roundup: RealSystem {
  static let descriptionName = "roundup"
  let folder: TemporaryFolder
  let server: ServerProcess
  let user: String? = "admin"
  let secret = "admin-secret"
  /// The port that the tracker takes for its own.
  private let webPort: Int

  var url: String { "http://127.0.0.1:\(server.port)/desk/rest" }
  var log: String { folder.path("access.log") }
  var asking: [String] {
    [
      "-u", "admin:\(secret)", "-H", "X-Requested-With: curl", "-H",
      "Origin: http://127.0.0.1:\(webPort)", "-H", "Host: 127.0.0.1:\(webPort)",
    ]
  }

  /// Starts one.
  ///
  /// - Parameters:
  ///   - limit: How many requests a user may send in how many seconds; nil for as many as they like.
  ///   - webPort: The port that users reach it by where that is not its own.
  init(limit: (requests: Int, seconds: Int)? = nil, webPort: Int? = nil) throws {
    let folder = try TemporaryFolder()
    let home = folder.path("desk")
    let admin = RealSystems.roundup + "/bin/roundup-admin"
    let settings =
      "admin_email=admin@example.org,mail_domain=example.org,tracker_web=http://127.0.0.1/desk/"
    try RealSystems.run(
      [admin, "-i", home, "install", "classic", "sqlite", settings], in: folder.path)
    let schema = folder.text(of: "desk/schema.py") ?? ""
    try folder.write(schema + Self.classes, to: "desk/schema.py")
    try Self.set(
      [
        "password_pbkdf2_default_rounds": "1000",
        "api_calls_per_interval": "\(limit?.requests ?? 0)",
        "api_interval_in_sec": "\(limit?.seconds ?? 3600)",
      ], in: folder)
    try RealSystems.run([admin, "-i", home, "initialise", secret], in: folder.path)
    if getuid() == 0 {
      // The server will not be root.
      try RealSystems.run(["chown", "-R", "nobody:nogroup", folder.path], in: folder.path)
    }
    server = try ServerProcess.start(output: folder.path("output"), in: folder.path) { port in
      try Self.set(["web": "http://127.0.0.1:\(webPort ?? port)/desk/"], in: folder)
      return (
        RealSystems.asNobody + [
          RealSystems.roundup + "/bin/roundup-server", "-n", "127.0.0.1", "-p", "\(port)",
          "-l", folder.path("access.log"), "desk=\(home)",
        ], ["PATH": RealSystems.path, "HOME": folder.path]
      )
    }
    self.folder = folder
    self.webPort = webPort ?? server.port
  }

  /// Changes lines `key = value` of the tracker's configuration; each key is there once.
  private static func set(_ values: [String: String], in folder: TemporaryFolder) throws {
    let text = folder.text(of: "desk/config.ini") ?? ""
    var left = values
    let lines = text.components(separatedBy: "\n").map { line in
      let key = String(line.prefix { $0 != " " })
      guard line.dropFirst(key.count).hasPrefix(" ="), let value = left.removeValue(forKey: key)
      else { return line }
      return "\(key) = \(value)"
    }
    guard left.isEmpty else {
      throw FixtureError("Roundup has no setting \(left.keys.sorted().joined(separator: ", "))")
    }
    try folder.write(lines.joined(separator: "\n"), to: "desk/config.ini")
  }

  private static let classes = """

    # A help desk: teams, what agents do with one press, and what happens by itself.
    group = Class(db, "group", name=String(), description=String(), email=String())
    group.setkey("name")
    macro = Class(db, "macro", name=String(), description=String(), text=String(),
                  group=Link("group"), keywords=Multilink("keyword"), active=Boolean())
    macro.setkey("name")
    trigger = Class(db, "trigger", name=String(), condition=String(), group=Link("group"),
                    macro=Link("macro"), keywords=Multilink("keyword"), minutes=Number(),
                    position=Integer(), active=Boolean())
    trigger.setkey("name")

    """
}
