import Configuration
import Credentials
import Domain
import Fixtures
import Foundation
import Git
import GitProgram
import Testing

@testable import Targets

/// Random pushes of ours and of others to one branch, against a model: a map from paths to texts.
@Suite struct RandomBranchTests {
  private let paths = ["a", "b", "c", "c/x", "c/y", "d/e/f", "d/e", "g"]

  @Test func `what the branch holds is what the model says, and a conflict changes nothing`() throws
  {
    try forEachSeed(12) { seed, random in
      let place = try BranchPlace()
      var model: [String: String] = [:]
      for round in 0..<8 {
        let writer = try place.writer()
        _ = try writer.read([SoughtObject]())
        let changes = randomChanges(of: model, "ours", round, &random)
        writer.beginPart()
        let outcomes = writer.write(
          changes.map { path, text in
            let old = model[path].map { version($0) }
            return text.map { put(path, $0, over: old) }
              ?? ObjectWrite(path: GitPath(path), action: .remove, expected: old)
          }, mayContinue: {})
        #expect(outcomes.allSatisfy { $0 == .done }, "seed \(seed): \(outcomes)")
        let known = model
        if random.chance(60) {
          let theirs = randomChanges(of: model, "theirs", round, &random)
          try place.pushByOthers(theirs)
          for (path, text) in theirs { model[path] = text }
        }
        let wanted = model.merging(changes.filter { $0.1 != nil }.map { ($0.0, $0.1 ?? "") }) { $1 }
          .filter { path, _ in !changes.contains { $0.0 == path && $0.1 == nil } }
        let isFree =
          changes.allSatisfy { path, text in
            model[path] == known[path] || model[path] == text
          } && canHold(wanted)
        let before = try place.count()
        let outcome = writer.publish(mayContinue: {})
        let isNew = isFree && wanted != model
        if isFree { model = wanted }
        #expect(
          outcome.map { $0 == .done } ?? true == (isFree || changes.isEmpty),
          "seed \(seed), round \(round): \(String(describing: outcome)) of \(changes)")
        #expect(try place.count() == before + (isNew ? 1 : 0), "seed \(seed), round \(round)")
        #expect(try place.files() == model, "seed \(seed), round \(round)")
      }
      #expect(try place.flaws() == "", "seed \(seed)")
    }
  }

  /// Up to four changes after which no file is where a folder is; nil removes a file.
  private func randomChanges(
    of model: [String: String], _ who: String, _ round: Int, _ random: inout SeededGenerator
  ) -> [(String, String?)] {
    var result: [(String, String?)] = []
    var files = model
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      guard let path = random.pick(paths), !result.contains(where: { $0.0 == path }) else {
        continue
      }
      var next = files
      if files[path] != nil, random.chance(40) {
        next[path] = nil
      } else {
        // Now and then both write the same.
        next[path] = random.chance(20) ? "same\n" : "\(who) \(round)\n"
      }
      guard canHold(next), next[path] != files[path] else { continue }
      files = next
      result.append((path, next[path]))
    }
    return result
  }

  private func canHold(_ files: [String: String]) -> Bool {
    files.keys.allSatisfy { path in !files.keys.contains { $0.hasPrefix(path + "/") } }
  }
}

/// A control repository and a bare one with the branch.
private final class BranchPlace {
  private let control: FixtureRepository
  private let mirror: FixtureRepository
  private let repository: Repository

  init() throws {
    let folder = try TemporaryFolder(inMemory: true)
    control = try FixtureRepository(bare: true, in: folder, named: "control.git")
    mirror = try FixtureRepository(bare: true, in: folder, named: "mirror.git")
    repository = try Repository.open(control.path)
  }

  /// The target as one command opens it.
  func writer() throws -> any TargetWriter {
    let program = GitCommand(
      directory: control.path, environment: control.variables, isGitDirectory: true)
    let target = TargetsFile.Target(
      name: "mirror", kind: .git(.init(location: mirror.path, branch: "live")))
    return try TargetOpening.writer(
      for: target, TargetSurroundings(git: program, repository: repository))
  }

  func pushByOthers(_ changes: [(String, String?)]) throws {
    guard !changes.isEmpty else { return }
    let hasBranch = try count() > 0
    var stream = "commit refs/heads/live\ncommitter X <x@example.com> 1700000000 +0000\n"
    stream += "data 6\nothers\n" + (hasBranch ? "from refs/heads/live^0\n" : "")
    for (path, _) in changes.filter({ $0.1 == nil }) { stream += "D \(path)\n" }
    for (path, text) in changes {
      if let text { stream += "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n" }
    }
    try mirror.git(["fast-import", "--quiet"], input: Array(stream.utf8))
  }

  /// How many commits the branch has.
  func count() throws -> Int {
    let result = try mirror.runGit(["rev-list", "--count", "live", "--"])
    return Int(result.text.trimmingCharacters(in: .newlines)) ?? 0
  }

  func files() throws -> [String: String] {
    guard try count() > 0 else { return [:] }
    var files: [String: String] = [:]
    for path in try mirror.git("ls-tree", "-r", "--name-only", "live").split(separator: "\n") {
      files[String(path)] = String(
        decoding: try mirror.gitBytes("cat-file", "blob", "live:\(path)"), as: UTF8.self)
    }
    return files
  }

  func flaws() throws -> String {
    let result = try mirror.runGit(["fsck", "--strict", "--no-dangling"])
    return result.status == 0 ? "" : result.text + result.errorText
  }
}
