import Fixtures
import Foundation

/// What a command leaves in the world, but for names and times that no two runs share.
struct FaultState: Equatable {
  /// What is live on the targets.
  var targets: [String: String] = [:]
  /// The newest tree of the ledger without its runs.
  var ledger: [String: String] = [:]
  /// The other branches with the trees and messages of their commits.
  var branches: [String: String] = [:]
  /// The files of the person: hooks, plans, configurations.
  var files: [String: String] = [:]

  init(_ scenario: FaultScenario, _ world: World) throws {
    for (path, text) in Self.live(world) { targets[path] = text }
    let reference = World.serverLedger
    let keeper = scenario.keepsRemote ? world.server : world.clone
    let listed = try keeper.runGit(["ls-tree", "-r", "-z", reference])
    var records: [String] = []
    for line in listed.text.split(separator: "\0") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let path = String(parts[1])
      if path.hasPrefix("runs/") { continue }
      // The name of a run, which no two have in common.
      if path.hasPrefix("latest/") {
        ledger[path] = "RUN"
        continue
      }
      let isContent = path.contains("/content/") || path.contains("/leftBehind/")
      if isContent || !path.hasSuffix(".json") { ledger[path] = String(parts[0]) }
      records.append(path)
    }
    let input = records.map { "\(reference):\($0)\n" }.joined()
    let contents = try keeper.runGit(
      ["cat-file", "--batch=%(objectname) %(objectsize)"], input: Array(input.utf8))
    var rest = contents.output[...]
    for path in records {
      guard let end = rest.firstIndex(of: 0x0a),
        let size = Int(
          String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").last ?? "")
      else { throw FixtureError("cat-file: \(contents.text)") }
      let text = String(decoding: rest[(end + 1)...].prefix(size), as: UTF8.self)
      if text.hasPrefix("deploysync: redacted ") {
        ledger[path] = String(text.prefix(while: { $0 != "\n" }))
      } else if ledger[path] == nil {
        ledger[path] = Self.masked(text)
      }
      rest = rest[(end + 1)...].dropFirst(size + 1)
    }
    let refs = try world.clone.git(
      "for-each-ref", "--format=%(refname) %(tree) %(contents:subject)", "refs/heads",
      "refs/deploysync")
    for line in refs.split(separator: "\n") where !line.hasPrefix(reference) {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      // Named by the second that it was made in.
      let isOld = parts[0].hasPrefix("refs/deploysync/rebuilt/")
      let name = isOld ? "an old chain, \(branches.count)" : parts[0]
      branches[name] = parts[1]
    }
    for (path, text) in World.files(below: world.folder.path("clone/.git/hooks")) {
      files["hooks/\(path)"] = text
    }
    for path in ["clone/deploysync.yaml", "clone/.git/deploysync/targets.yaml", "plan.json"] {
      guard let text = world.folder.text(of: path) else { continue }
      files[path] = path.hasSuffix(".json") ? "a plan of \(text.utf8.count) bytes" : text
    }
  }

  /// What readers of the targets see: the folder, or the release that is live.
  static func live(_ world: World) -> [String: String] {
    var live: [String: String] = [:]
    let root = world.folder.path("targets")
    for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
      let current = "\(root)/\(name)/current"
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: current)
      if let link { live["\(name)/current"] = link }
      for (path, text) in World.files(below: link == nil ? "\(root)/\(name)" : current + "/") {
        live["\(name)/\(path)"] = text
      }
    }
    return live
  }

  /// The text without the names of runs and times of this clock, and without what names commits of
  /// the ledger itself.
  private static func masked(_ text: String) -> String {
    text
      .replacing(#/\d{8}T\d{6}Z-[0-9a-f]{10}/#, with: "RUN")
      .replacing(#/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/#) { match in
        match.output.hasSuffix(":00Z\"") ? String(match.output) : "\"TIME\""
      }
      .replacing(#/"ledger" ?: ?"[0-9a-f]{40}"/#, with: "\"ledger\":\"TIP\"")
  }

  /// What must never be there after the last run.
  static func leftovers(_ scenario: FaultScenario, _ world: World) throws -> [String] {
    var found: [String] = []
    for folder in ["targets", "clone", "tmp"] {
      let root = world.folder.path(folder)
      guard let all = FileManager.default.enumerator(atPath: root) else { continue }
      for case let path as String in all {
        let name = path.split(separator: "/").last ?? ""
        let isOurs = name.hasPrefix(".deploysync-") || name.hasPrefix("deploysync-")
        if isOurs || name.hasSuffix(".lock") || name.hasSuffix(".new")
          || path.contains("refs/deploysync/incoming/")
        {
          found.append("\(folder)/\(path)")
        }
      }
    }
    let leases = try (scenario.keepsRemote ? world.server : world.clone).runGit(
      ["ls-tree", "-r", "--name-only", World.serverLedger, "leases", "intended"])
    return found.sorted() + leases.text.split(separator: "\n").map { "ledger: \($0)" }
  }

  /// What the other state has otherwise, one line each.
  func differences(from other: FaultState) -> [String] {
    func lines(_ name: String, _ own: [String: String], _ theirs: [String: String]) -> [String] {
      Set(own.keys).union(theirs.keys).sorted().filter { own[$0] != theirs[$0] }.map {
        "\(name) \($0): \(theirs[$0] ?? "(nothing)") was to be, \(own[$0] ?? "(nothing)") is"
      }
    }
    return lines("target", targets, other.targets) + lines("ledger", ledger, other.ledger)
      + lines("branch", branches, other.branches) + lines("file", files, other.files)
  }
}

/// Which file lies at each place of the targets: one that is written again is another.
struct TargetInodes {
  private var files: [String: String] = [:]

  init(_ world: World) {
    let root = world.folder.path("targets")
    for path in FaultState.live(world).keys where !path.hasSuffix("/current") {
      let parts = path.split(separator: "/", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let current = "\(root)/\(parts[0])/current/\(parts[1])"
      var status = stat()
      guard lstat(current, &status) == 0 || lstat("\(root)/\(path)", &status) == 0 else { continue }
      files[path] = "\(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
  }

  /// The places where another file lies than `before`, of those that were as they were to be then.
  func rewritten(since before: TargetInodes, _ live: [String: String], _ end: [String: String])
    -> [String]
  {
    before.files.keys.sorted().filter {
      live[$0] == end[$0] && files[$0] != before.files[$0]
    }
  }
}
