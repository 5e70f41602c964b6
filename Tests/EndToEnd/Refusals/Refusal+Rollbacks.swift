import Fixtures
import Foundation

extension Refusal {
  /// What stops `rollback`.
  static let ofRollbacks: [Refusal] = [
    ofSecondRun(
      "by somebody who may not", more: "roles: { rollback: [olga@example.com] }"
    ) { scene, first in
      try scene.rollBack(to: first, by: "mallory")
    },
    ofSecondRun("to a run that is not known", status: 64) { scene, _ in
      try scene.rollBack(to: "20251231T000000Z-0123456789")
    },
    ofSecondRun("to what fits several runs", status: 64) { scene, _ in
      try scene.rollBack(to: "2026")
    },
    Refusal("to a run of another binding", twoItems, files: bothFiles) { scene in
      try scene.succeed("apply", "triggers@production")
      let result = try scene.succeed("apply", "macros@production")
      let other = result.text.firstMatch(of: #/run (\S+) is recorded/#).map { String($0.output.1) }
      try scene.rollBack(to: other ?? "")
    },
    Refusal("to a run that did not finish", RefusalScene.adHoc) { scene in
      try scene.apply()
      let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:"
      try scene.merge(1, "c", pointer + String(repeating: "a", count: 64) + "\nsize 1\n")
      let failed = try scene.run("apply")
      let run = failed.text.firstMatch(of: #/run (\S+) is recorded/#).map { String($0.output.1) }
      try scene.merge(2, "c", "title: C\n")
      try scene.apply()
      try scene.rollBack(to: run ?? "")
    },
    ofSecondRun("to the latest run") { scene, _ in
      let latest = try scene.succeed("history", "--limit", "1")
      try scene.rollBack(to: String(latest.text.prefix { $0 != " " }))
    },
    Refusal("where nothing is deployed", RefusalScene.adHoc) { scene in
      try scene.rollBack(to: "2026")
    },
    ofSecondRun("a file was changed by hand") { scene, first in
      try scene.changeByHand("a", to: "title: by hand\n")
      try scene.rollBack(to: first)
    },
    ofSecondRun("a folder took the place") { scene, first in
      let path = scene.world.folder.path("targets/production/triggers/a.yaml")
      try FileManager.default.removeItem(atPath: path)
      try scene.world.folder.write("notes", to: "targets/production/triggers/a.yaml/notes")
      try scene.rollBack(to: first)
    },
    ofSecondRun("the item's root was changed since") { scene, first in
      try scene.world.push(
        "Root",
        ["deploysync.yaml": .text(RefusalScene.adHoc.replacing("    root: data\n", with: ""))])
      try scene.succeed("apply")
      try scene.rollBack(to: first)
    },
    ofSecondRun("not one binding", status: 64) { scene, first in
      try scene.run("rollback", "trigger", "--to", first, "--reason", "outage")
    },
    ofSecondRun("a target that is not served", status: 78) { scene, first in
      try scene.world.serve([])
      try scene.rollBack(to: first)
    },
  ]

  /// With two runs of the binding; the first's name is handed on.
  private static func ofSecondRun(
    _ title: String, status: Int32 = 3, more: String = "",
    play: @escaping @Sendable (RefusalScene, String) throws -> Void
  ) -> Refusal {
    Refusal(
      title, status: status,
      RefusalScene.configuration(binding: "deployment: ad-hoc", more)
    ) { scene in
      let first = try scene.apply()
      try scene.merge(1, "a", "title: AA\n")
      try scene.apply()
      try play(scene, first)
    }
  }

  private static let twoItems = """
    version: 1
    items:
      macros: { paths: [data/macros], targets: { production: { deployment: ad-hoc } } }
      triggers: { paths: [data/triggers], targets: { production: { deployment: ad-hoc } } }

    """

  private static let bothFiles: [String: FixtureFile?] = [
    "data/macros/m.yaml": "title: M\n", "data/triggers/a.yaml": "title: A\n",
  ]
}

extension RefusalScene {
  fileprivate func rollBack(to run: String, by name: String = "olga") throws {
    try self.run(
      "rollback", "triggers@production", "--to", run, "--reason", "it's an outage", by: name)
  }
}
