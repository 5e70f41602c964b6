import Fixtures
import Foundation

extension Refusal {
  /// What a lock stops, and what stops `lock` and `unlock`.
  static let ofLocks: [Refusal] = [
    ofLock("a run") { scene in
      scene.now = RefusalScene.date
      try scene.run("apply")
    },
    Refusal("the deployment of an exception", RefusalScene.exceptions) { scene in
      try scene.baseline()
      try scene.merge(12, "a", "title: AA\n", at: "2026-11-20T08:00:00Z")
      try scene.agree()
      try scene.lock()
      try scene.run("apply", "--exception", "E-1")
    },
    ofLock("a baseline") { scene in
      try scene.run("baseline", "triggers@production", "--at", "origin/main")
    },
    Refusal("a rollback", RefusalScene.adHoc) { scene in
      let first = try scene.apply()
      try scene.merge(1, "a", "title: AA\n")
      try scene.apply()
      try scene.lock()
      try scene.run("rollback", "triggers@production", "--to", first, "--reason", "outage")
    },
    ofLock("locked twice") { scene in
      try scene.run("lock", "triggers@production", "--reason", "me, too", by: "max")
    },
    Refusal("unlocked and not locked") { scene in
      try scene.run("unlock", "triggers")
    },
    Refusal("an item that is mistyped", status: 64) { scene in
      try scene.run("lock", "trigers", "--reason", "the vendor migrates")
    },
    Refusal("a target that the item does not go to", status: 64) { scene in
      try scene.run("lock", "triggers@prod", "--reason", "the vendor migrates")
    },
    Refusal("a name near to nothing", status: 64) { scene in
      try scene.run("unlock", "x")
    },
    Refusal("no reason", status: 64) { scene in
      try scene.run("lock", "triggers@production", "--reason", " ")
    },
  ]

  /// With something queued for production, and production locked.
  private static func ofLock(
    _ title: String, play: @escaping @Sendable (RefusalScene) throws -> Void
  ) -> Refusal {
    Refusal(title, RefusalScene.exceptions) { scene in
      try scene.baseline()
      try scene.merge(12, "a", "title: AA\n", at: "2026-11-20T08:00:00Z")
      try scene.lock()
      try play(scene)
    }
  }
}

extension RefusalScene {
  /// Olga locks production.
  fileprivate func lock() throws {
    try succeed("lock", "triggers@production", "--reason", "the vendor migrates")
  }
}
