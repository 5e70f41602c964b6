import Fixtures
import Foundation

/// A team with a git server, an operator's clone and one system, and what is wrong so far: what a
/// month is played with.
final class MonthBench {
  let system: any ConformingSystem
  private(set) var problems: [String] = []
  /// The clock of the programs, such as `2026-12-01T00:05:00Z`.
  var now = "2026-11-10T10:00:00Z"
  /// What is on the system if all is well.
  var expected: Set<SampleObject> = []
  private let folder: TemporaryFolder
  private let server: FixtureRepository
  /// Where the team works.
  private let team: FixtureRepository
  /// The operator's clone, which the program runs in.
  private let clone: FixtureRepository

  init(_ system: any ConformingSystem) throws {
    self.system = system
    folder = try TemporaryFolder(inMemory: true)
    server = try FixtureRepository(bare: true, in: folder, named: "server.git")
    team = try FixtureRepository(in: folder, named: "team")
    try team.git("remote", "add", "origin", server.path)
    team.clock = try Self.seconds(now)
    try team.commit("Begin", files: ["deploysync.yaml": Self.configuration(system.prune)])
    try team.git("push", "-q", "-u", "origin", "main")
    clone = try FixtureRepository.clone(of: server, in: folder)
    try folder.write("targets:\n  live: \(system.entry)\n", to: "targets.yaml")
  }

  /// `desk` goes out on the first of the month, `quick` at once. Olga runs, Max decides.
  private static func configuration(_ prune: String) -> String {
    """
    version: 1
    items:
      desk:
        paths: [data]
        root: data
        targets:
          live: { deployment: standard, prune: \(prune) }
      quick:
        paths: [quick]
        root: quick
        targets:
          live: { deployment: ad-hoc, prune: \(prune) }
    exceptions:
      steps:
        - impact: { by: [olga@example.com] }
        - decision: { by: [max@example.com] }
        - confirmation: { by: requester }

    """
  }

  private static func seconds(_ time: String) throws -> Int64 {
    Int64(try Date(time, strategy: .iso8601).timeIntervalSince1970)
  }

  // MARK: The team

  /// Merges a request that brings objects of an item as they shall be, nil for none any more, now.
  func merge(
    _ number: Int, _ folder: String, _ objects: [String: Int?], former: [String: String] = [:],
    isSquashed: Bool = false
  ) throws {
    team.clock = try Self.seconds(now)
    try team.git("checkout", "-q", "-B", "change-\(number)", "origin/main")
    var files: [String: String?] = [:]
    for old in former.values { files["\(folder)/\(system.place(of: old))"] = .some(nil) }
    for (name, value) in objects {
      files["\(folder)/\(system.place(of: name))"] = .some(
        value.map { system.text(of: SampleObject(name, $0), formerName: former[name]) })
    }
    try team.commit("Work on \(number)", files: files)
    try mergeBranch("change-\(number)", as: number, isSquashed: isSquashed)
  }

  private func mergeBranch(_ branch: String, as number: Int, isSquashed: Bool = false) throws {
    let about = "Change \(number)\n\nSee merge request team/desk!\(number)"
    try team.git("checkout", "-q", "-B", "main", "origin/main")
    if isSquashed {
      try team.git("merge", "-q", "--squash", branch)
      try team.git("commit", "-q", "-m", about)
    } else {
      let subject = "Merge branch 'change-\(number)' into 'main'"
      try team.git("merge", "-q", "--no-ff", "-m", "\(subject)\n\n\(about)", branch)
    }
    try team.git("push", "-q", "origin", "main")
    try team.git("fetch", "-q", "origin")
  }

  /// Brings what was changed on the system by hand into the repository, and merges it.
  func adopt(_ item: String, as number: Int) throws {
    try run("adopt", "\(item)@live")
    try clone.git("push", "-q", "origin", "adopt/\(item)-live")
    team.clock = try Self.seconds(now)
    try team.git("fetch", "-q", "origin")
    try mergeBranch("origin/adopt/\(item)-live", as: number)
  }

  // MARK: The program

  /// Runs the program as a person; where its status is another one, that is a problem.
  @discardableResult
  func run(
    _ arguments: String..., as person: String = "olga", status: Int32 = 0
  ) throws -> ProgramResult {
    var variables = clone.variables
    variables["DEPLOYSYNC_TARGETS"] = folder.path("targets.yaml")
    for role in ["AUTHOR", "COMMITTER"] {
      variables["GIT_\(role)_EMAIL"] = "\(person)@example.com"
    }
    variables.merge(try ClockShift.environment(now: now)) { $1 }
    let program = try RunningProgram(
      BuiltBinary.path, arguments, in: clone.path, environment: variables)
    let result = try program.wait()
    if result.status != status {
      problems.append(
        "\(now): \(arguments.joined(separator: " ")): status \(result.status)\n\(result.text)"
          + result.errorText)
    }
    return result
  }

