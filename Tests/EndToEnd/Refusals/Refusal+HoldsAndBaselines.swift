import Fixtures
import Foundation

extension Refusal {
  /// What stops `hold`, `release` and `baseline`.
  static let ofHoldsAndBaselines: [Refusal] = [
    Refusal("held already") { scene in
      try scene.baseline()
      try scene.merge(12, "a", "title: AA\n")
      try scene.succeed("hold", "triggers", "--only", "12", "--reason", "wait")
      try scene.run("hold", "triggers", "--only", "12", "--reason", "wait")
    },
    Refusal("released and not held") { scene in
      try scene.baseline()
      try scene.merge(12, "a", "title: AA\n")
      try scene.run("release", "triggers", "--only", "12")
    },
    Refusal(
      "held by somebody who may not",
      RefusalScene.configuration("roles: { hold: [hanna@example.com] }")
    ) { scene in
      try scene.baseline()
      try scene.merge(12, "a", "title: AA\n")
      try scene.run("hold", "triggers", "--only", "12", "--reason", "wait", by: "mallory")
    },
    Refusal("no such entry to hold", status: 64) { scene in
      try scene.baseline()
      try scene.run("hold", "triggers", "--only", "99", "--reason", "wait")
    },
    Refusal("a baseline at a commit that is not merged") { scene in
      let clone = scene.world.clone
      try clone.git("commit", "-q", "--allow-empty", "-m", "Mine alone")
      let commit = try clone.git("rev-parse", "HEAD")
      try scene.run("baseline", "triggers@production", "--at", commit)
    },
    Refusal(
      "a baseline by somebody who may not",
      RefusalScene.configuration("roles: { run: [ci@example.com] }")
    ) { scene in
      try scene.run("baseline", "triggers@production", "--at", "origin/main", by: "mallory")
    },
    Refusal("a baseline of a target that is not served", status: 78) { scene in
      try scene.world.serve([])
      try scene.run("baseline", "triggers@production", "--at", "origin/main")
    },
  ]
}
