import Fixtures
import Foundation

/// A ``World`` whose one target is the branch `live` of another repository, `mirror.git`.
final class Mirror {
  let world: World
  let repository: FixtureRepository
  /// Where others commit to the branch.
  private let others: FixtureRepository

  static let configuration = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: { mirror: { deployment: ad-hoc, prune: delete } }

    """
  static let files: [String: FixtureFile?] = [
    "data/triggers/a.yaml": "title: A\n", "data/triggers/b.yaml": "title: B\n",
  ]

  /// - Parameter keys: Further keys of the target.
  init(
    _ configuration: String = Mirror.configuration, files: [String: FixtureFile?] = Mirror.files,
    keys: String = ""
  ) throws {
    world = try World(configuration, files: files, targets: [], inMemory: true)
    world.now = "2026-12-01T00:05:07Z"
    repository = try FixtureRepository(bare: true, in: world.folder, named: "mirror.git")
    others = try FixtureRepository(in: world.folder, named: "others")
    try serve(at: "path: \(repository.path)", keys: keys)
  }

  /// Writes the targets file with the mirror at a place.
  func serve(at place: String, keys: String = "") throws {
    let more = keys.isEmpty ? "" : ", \(keys)"
    try world.folder.write(
      "targets:\n  mirror: { kind: git, \(place), branch: live\(more) }\n", to: "targets.yaml")
  }

  // MARK: The branch

  /// The commit that the branch is at; nil where there is none.
  func tip() throws -> String? {
    let result = try repository.runGit(["rev-parse", "-q", "--verify", "refs/heads/live"])
    return result.status == 0 ? result.text.trimmingCharacters(in: .newlines) : nil
  }

  /// All that the branch holds, as `MODE ID` by path.
  func entries() throws -> [String: String] {
    var entries: [String: String] = [:]
    for line in try repository.git("ls-tree", "-r", "-z", "live").split(separator: "\0") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      let words = parts[0].split(separator: " ")
      entries[String(parts[1])] = "\(words[0]) \(words[2])"
    }
    return entries
  }

  /// The text of each file of the branch.
  func texts() throws -> [String: String] {
    var texts: [String: String] = [:]
    for (path, entry) in try entries() where !entry.hasPrefix("160000") {
      texts[path] = try repository.git("cat-file", "blob", String(entry.split(separator: " ")[1]))
    }
    return texts
  }

  func subjects() throws -> [String] {
    guard try tip() != nil else { return [] }
    return try repository.git("log", "--format=%s", "live").split(separator: "\n").map(String.init)
  }

  /// What git finds wrong with the repository; nothing where all is well.
  func flaws() throws -> String {
    let result = try repository.runGit(["fsck", "--strict", "--no-dangling"])
    return result.status == 0 ? "" : result.all
  }

  /// Commits to the branch as others do; nil removes a file. Returns the commit.
  @discardableResult
  func push(
    _ message: String, _ files: [String: String?], modes: [String: String] = [:],
    submodules: [String: String] = [:]
  ) throws -> String {
    if try tip() == nil {
      _ = try others.runGit(["checkout", "-q", "--orphan", "new"])
    } else {
      try others.git("fetch", "-q", repository.path, "live")
      try others.git("checkout", "-q", "-f", "FETCH_HEAD")
    }
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      guard let text else {
        try others.git("rm", "-q", "--cached", path)
        continue
      }
      let blob = try others.git(
        ["hash-object", "-w", "--stdin"], input: Array(text.utf8))
      try others.git(
        "update-index", "--add", "--replace", "--cacheinfo",
        "\(modes[path] ?? "100644"),\(blob),\(path)")
    }
    for (path, commit) in submodules {
      try others.git("update-index", "--add", "--cacheinfo", "160000,\(commit),\(path)")
    }
    try others.git("commit", "-q", "-m", message)
    try others.git("push", "-q", repository.path, "HEAD:refs/heads/live")
    return try others.git("rev-parse", "HEAD")
  }

  /// Makes the branch lead somewhere else, as somebody who may force a push would.
  func force(_ commit: String) throws {
    try repository.git("update-ref", "refs/heads/live", commit)
  }

  /// A hook of the other repository.
  func hook(_ name: String, _ script: String?) throws {
    let path = "mirror.git/hooks/\(name)"
    guard let script else {
      return try FileManager.default.removeItem(atPath: world.folder.path(path))
    }
    try world.folder.write("#!/bin/sh\n\(script)\n", to: path, mode: 0o755)
  }

  // MARK: Running

  @discardableResult
  func merge(_ changes: [String: FixtureFile?]) throws -> String {
    merges += 1
    return try world.merge(merges, "Change \(merges)", changes)
  }
  private var merges = 0

  func apply(_ arguments: String..., environment: [String: String] = [:]) throws -> ProgramResult {
    try world.start(["apply"] + arguments, environment: environment).wait()
  }

  /// Applies with a `git` in front that does something around each push to the mirror; `$git` is the
  /// real one, and `once NAME` is true the first time it is asked.
  func apply(aroundPush script: String) throws -> ProgramResult {
    let real = try Program.run(
      "sh", ["-c", "command -v git"], in: "/", environment: world.clone.variables
    ).text.trimmingCharacters(in: .newlines)
    try world.folder.write(
      """
      #!/bin/sh
      git=\(real)
      here=\(world.folder.path)
      once() { mkdir "$here/once-$1" 2>/dev/null; }
      case " $* " in
      *" push "*mirror*) \(script) ;;
      esac
      exec "$git" "$@"

      """, to: "bin/git", mode: 0o755)
    let path = world.clone.variables["PATH"] ?? ""
    return try apply(environment: ["PATH": "\(world.folder.path("bin")):\(path)"])
  }

  /// The script that pushes a commit to the mirror's branch; the commit is made now and is not there.
  func othersPush(_ files: [String: String?]) throws -> String {
    let before = try tip()
    let commit = try push("By others", files)
    if let before { try force(before) }
    return "\"$git\" -C \(repository.path) update-ref refs/heads/live \(commit)"
  }
}
