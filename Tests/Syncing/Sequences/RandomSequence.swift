import Domain
import Fixtures
import Git
import Syncing

/// A random sequence of merges, applies and hand-made changes, and what the rules say of it.
final class RandomSequence {
  let sandbox: Sandbox
  var generator: SeededGenerator
  var line = SequenceLine()
  var configuration = ModelConfiguration(items: [])
  /// What is configured at head, broken items aside.
  var current: ModelConfiguration { configuration.valid }
  /// What was changed by hand on a target and is so still; nil for a file that was removed.
  var handMade: [String: [GitPath: FileVersion?]] = [:]
  /// The index of the newest commit whose version was brought to a place, by target.
  var levels: [String: [GitPath: Int]] = [:]
  /// The occurrences that a finished run recorded, by origin and target.
  var fulfilled: Set<String> = []
  /// The newest commit of the ledger that the verifier has seen.
  var verified: ObjectID?
  /// What each run left, by its ID.
  var past: [String: Past] = [:]
  /// Branches of hand-made changes that are not merged.
  var adopted: [AdoptedBranch] = []
  /// Plans that are not carried out yet.
  var plans: [WaitingPlan] = []
  /// The ledger and the targets after the step before.
  var last: SequenceSnapshot?
  /// What was done, for people.
  var steps: [String] = []
  /// Counts names and texts.
  var counter = 0

  static let targets = ["alpha", "beta"]

  init(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    sandbox = try Sandbox(targets: Self.targets)
    sandbox.inactive = "inactive"
    configuration = Self.firstConfiguration(&generator)
    var files: [String: FileVersion?] = ["README.md": try version("read me\n")]
    for folder in ["data/a", "data/b", "shared", "pages"] {
      for name in ["one.yaml", "two.yaml", "sub/three.yaml"] where generator.chance(60) {
        files["\(folder)/\(name)"] = try text()
      }
    }
    try merge("begin", files, configuration: configuration)
    for target in Self.targets where generator.chance(50) {
      try sandbox.handWrite("not ours\n", to: "notes.txt", of: target)
      handMade[target, default: [:]]["notes.txt"] = try version("not ours\n")
    }
  }

  /// A file of a new text.
  func text() throws -> FileVersion {
    counter += 1
    let isExecutable = generator.chance(10)
    return try version(.file(Array("text \(counter)\n".utf8), executable: isExecutable))
  }

  func version(_ file: FixtureFile) throws -> FileVersion { try sandbox.version(file) }

  func fail(_ rule: String) -> SequenceFailure { SequenceFailure(rule: rule, steps: steps) }

  func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws {
    if !holds { throw fail(rule()) }
  }

  /// Merges changes, and the configuration where one is given.
  func merge(
    _ subject: String, _ changes: [String: FileVersion?], configuration: ModelConfiguration? = nil,
    isBroken: Bool = false
  ) throws {
    var changes = changes
    let readable = configuration ?? self.configuration
    if isBroken {
      changes["deploysync.yaml"] = .some(try version("version: [\n"))
    } else if configuration != nil || line.commits.last?.configuration == nil {
      changes["deploysync.yaml"] = .some(
        try version(.text("version: 1\n" + readable.yaml)))
    }
    self.configuration = readable
    // Now and then a fast-forward keeps the time that its commit had.
    var time = sandbox.now
    if !line.commits.isEmpty, generator.chance(10) {
      let earlier = time + -Int64.random(in: 0...100_000, using: &generator)
      time = max(earlier, Timestamp(seconds: line.commits[0].time))
    }
    let id = try sandbox.merge(subject, versions: changes, at: time, direct: generator.chance(40))
    try append(
      SequenceLine.Commit(
        id: id, time: time.seconds, files: [:], configuration: isBroken ? nil : readable.valid,
        broken: Set(readable.items.filter { !$0.isValid }.map(\.origin))))
    steps.append("\(sandbox.now) merge \(id.short) at \(time): \(subject)")
  }

  /// Adds a commit of the branch to the line, with the files that it has.
  func append(_ commit: SequenceLine.Commit) throws {
    var commit = commit
    let tree = try sandbox.repository.link(commit.id).tree
    for (path, version) in try sandbox.repository.files(in: tree) {
      commit.files[path.text] = version
    }
    line.commits.append(commit)
  }

  static func firstConfiguration(_ generator: inout SeededGenerator) -> ModelConfiguration {
    let choices: [[[String]]] = [
      [["data/a"], ["data/a/*.yaml"]],
      [["data/b/**/*.yaml"], ["data/b/one.yaml", "data/b/sub"], ["data/b"]],
      [["shared"], ["shared/one.yaml", "shared/two.yaml"]],
      [["pages/*.yaml"], ["pages"], ["pages/**/*.yaml"]],
      [["top.yaml", "extra"]],
    ]
    var items: [ModelConfiguration.Item] = []
    for origin in 0..<Int.random(in: 3...5, using: &generator) {
      var bindings: [String: ModelConfiguration.Rules] = [:]
      for target in targets where generator.chance(75) { bindings[target] = rules(&generator) }
      if bindings.isEmpty { bindings["alpha"] = rules(&generator) }
      let paths = generator.pick(choices[origin]) ?? []
      let root = paths.allSatisfy { $0.hasPrefix("data/") } ? "data" : nil
      items.append(
        ModelConfiguration.Item(
          name: "item\(origin)", origin: origin, paths: paths,
          root: generator.chance(40) ? root : nil,
          after: origin > 0 && generator.chance(25) ? ["item0"] : [], bindings: bindings))
    }
    return ModelConfiguration(items: items)
  }

  static func rules(_ generator: inout SeededGenerator) -> ModelConfiguration.Rules {
    ModelConfiguration.Rules(
      schedule: generator.pick([nil, nil, "monthly", "weekly", "daily"]) ?? nil,
      prune: generator.pick([.never, .never, .deactivate, .deactivate, .delete]) ?? .never)
  }
}

extension GitPath: ExpressibleByStringLiteral {
  /// Takes the text's bytes.
  public init(stringLiteral text: String) { self.init(text) }
}
