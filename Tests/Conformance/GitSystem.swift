import Fixtures

/// A branch of a bare repository as a target; what it holds and how often it was written is git's
/// word.
package final class GitSystem: ConformingSystem {
  private let folder: TemporaryFolder
  private let repository: FixtureRepository
  /// The branch when writes were last forgotten.
  private var seen: String?

  package init() throws {
    folder = try TemporaryFolder(inMemory: true)
    repository = try FixtureRepository(bare: true, in: folder, named: "mirror.git")
    repository.environment["GIT_INDEX_FILE"] = folder.path("index")
  }

  package var entry: String {
    "{ kind: git, path: \(repository.path), branch: live, inactive: off, key: name, compare: values }"
  }
  package let canDeactivate = true
  package let canRename = true

  package func place(of name: String) -> String { "desk/\(name).yaml" }

  package func text(of object: SampleObject, formerName: String?) -> String {
    let former = formerName.map { "previous_name: \($0)\n" } ?? ""
    return "name: \(object.name)\nvalue: \(object.value)\n" + former
  }

  private func tip() throws -> String? {
    let result = try repository.runGit(["rev-parse", "-q", "--verify", "refs/heads/live"])
    return result.status == 0 ? String(result.text.dropLast()) : nil
  }

  private static func name(of path: some StringProtocol) -> String {
    (String(path).split(separator: "/").last.map(String.init) ?? "").replacing(".yaml", with: "")
  }

  package func objects() throws -> [SampleObject] {
    guard try tip() != nil else { return [] }
    return try repository.git("ls-tree", "-r", "--name-only", "live").split(separator: "\n").map {
      path in
      let text = try repository.git("cat-file", "blob", "live:\(path)")
      let value = text.split(separator: "\n").first { $0.hasPrefix("value: ") }
        .flatMap { Int($0.dropFirst(7)) }
      guard let value else { throw FixtureError("\(path) is no object: \(text)") }
      return SampleObject(Self.name(of: path), value, isActive: !path.hasPrefix("off/"))
    }
  }

  package func identity(of name: String) throws -> String? { nil }

  package func put(_ object: SampleObject) throws {
    let tip = try tip()
    try repository.git(["read-tree"] + (tip.map { [$0] } ?? ["--empty"]))
    let text = text(of: object, formerName: nil)
    let blob = try repository.git(["hash-object", "-w", "--stdin"], input: Array(text.utf8))
    try repository.git(
      "update-index", "--add", "--cacheinfo", "100644,\(blob),\(place(of: object.name))")
    let tree = try repository.git("write-tree")
    let commit = try repository.git(
      ["commit-tree", "-m", "by somebody else", tree] + (tip.map { ["-p", $0] } ?? []))
    try repository.git("update-ref", "refs/heads/live", commit)
  }

  // MARK: Writes

  /// Of each commit every object that it touches, once: one that moves is written once.
  package func writes() throws -> [String] {
    guard let tip = try tip(), tip != seen else { return [] }
    let range = seen.map { ["\($0)..\(tip)"] } ?? [tip]
    var writes: [String] = []
    for commit in try repository.git(["rev-list"] + range).split(separator: "\n") {
      let paths = try repository.git(
        "diff-tree", "-r", "--root", "--no-commit-id", "--no-renames", "--name-only",
        String(commit))
      writes += Set(paths.split(separator: "\n").map { Self.name(of: $0) })
    }
    return writes
  }

  package func forgetWrites() throws { seen = try tip() }

  package func arm(
    _ trouble: WriteTrouble, at number: Int, kill: @escaping @Sendable () -> Void
  ) throws -> [String: String]? {
    // All writes of a run are one push.
    switch trouble {
    case .refused: nil
    case .killedBefore: ["DEPLOYSYNC_FAULT": "branch.push.before:kill"]
    case .killedAfter: ["DEPLOYSYNC_FAULT": "branch.pushed:kill"]
    }
  }

  package func disarm() {}
}