  /// Applies what is due: it writes these objects (nil: whatever is needed), what precedes it writes
  /// nothing, and neither does another one right after.
  @discardableResult
  func apply(writing names: [String]?) throws -> String? {
    try system.forgetWrites()
    let before = try tip()
    try run("plan", "--fetch")
    try run("apply", "--dry-run")
    try run("status")
    try expectNoWrites("looking")
    try expect(tip() == before, "looking moved the ledger")
    let answer = try run("apply", "--format", "json")
    try expectThere(writing: names)
    try expectSettled()
    return MonthAnswer(answer)?.text("run")
  }

  /// What an apply that was just made wrote, and what is there.
  func expectThere(writing names: [String]?) throws {
    if let names {
      let wrote = try system.writes().sorted()
      expect(wrote == names.sorted(), "wrote \(wrote) instead of \(names)")
    }
    let found = try system.objects()
    expect(
      Set(found) == expected && found.count == expected.count,
      "\(Self.sorted(found)) is there instead of \(Self.sorted(Array(expected)))")
  }

  /// Nothing is left to do: no command writes to the system, nor the ledger.
  func expectSettled() throws {
    try system.forgetWrites()
    let settled = try tip()
    try run("apply")
    try run("drift", "--exit-code")
    try expectNoWrites("a second apply")
    try expect(tip() == settled, "a second apply moved the ledger")
  }

  // MARK: Expecting

  func expect(_ isSo: @autoclosure () throws -> Bool, _ problem: @autoclosure () -> String) rethrows
  {
    if try !isSo() { problems.append("\(now): \(problem())") }
  }

  func expectNoWrites(_ when: String) throws {
    let wrote = try system.writes()
    expect(wrote.isEmpty, "\(when) wrote \(wrote)")
  }

  /// The queue of `desk`, newest first: merge requests with their status.
  func expectQueue(_ wanted: [String]) throws {
    let answer = try run("queued", "--fetch", "--format", "json")
    let entries = MonthAnswer(answer)?.binding("desk")?.list("entries") ?? []
    let found = entries.map {
      "\($0.text("mergeRequest") ?? "none") \($0.text("status") ?? "none")"
    }
    expect(found == wanted, "the queue is \(found) instead of \(wanted)\n\(answer.text)")
  }

  func tip() throws -> String {
    try server.runGit(["rev-parse", "-q", "--verify", "refs/heads/deploysync/ledger"]).text
  }

  /// What the ledger says is deployed is what is there, file by file.
  func expectDeployed() throws {
    var texts: [String: String] = [:]
    for (item, folder) in [("desk", "data"), ("quick", "quick")] {
      let tree = "refs/heads/deploysync/ledger:deployed/live/\(item)/content/control/\(folder)"
      for path in try server.git("ls-tree", "-r", "--name-only", tree).split(separator: "\n") {
        texts[String(path)] = try server.git("show", "\(tree)/\(path)")
      }
    }
    var wanted: [String: String] = [:]
    for object in try system.objects() where object.isActive {
      wanted[system.place(of: object.name)] = system.text(of: object, formerName: nil)
        .trimmingCharacters(in: .newlines)
    }
    let told = texts.mapValues { text in
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix("previous_") }.joined(separator: "\n")
    }
    expect(told == wanted, "\(told) is recorded, and \(wanted) is there")
  }

  private static func sorted(_ objects: [SampleObject]) -> [String] {
    objects.map(\.description).sorted()
  }
}

/// An object of a command's JSON.
struct MonthAnswer {
  private let values: [String: Any]

  private init(_ values: [String: Any]) { self.values = values }

  init?(_ result: ProgramResult) {
    let value = try? JSONSerialization.jsonObject(with: Data(result.output))
    guard let values = value as? [String: Any] else { return nil }
    self.values = values
  }

  func text(_ key: String) -> String? { values[key] as? String }

  func list(_ key: String) -> [MonthAnswer] {
    (values[key] as? [[String: Any]] ?? []).map(MonthAnswer.init)
  }

  /// The element of `bindings` for an item.
  func binding(_ item: String) -> MonthAnswer? {
    list("bindings").first { $0.text("item") == item }
  }
}
