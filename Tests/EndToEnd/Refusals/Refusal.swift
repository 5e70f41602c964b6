import Fixtures
import Foundation

/// One way to be refused: how it comes about, and the command that is refused.
struct Refusal: Sendable {
  var title: String
  /// The exit code that the command ends with.
  var status: Int32
  var configuration: String
  var files: [String: FixtureFile?]
  /// Arranges all that goes before, and runs the command last.
  var play: @Sendable (RefusalScene) throws -> Void

  init(
    _ title: String, status: Int32 = 3, _ configuration: String = RefusalScene.standard,
    files: [String: FixtureFile?] = RefusalScene.files,
    play: @escaping @Sendable (RefusalScene) throws -> Void
  ) {
    self.title = title
    self.status = status
    self.configuration = configuration
    self.files = files
    self.play = play
  }

  /// Plays it; the answer of its last command as a section of a table.
  func section() throws -> String {
    let scene = try RefusalScene(configuration, files: files)
    try play(scene)
    guard let last = scene.last else { throw FixtureError("\(title): nothing was run") }
    guard last.result.status == status else {
      throw FixtureError("\(title): expected status \(status)\n\(last.result.all)")
    }
    // What the ledger keeps beside the content holds the name of a run.
    let text = Transcript.stable(last.result.text + last.result.errorText, in: scene.world)
      .replacing(#/(what is held:) [0-9a-f]{10} -> [0-9a-f]{10}/#) { "\($0.output.1) OLD -> NEW" }
    guard text.contains(#/deploysync [a-z]|git [a-z]|Hint: |did you mean/#) else {
      throw FixtureError("\(title): the answer names no next step\n\(text)")
    }
    let command = Transcript.stable(last.arguments.joined(separator: " "), in: scene.world)
    return "## \(title)\n\n$ deploysync \(command)\n\(text)[\(status)]\n"
  }
}

/// The world of one refusal, with people who have names.
final class RefusalScene {
  static let start = "2026-11-20T09:00:00Z"
  static let date = "2026-12-01T00:05:00Z"

  let world: World
  private(set) var last: (arguments: [String], result: ProgramResult)?
  /// The clock of the commands that follow.
  var now = start

  init(_ configuration: String, files: [String: FixtureFile?]) throws {
    world = try World(configuration, files: files)
  }

  /// Runs the program as somebody. What must go well, is to be run with `succeed`.
  @discardableResult
  func run(_ arguments: String..., by name: String = "olga") throws -> ProgramResult {
    try run(arguments, by: name)
  }

  /// Runs the program, which must end with 0.
  @discardableResult
  func succeed(_ arguments: String..., by name: String = "olga") throws -> ProgramResult {
    let result = try run(arguments, by: name)
    guard result.status == 0 else {
      throw FixtureError("\(arguments.joined(separator: " ")): \(result.all)")
    }
    return result
  }

  /// What a program answered that was not run here.
  func answer(_ arguments: [String], _ result: ProgramResult) { last = (arguments, result) }

  private func run(_ arguments: [String], by name: String) throws -> ProgramResult {
    let result = try world.start(
      arguments, at: now,
      environment: [
        "GIT_COMMITTER_NAME": name.capitalized, "GIT_COMMITTER_EMAIL": "\(name)@example.com",
      ]
    ).wait()
    last = (arguments, result)
    return result
  }

  /// Applies, which must go well; the name of the run.
  @discardableResult
  func apply() throws -> String {
    let result = try succeed("apply")
    guard let match = result.text.firstMatch(of: #/run (\S+) is recorded/#) else {
      throw FixtureError(result.all)
    }
    return String(match.output.1)
  }

  /// The targets file with more lines of production's description, and more of the file.
  func serve(_ more: String = "", _ rest: String = "") throws {
    let path = world.folder.path("targets/production")
    try world.folder.write(
      "targets:\n  production: { kind: directory, path: \(path)\(more) }\n\(rest)",
      to: "targets.yaml")
  }

  /// Production as the branch's head says, and recorded so.
  func baseline() throws {
    for (path, text) in [("a", "title: A\n"), ("b", "title: B\n")] {
      try world.folder.write(text, to: "targets/production/triggers/\(path).yaml")
    }
    try succeed("baseline", "triggers@production", "--at", "origin/main")
  }

  /// A merge request that changes one of the triggers, or adds it; nil removes it.
  func merge(_ number: Int, _ name: String, _ text: String?, at time: String? = nil) throws {
    let file: FixtureFile? = text.map { .text($0) }
    try world.merge(number, "Change \(name)", ["data/triggers/\(name).yaml": file], at: time)
  }

  /// Somebody changes a trigger in the system itself.
  func changeByHand(_ name: String, to text: String) throws {
    try world.folder.write(text, to: "targets/production/triggers/\(name).yaml")
  }

  /// Rita asks for the whole queue, and Olga records the impact.
  func impact() throws {
    try succeed(
      "exception", "request", "triggers@production", "--reason", "outage", by: "rita")
    try succeed("exception", "impact", "E-1")
  }

  /// All that an exception needs, up to its deployment.
  func agree() throws {
    try impact()
    try succeed("exception", "approve", "E-1", "--consequences", "none", by: "max")
    try succeed("exception", "confirm", "E-1", by: "rita")
  }

  // MARK: Configurations

  static let files: [String: FixtureFile?] = [
    "data/triggers/a.yaml": "title: A\n", "data/triggers/b.yaml": "title: B\n",
  ]

  /// Triggers of production, with more lines of the binding and of the file.
  static func configuration(binding: String = "deployment: standard", _ more: String = "") -> String
  {
    """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets:
          production: { \(binding) }
    \(more)
    """
  }

  static let standard = configuration()

  static let adHoc = configuration(binding: "deployment: ad-hoc")

  static let exceptions = configuration(
    """
    exceptions:
      steps:
        - impact: { by: [olga@example.com] }
        - decision: { by: [max@example.com, mia@example.com] }
        - confirmation: { by: requester }
    """)
}
