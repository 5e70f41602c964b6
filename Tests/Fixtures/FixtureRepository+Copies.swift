import Foundation

extension FixtureRepository {
  /// Other forms in which git may keep the same history.
  package enum Variant: String, CaseIterable, Sendable {
    /// All objects in one pack, all refs in `packed-refs`.
    case packed
    /// With a commit-graph that libgit2 1.5 can read (generation version 1).
    case commitGraph
    /// Without a work tree.
    case bare
    /// A linked work tree on the same branch.
    case linkedWorktree
  }

  /// Clones with `git clone ARGUMENTS file://SOURCE`, through the real transport, so that
  /// `--depth` and `--filter` work.
  package static func clone(
    of source: FixtureRepository, arguments: [String] = [], in folder: TemporaryFolder? = nil,
    named name: String = "clone"
  ) throws -> FixtureRepository {
    let folder = try folder ?? TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("home"), withIntermediateDirectories: true)
    let bare = arguments.contains { $0 == "--bare" || $0 == "--mirror" }
    let path = folder.path(name)
    let words =
      ["clone", "-q", "--template="] + arguments + ["--", "file://\(source.path)", path]
    let result = try Program.run(
      "git", words, in: folder.path,
      environment: HermeticEnvironment.variables(home: folder.path("home")))
    try succeed(result, words)
    let clone = try FixtureRepository(
      existing: path, gitFolder: bare ? path : "\(path)/.git", bare: bare, in: folder)
    try clone.configure()
    clone.clock = source.clock
    return clone
  }

  /// A copy of this repository in another form, with the same refs and objects.
  package func variant(_ variant: Variant) throws -> FixtureRepository {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("home"), withIntermediateDirectories: true)
    if variant == .bare, !isBare {
      let target = folder.path("repository.git")
      try copy(gitFolder, to: target)
      let copy = try FixtureRepository(existing: target, gitFolder: target, bare: true, in: folder)
      try copy.git("config", "core.bare", "true")
      copy.clock = clock
      return copy
    }
    let target = folder.path("repository")
    try copy(path, to: target)
    let copy = try FixtureRepository(
      existing: target, gitFolder: isBare ? target : "\(target)/.git", bare: isBare, in: folder)
    copy.clock = clock
    switch variant {
    case .packed:
      try copy.git("repack", "-a", "-d", "-q")
      try copy.git("pack-refs", "--all", "--prune")
    case .commitGraph:
      try copy.git("-c", "commitGraph.generationVersion=1", "commit-graph", "write", "--reachable")
    case .bare:
      break
    case .linkedWorktree:
      let linked = folder.path("linked")
      let branch = try copy.git("symbolic-ref", "--short", "HEAD")
      try copy.git("worktree", "add", "-q", "-f", linked, branch)
      let result = try FixtureRepository(
        existing: linked, gitFolder: copy.gitFolder, bare: false, in: folder)
      result.clock = copy.clock
      return result
    }
    return copy
  }

  private func copy(_ source: String, to target: String) throws {
    let result = try Program.run("cp", ["-a", source, target], in: "/", environment: [:])
    guard result.status == 0 else { throw FixtureError("cp: \(result.errorText)") }
  }
}
