import Fixtures
import Foundation

extension Refusal {
  /// What stops `apply`.
  static let ofRuns: [Refusal] = [
    Refusal("no date has passed") { scene in
      try scene.run("apply", "triggers@production")
    },
    Refusal("the date is done") { scene in
      scene.now = RefusalScene.date
      try scene.succeed("apply")
      try scene.merge(1, "a", "title: AA\n")
      try scene.run("apply", "triggers@production")
    },
    Refusal("the date was missed") { scene in
      try scene.baseline()
      try scene.merge(1, "a", "title: AA\n", at: "2026-11-20T10:00:00Z")
      scene.now = "2026-12-05T09:00:00Z"
      try scene.run("apply")
    },
    Refusal("a file was changed by hand", RefusalScene.adHoc) { scene in
      try scene.succeed("apply")
      try scene.changeByHand("a", to: "title: by hand\n")
      try scene.merge(1, "a", "title: AA\n")
      try scene.run("apply")
    },
    Refusal("a file was removed by hand", RefusalScene.adHoc) { scene in
      try scene.succeed("apply")
      try FileManager.default.removeItem(
        atPath: scene.world.folder.path("targets/production/triggers/a.yaml"))
      try scene.merge(1, "a", "title: AA\n")
      try scene.run("apply")
    },
    Refusal("a file is there that nobody recorded", RefusalScene.adHoc) { scene in
      try scene.succeed("apply")
      try scene.changeByHand("c", to: "title: by hand\n")
      try scene.merge(1, "c", "title: C\n")
      try scene.run("apply")
    },
    Refusal(
      "more objects would be deleted than the limit allows",
      RefusalScene.configuration(
        binding: "deployment: ad-hoc, prune: delete, limits: { deletes: 0 }")
    ) { scene in
      try scene.succeed("apply")
      try scene.merge(1, "a", nil)
      try scene.run("apply")
    },
    Refusal(
      "more objects would change than the limit's share allows",
      RefusalScene.configuration(binding: "deployment: ad-hoc, limits: { changes: 50% }")
    ) { scene in
      try scene.succeed("apply")
      try scene.world.merge(
        1, "Change both",
        ["data/triggers/a.yaml": "title: AA\n", "data/triggers/b.yaml": "title: BB\n"])
      try scene.run("apply")
    },
    Refusal("history was rewritten", RefusalScene.adHoc) { scene in
      try scene.succeed("apply")
      let world = scene.world
      let tree = try world.server.git("rev-parse", "main^{tree}")
      let commit = try world.server.git("commit-tree", tree, "-m", "Begin anew")
      try world.server.git("update-ref", "refs/heads/main", commit)
      try scene.run("apply")
    },
    Refusal(
      "somebody who is not in the role",
      RefusalScene.configuration(
        binding: "deployment: ad-hoc", "roles: { run: [ci@example.com] }")
    ) { scene in
      try scene.run("apply")
    },
    Refusal(
      "what goes before it is refused",
      """
      version: 1
      items:
        fields: { paths: [data/fields], targets: { production: { deployment: ad-hoc } } }
        triggers:
          paths: [data/triggers]
          after: [fields]
          targets: { production: { deployment: ad-hoc } }

      """, files: ["data/fields/f.yaml": "f: 1\n", "data/triggers/a.yaml": "title: A\n"]
    ) { scene in
      try scene.world.folder.write("f: 2\n", to: "targets/production/data/fields/f.yaml")
      try scene.run("apply")
    },
    Refusal("the item's definition is invalid", status: 1, RefusalScene.adHoc) { scene in
      try scene.succeed("apply")
      try scene.world.push(
        "Break",
        [
          "deploysync.yaml": .text(
            RefusalScene.configuration(binding: "deployment: adhoc"))
        ])
      try scene.run("apply")
    },
  ]
}
