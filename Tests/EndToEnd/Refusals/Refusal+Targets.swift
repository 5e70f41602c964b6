import Fixtures
import Foundation

extension Refusal {
  /// What a target cannot do, what it holds, and limits.
  static let ofTargets: [Refusal] = [
    Refusal(
      "the target cannot deactivate",
      RefusalScene.configuration(binding: "deployment: ad-hoc, prune: deactivate")
    ) { scene in
      try scene.apply()
      try scene.merge(1, "a", nil)
      try scene.run("apply")
    },
    Refusal("a plain folder that is to have releases", status: 1, RefusalScene.adHoc) { scene in
      try scene.apply()
      try scene.serve(", releases: true")
      try scene.merge(1, "a", "title: AA\n")
      try scene.run("apply")
    },
    Refusal("releases that are to be a plain folder", status: 1, RefusalScene.adHoc) { scene in
      try scene.serve(", releases: true")
      try scene.apply()
      try scene.serve()
      try scene.merge(1, "a", "title: AA\n")
      try scene.run("apply")
    },
    Refusal("releases of which none is live", status: 1, RefusalScene.adHoc) { scene in
      try scene.serve(", releases: true")
      try scene.apply()
      try FileManager.default.removeItem(
        atPath: scene.world.folder.path("targets/production/current"))
      try scene.merge(1, "a", "title: AA\n")
      try scene.run("apply")
    },
    Refusal("a folder took the place of an object", RefusalScene.adHoc) { scene in
      try scene.world.folder.write("notes", to: "targets/production/triggers/a.yaml/notes")
      try scene.world.folder.write("notes", to: "targets/production/triggers/b.yaml/notes")
      try scene.run("apply")
    },
    Refusal("a folder is there, and it is to be overwritten", RefusalScene.adHoc) { scene in
      try scene.world.folder.write("notes", to: "targets/production/triggers/a.yaml/notes")
      try scene.world.folder.write("notes", to: "targets/production/triggers/b.yaml/notes")
      try scene.run("apply", "--overwrite-drift")
    },
    Refusal(
      "a name that the target cannot hold", RefusalScene.adHoc,
      files: ["data/triggers/.deploysync-a.yaml": "title: A\n"]
    ) { scene in
      try scene.run("apply")
    },
    Refusal("two objects were changed by hand", RefusalScene.adHoc) { scene in
      try scene.apply()
      for name in ["a", "b"] { try scene.changeByHand(name, to: "title: by hand\n") }
      try scene.world.merge(
        1, "Change both",
        ["data/triggers/a.yaml": "title: AA\n", "data/triggers/b.yaml": "title: BB\n"])
      try scene.run("apply")
    },
    Refusal("a missed date whose object was changed by hand") { scene in
      try scene.baseline()
      try scene.merge(1, "a", "title: AA\n", at: "2026-11-20T10:00:00Z")
      try scene.changeByHand("a", to: "title: by hand\n")
      scene.now = "2026-12-05T09:00:00Z"
      try scene.run("apply", "--late")
    },
    Refusal(
      "objects would be turned off beyond the limit",
      RefusalScene.configuration(
        binding: "deployment: ad-hoc, prune: deactivate, limits: { deletes: 1 }")
    ) { scene in
      try scene.serve(", inactive: off")
      try scene.apply()
      try scene.world.merge(
        1, "Drop both", ["data/triggers/a.yaml": nil, "data/triggers/b.yaml": nil])
      try scene.run("apply")
    },
  ]
}
