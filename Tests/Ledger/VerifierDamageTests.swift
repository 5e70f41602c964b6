import Domain
import Fixtures
import FoundationEssentials
import Git
import Ledger
import Testing

struct VerifierDamageTests {
  private let chain: Chain
  private let triggers = Chain.triggers

  init() throws { chain = try Chain() }

  /// Removes the object at a path of the newest commit from the repository.
  private func remove(_ path: String) throws -> String {
    let id = try chain.git.git("rev-parse", "\(Chain.reference):\(path)")
    try FileManager.default.removeItem(
      atPath: "\(chain.git.gitFolder)/objects/\(id.prefix(2))/\(id.dropFirst(2))")
    return id
  }

  @Test(arguments: [
    "deployed/production/triggers/content/control/data/a.yaml",
    "deployed/production/triggers/state.json",
  ])
  func `a missing file is named by its path`(_ path: String) throws {
    try chain.baseline(triggers, ["data/a.yaml": "1", "data/b.yaml": "2"])
    let id = try remove(path)
    try chain.expectOnly("\(path) cannot be read: the blob \(id) is missing")
  }

  @Test(arguments: ["deployed/production/triggers/content/control/data", "deployed/production"])
  func `a missing folder is named by its path`(_ path: String) throws {
    try chain.baseline(triggers, ["data/a.yaml": "1", "data/b.yaml": "2"])
    let id = try remove(path)
    try chain.expectOnly("\(path) cannot be read: the tree \(id) is missing")
  }

  @Test func `a damaged content does not hide what is wrong besides`() throws {
    try chain.baseline(triggers, ["data/a.yaml": "1"])
    try chain.record([.done(triggers, (.create, "new/a.yaml")), .done(Chain.forms)]) {
      try $0.record(
        chain.deployment($1, ["data/a.yaml": "1", "new/a.yaml": "2"]), of: triggers)
      try $0.record(chain.deployment($1, ["b.yaml": "1"]), of: Chain.forms)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    let path = "deployed/production/triggers/content/control/new"
    let id = try remove(path)
    #expect(
      Set(try chain.report().findings.map(\.problem)) == [
        "\(path) cannot be read: the tree \(id) is missing",
        "run \(run) does not explain why b.yaml of forms@production appears",
      ])
  }

  @Test func `a submodule's commit need not be here`() throws {
    let run = chain.start(.baseline)
    var transition = LedgerTransition(subject: "baseline", run: run.run)
    var record = try chain.deployment(run, ["a.yaml": "1"])
    let submodule = FileVersion(mode: .submodule, content: .zero)
    record.tree = try chain.repository.replacing(
      [GitPath("sub"): submodule], in: record.tree)
    try transition.record(record, of: triggers)
    try transition.record(
      chain.ended(run, [BindingResult(binding: triggers, outcome: .applied)]))
    try chain.append(transition)
    #expect(try chain.report().findings == [])
  }

  @Test(arguments: [
    ("\"item\" : \"triggers\"", "\"item\" : \"rules\"", "is the state of rules@production"),
    ("\"schema\" : 1", "\"schema\" : 2", "has the schema 2, known is 1"),
    ("\"partial\" : false", "", "cannot be understood: it is not the JSON that belongs there"),
    (
      "\"root\" : \"\"", "\"root\" : \"\\\"\"",
      "cannot be understood: it holds the value \"\"\""
    ),
  ])
  func `a state that is none of its binding is found`(
    _ old: String, _ new: String, _ problem: String
  ) throws {
    let path = "deployed/production/triggers/state.json"
    let run = chain.start(.baseline)
    let record = chain.ended(run, [BindingResult(binding: triggers, outcome: .applied)])
    var transition = LedgerTransition(subject: "baseline", run: run.run)
    try transition.record(chain.deployment(run, ["a.yaml": "1"]), of: triggers)
    try transition.record(record)
    try chain.append(transition)
    let good = try chain.text(path)
    let tree = try chain.repository.link(chain.tip()).tree
    try chain.git.git("update-ref", "-d", Chain.reference)
    let broken = good.replacing("\(old),\n", with: new.isEmpty ? "" : "\(new),\n")
      .replacing("\(old)\n", with: "\(new)\n")
    #expect(good != broken)
    let files = try chain.repository.files(in: tree)
    var changes = Dictionary(
      uniqueKeysWithValues: files.map { ($0.path.text, Optional($0.version)) })
    changes[path] = try chain.file(broken.replacing(",\n}", with: "\n}"))
    try chain.forge(changes, run: run.run)
    try chain.expectOnly("\(path) \(problem)")
  }

  @Test func `files left behind are those of the state`() throws {
    let version = try chain.file("1")
    let left = LeftBehind(
      path: GitPath("old.yaml"), version: version, place: GitPath("old.yaml"), run: "r")
    let run = try chain.baseline(triggers, ["old.yaml": "1"])
    try chain.record([.done(triggers, (.leaveBehind, "old.yaml"))]) {
      try $0.record(chain.deployment($1, [:], leftBehind: [left]), of: triggers)
    }
    #expect(try chain.report().findings == [])
    let folder = "deployed/production/triggers/left-behind"
    let name = "100644-\(version.content.hex)"
    let executable = FileVersion(mode: .executable, content: version.content)
    try chain.forge(["\(folder)/\(name)": executable], run: run.run)
    let other = "100755-\(version.content.hex)"
    try chain.forge(
      ["\(folder)/\(name)": version, "\(folder)/\(other)": executable], run: run.run)
    let problems = try chain.report().findings.map(\.problem)
    #expect(problems.contains("triggers@production left old.yaml behind, which \(folder) lacks"))
    #expect(
      problems.contains(
        "\(folder) has \(other), which triggers@production did not leave behind"))
  }

  @Test func `a deployed commit that goes back is found, one that is not here is not`() throws {
    let first = try chain.controlCommit()
    let second = try chain.controlCommit(after: first)
    let gone = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    try chain.baseline(triggers, ["a.yaml": "1"], commit: gone)
    for commit in [second, gone, first, second] {
      try chain.record([.done(triggers)]) {
        try $0.record(chain.deployment($1, ["a.yaml": "1"], commit: commit), of: triggers)
      }
    }
    #expect(try chain.report().findings == [])
    try chain.record([.done(triggers)]) {
      try $0.record(chain.deployment($1, ["a.yaml": "1"], commit: first), of: triggers)
    }
    try chain.expectOnly(
      "it takes triggers@production back from \(second.short) to \(first.short), which does not "
        + "contain it")
    try chain.baseline(triggers, ["a.yaml": "1"], commit: second)
    try chain.baseline(triggers, ["a.yaml": "1"], commit: first)
    #expect(try chain.report().findings.count == 1)
    try chain.record([.done(triggers)]) {
      try $0.record(chain.deployment($1, ["a.yaml": "1"]), of: triggers)
    }
    #expect(
      try chain.report().findings.last?.problem
        == "it forgets the deployed commit of triggers@production")
  }
}
