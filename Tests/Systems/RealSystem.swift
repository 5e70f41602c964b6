import Configuration
import Credentials
import Fixtures
import Foundation
import GitProgram
import Targets

/// A system that nobody here wrote, started for one test with data of its own.
protocol RealSystem: AnyObject {
  /// The name of its description among those that come with the program.
  static var descriptionName: String { get }
  /// The folder with all its data.
  var folder: TemporaryFolder { get }
  var server: ServerProcess { get }
  /// What its description's paths are below.
  var url: String { get }
  /// Whom it knows; the user is nil where the secret says that.
  var user: String? { get }
  var secret: String { get }
  /// The file in which it notes each request, in the form of `"GET /path HTTP/1.1" 200`.
  var log: String { get }
  /// Options of curl that say who asks and what else every request needs.
  var asking: [String] { get }
}

/// Whether tests on real systems are wanted: they take packages that the other tests do without.
enum RealSystems {
  static let areWanted = ProcessInfo.processInfo.environment["DEPLOYSYNC_SYSTEMS"] == "1"
  static let wish = "`make test-systems` runs them on real systems"

  /// The folder that `scripts/test-systems-setup` installs to.
  static let installed: String = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appendingPathComponent(".build/systems").path
  }()

  /// Where Roundup is: elsewhere, where the checkout cannot be read by others than root.
  static let roundup = URL(fileURLWithPath: installed + "/roundup").resolvingSymlinksInPath().path

  /// Words before a command that must not run as root: as nobody where the tests do.
  static let asNobody: [String] =
    getuid() == 0 ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : []

  static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  /// Runs a program that has to end well.
  @discardableResult
  static func run(
    _ words: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> String {
    var environment = environment
    environment["PATH"] = path + ":/usr/sbin:/sbin"
    environment["LC_ALL"] = "C.UTF-8"
    let result = try Program.run(
      words[0], Array(words.dropFirst()), in: folder, environment: environment,
      timeLimitSeconds: 300)
    guard result.status == 0 else {
      throw FixtureError("\(words.joined(separator: " ")): \(result.text)\(result.errorText)")
    }
    return result.text
  }
}

extension RealSystem {
  /// The target as an operator's file would have it.
  var target: TargetsFile.Target {
    TargetsFile.Target(
      name: Self.descriptionName,
      kind: .rest(
        TargetsFile.RestSystem(
          server: TargetsFile.WebServer(url: url), description: .named(Self.descriptionName))),
      credentials: TargetsFile.CredentialSource(
        kind: .placed(.environment("SYSTEM_SECRET")), user: user))
  }

  /// What the target is opened with.
  var surroundings: TargetSurroundings {
    TargetSurroundings(
      places: CredentialPlaces(environment: ["SYSTEM_SECRET": secret], userID: getuid()),
      git: GitCommand(
        directory: folder.path,
        environment: HermeticEnvironment.variables(home: folder.path)))
  }

  /// Stops it, by its process ID.
  func stop() { server.stop() }
}
