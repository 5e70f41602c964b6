import Fixtures
import Foundation

extension Refusal {
  /// What stops where an item takes content from another repository.
  static let ofRepositories: [Refusal] = [
    ofOther("this machine does not know where it is", status: 1) { scene, _ in
      try scene.serve()
      try scene.run("apply")
    },
    ofOther("a named item of it", status: 1) { scene, _ in
      try scene.serve()
      try scene.run("apply", "triggers@production")
    },
    ofOther("it was not fetched here yet", status: 4) { scene, _ in
      try scene.run("queued")
    },
    ofOther("it cannot be reached", status: 4) { scene, content in
      try FileManager.default.removeItem(atPath: content.path)
      try scene.run("apply")
    },
    ofOther("its branch is not there", status: 4) { scene, content in
      try content.git("branch", "-m", "main", "trunk")
      try scene.run("apply")
    },
    ofOther("its history was rewritten") { scene, content in
      try scene.apply()
      let tree = try content.git("rev-parse", "main^{tree}")
      let commit = try content.git("commit-tree", tree, "-m", "Begin anew")
      try content.git("update-ref", "refs/heads/main", commit)
      try scene.run("apply")
    },
    ofOther("an entry that both have", status: 64) { scene, content in
      try scene.apply()
      let history = HistoryBuilder()
      history.commit("Begin", changes: ["texts/hello.txt": "Hello\n"])
      history.mergeRequest(
        7, "Greet", changes: ["texts/hello.txt": "Good morning\n"], project: "support/content")
      try history.write(to: content)
      try scene.merge(7, "a", "title: AA\n")
      try scene.run("hold", "triggers", "--only", "!7", "--reason", "wait")
    },
  ]

  /// With a repository `managed`, known by its path, and nothing fetched of it.
  private static func ofOther(
    _ title: String, status: Int32 = 3,
    play: @escaping @Sendable (RefusalScene, FixtureRepository) throws -> Void
  ) -> Refusal {
    Refusal(
      title, status: status,
      """
      version: 1
      repositories: [managed]
      items:
        triggers:
          paths: [data/triggers, "managed:texts"]
          targets: { production: { deployment: ad-hoc } }
      """
    ) { scene in
      let content = try FixtureRepository(
        bare: true, in: scene.world.folder, named: "content.git")
      let history = HistoryBuilder()
      history.commit("Begin", changes: ["texts/hello.txt": "Hello\n"])
      try history.write(to: content)
      try scene.serve(
        "", "repositories:\n  managed: { path: \(content.path), branch: main }\n")
      try play(scene, content)
    }
  }
}
