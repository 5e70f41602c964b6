import Fixtures

extension FaultScenario {
  private static let files: [String: FixtureFile?] = [
    "data/triggers/a.yaml": "title: A\n", "data/triggers/deep/b.yaml": "title: B\n",
  ]

  /// Runs to a branch of another repository: every end leaves it with each run's commit once.
  static var branches: [FaultScenario] {
    var first = make("a first run to a branch", HelpDesk.adHoc, files: files, command: ["apply"]) {
      world in try world.serveBranch()
    }
    first.proof = { try $0.differences(commits: 1, ["triggers/a.yaml", "triggers/deep/b.yaml"]) }
    var change = make("a change of a branch", HelpDesk.adHoc, files: files, command: ["apply"]) {
      world in
      try world.serveBranch()
      try world.succeed("apply")
      try world.merge(
        1, "Change",
        [
          "data/triggers/a.yaml": "title: AA\n", "data/triggers/deep/b.yaml": nil,
          "data/triggers/c.yaml": "title: B\n",
        ])
    }
    change.proof = { try $0.differences(commits: 2, ["triggers/a.yaml", "triggers/c.yaml"]) }
    return [first, change]
  }
}

extension World {
  /// Serves production from a branch of another repository.
  fileprivate func serveBranch() throws {
    let mirror = try FixtureRepository(bare: true, in: folder, named: "mirror.git")
    try folder.write(
      "targets:\n  production: { kind: git, path: \(mirror.path), branch: live }\n",
      to: "targets.yaml")
  }

  /// What the branch has otherwise than so many commits with these files in the end.
  fileprivate func differences(commits: Int, _ paths: [String]) throws -> [String] {
    let mirror = folder.path("mirror.git")
    let count = try clone.git("-C", mirror, "rev-list", "--count", "live")
    let files = try clone.git("-C", mirror, "ls-tree", "-r", "--name-only", "live")
    let check = try clone.runGit(["-C", mirror, "fsck", "--strict"])
    return (count == "\(commits)" ? [] : ["the branch has \(count) commits, not \(commits)"])
      + (files == paths.joined(separator: "\n") ? [] : ["the branch has \(files)"])
      + (check.status == 0 ? [] : [check.all])
  }
}
