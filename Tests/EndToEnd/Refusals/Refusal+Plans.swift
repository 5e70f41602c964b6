import Fixtures
import Foundation

extension Refusal {
  /// What stops `apply --plan`, whatever moved.
  static let ofPlans: [Refusal] = [
    ofPlan("used twice") { scene in
      try scene.applyPlan()
      try scene.applyPlan()
    },
    ofPlan("edited by hand") { scene in
      let text = scene.world.folder.text(of: "the plan.json") ?? ""
      try scene.world.folder.write(
        text.replacing("\"proceed\"", with: "\"drift\""), to: "the plan.json")
      try scene.applyPlan()
    },
    ofPlan("made in another repository") { scene in
      let other = try World(RefusalScene.adHoc, files: ["data/triggers/o.yaml": "title: O\n"])
      try other.clone.git("fetch", "-q")
      let path = scene.world.folder.path("the plan.json")
      let result = try other.start(["apply", "--plan", path], at: scene.now).wait()
      scene.answer(["apply", "--plan", path], result)
    },
    ofPlan("no plan at all", status: 64) { scene in
      try scene.world.folder.write("{}\n", to: "the plan.json")
      try scene.applyPlan()
    },
    Refusal("nothing in it was due") { scene in
      try scene.baseline()
      try scene.merge(1, "a", "title: AA\n")
      try scene.plan()
      try scene.applyPlan()
    },
    ofPlan("a file that is no plan is in its place", status: 64) { scene in
      try scene.world.folder.write("mine\n", to: "the plan.json")
      try scene.run("plan", "--out", scene.world.folder.path("the plan.json"))
    },
  ]

  /// What a stale plan says that moved.
  static let ofStalePlans: [Refusal] = [
    ofPlan("the content") { scene in
      try scene.merge(2, "a", "title: AAA\n")
      try scene.applyPlan()
    },
    ofPlan("the record") { scene in
      try scene.apply()
      try scene.applyPlan()
    },
    ofPlan("the live object") { scene in
      try scene.changeByHand("a", to: "title: by hand\n")
      try scene.applyPlan()
    },
    ofPlan("the configuration") { scene in
      try scene.world.push(
        "Prune",
        [
          "deploysync.yaml": .text(
            RefusalScene.configuration(binding: "deployment: ad-hoc, prune: delete"))
        ])
      try scene.applyPlan()
    },
    ofPlan("what is held") { scene in
      try scene.succeed("hold", "triggers", "--only", "1", "--reason", "wait")
      try scene.applyPlan()
    },
    ofPlan("locked since") { scene in
      try scene.succeed("lock", "triggers@production", "--reason", "the vendor migrates")
      try scene.applyPlan()
    },
    Refusal("the date") { scene in
      scene.now = RefusalScene.date
      try scene.plan()
      scene.now = "2027-01-01T00:05:00Z"
      try scene.applyPlan()
    },
    Refusal("the date's time to be late") { scene in
      scene.now = RefusalScene.date
      try scene.plan()
      scene.now = "2026-12-05T00:05:00Z"
      try scene.applyPlan()
    },
  ]

  /// With a plan that brings `!1` to production.
  private static func ofPlan(
    _ title: String, status: Int32 = 3, play: @escaping @Sendable (RefusalScene) throws -> Void
  ) -> Refusal {
    Refusal(title, status: status, RefusalScene.adHoc) { scene in
      try scene.apply()
      try scene.merge(1, "a", "title: AA\n")
      try scene.plan()
      try play(scene)
    }
  }
}

extension RefusalScene {
  /// Saves a plan, in a file whose name a shell would take apart.
  fileprivate func plan() throws {
    try succeed("plan", "--fetch", "--out", world.folder.path("the plan.json"))
  }

  fileprivate func applyPlan() throws {
    try run("apply", "--plan", world.folder.path("the plan.json"))
  }
}
