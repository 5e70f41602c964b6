import Fixtures
import Foundation

extension Refusal {
  /// What stops an exception, step by step.
  static let ofExceptions: [Refusal] = [
    Refusal("exceptions are not provided for") { scene in
      try scene.run("exception", "request", "triggers", "--reason", "outage", by: "rita")
    },
    ofException("nothing is queued") { scene in
      try scene.run("exception", "request", "triggers", "--reason", "outage", by: "rita")
    },
    ofException("a chosen entry needs another one") { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.merge(13, "a", "title: AAA\n")
      try scene.run(
        "exception", "request", "triggers", "--only", "13", "--reason", "outage", by: "rita")
    },
    ofException("a chosen entry was taken back") { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.merge(13, "a", "title: A\n")
      try scene.run(
        "exception", "request", "triggers", "--only", "12", "--reason", "outage", by: "rita")
    },
    ofException("a chosen entry is held") { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.succeed("hold", "triggers", "--only", "12", "--reason", "wait")
      try scene.run(
        "exception", "request", "triggers", "--only", "12", "--reason", "outage", by: "rita")
    },
    ofException("a chosen entry needs one that is held") { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.merge(13, "a", "title: AAA\n")
      try scene.succeed("hold", "triggers", "--only", "12", "--reason", "wait")
      try scene.run(
        "exception", "request", "triggers", "--only", "13", "--reason", "outage", by: "rita")
    },
    ofException("no such entry", status: 64) { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.run(
        "exception", "request", "triggers", "--only", "99", "--reason", "outage", by: "rita")
    },
    ofException("requested without a reason", status: 64) { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.run("exception", "request", "triggers", "--reason", " ", by: "rita")
    },
    ofImpact("approved without consequences", status: 64) { scene in
      try scene.run("exception", "approve", "E-1", "--consequences", "\u{200B} ", by: "max")
    },
    ofImpact("rejected without a reason", status: 64) { scene in
      try scene.run("exception", "reject", "E-1", "--reason", "", by: "max")
    },
    ofImpact("attested without evidence", status: 64) { scene in
      try scene.run("exception", "confirm", "E-1", "--for", "rita@example.com", "--evidence", "")
    },
    ofException("no such exception", status: 64) { scene in
      try scene.run("exception", "impact", "E-7")
    },
    ofException("history was rewritten") { scene in
      let world = scene.world
      let tree = try world.server.git("rev-parse", "main^{tree}")
      let commit = try world.server.git("commit-tree", tree, "-m", "Begin anew")
      try world.server.git("update-ref", "refs/heads/main", commit)
      try scene.run("exception", "request", "triggers", "--reason", "outage", by: "rita")
    },
    ofException("a decision before the impact") { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.succeed("exception", "request", "triggers", "--reason", "outage", by: "rita")
      try scene.run("exception", "approve", "E-1", "--consequences", "none", by: "max")
    },
    ofException("an impact by somebody who may not") { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.succeed("exception", "request", "triggers", "--reason", "outage", by: "rita")
      try scene.run("exception", "impact", "E-1", by: "mallory")
    },
    ofImpact("a decision by somebody who may not") { scene in
      try scene.run("exception", "approve", "E-1", "--consequences", "none", by: "mallory")
    },
    ofException("a decision on one's own request") { scene in
      try scene.merge(12, "a", "title: AA\n")
      try scene.succeed("exception", "request", "triggers", "--reason", "outage", by: "max")
      try scene.succeed("exception", "impact", "E-1")
      try scene.run("exception", "approve", "E-1", "--consequences", "none", by: "max")
    },
    ofImpact("a decision for somebody else") { scene in
      try scene.run(
        "exception", "approve", "E-1", "--consequences", "none", "--for", "max@example.com",
        "--evidence", "https://tickets.example.com/1")
    },
    ofImpact("a decision too late") { scene in
      scene.now = "2026-11-24T09:00:00Z"
      try scene.run("exception", "approve", "E-1", "--consequences", "none", by: "max")
    },
    ofImpact("a second decision") { scene in
      try scene.succeed("exception", "approve", "E-1", "--consequences", "none", by: "max")
      try scene.run("exception", "approve", "E-1", "--consequences", "none", by: "mia")
    },
    ofImpact("a confirmation by somebody else") { scene in
      try scene.succeed("exception", "approve", "E-1", "--consequences", "none", by: "max")
      try scene.run("exception", "confirm", "E-1", by: "mia")
    },
    ofImpact("a withdrawal by somebody else") { scene in
      try scene.run("exception", "withdraw", "E-1", by: "mia")
    },
    ofImpact("a step after the rejection") { scene in
      try scene.succeed("exception", "reject", "E-1", "--reason", "no", by: "max")
      try scene.run("exception", "confirm", "E-1", by: "rita")
    },
    ofImpact("deployed before all agreed") { scene in
      try scene.run("apply", "--exception", "E-1")
    },
    ofImpact("deployed after the withdrawal") { scene in
      try scene.succeed("exception", "withdraw", "E-1", by: "rita")
      try scene.run("apply", "--exception", "E-1")
    },
    ofAgreement("deployed a second time") { scene in
      try scene.succeed("apply", "--exception", "E-1")
      try scene.run("apply", "--exception", "E-1")
    },
    ofAgreement("deployed after it expired") { scene in
      scene.now = "2026-11-24T09:00:00Z"
      try scene.run("apply", "--exception", "E-1")
    },
    ofAgreement("the object was changed by hand") { scene in
      try scene.changeByHand("a", to: "title: by hand\n")
      try scene.run("apply", "--exception", "E-1")
    },
    ofAgreement("the approval rules were changed") { scene in
      try scene.world.push(
        "Let Mia decide alone",
        [
          "deploysync.yaml": .text(
            RefusalScene.exceptions.replacing("max@example.com, ", with: ""))
        ])
      try scene.run("apply", "--exception", "E-1")
    },
    ofAgreement("the entry was reverted") { scene in
      try scene.merge(13, "a", "title: A\n")
      try scene.run("apply", "--exception", "E-1")
    },
    ofAgreement("the result would be another") { scene in
      try scene.merge(14, "a", "title: other\n", at: "2026-11-20T11:00:00Z")
      try scene.succeed("baseline", "triggers@production", "--at", "origin/main", "--unproven")
      try scene.run("apply", "--exception", "E-1")
    },
  ]

  /// With a record of production, and approval rules.
  private static func ofException(
    _ title: String, status: Int32 = 3, play: @escaping @Sendable (RefusalScene) throws -> Void
  ) -> Refusal {
    Refusal(title, status: status, RefusalScene.exceptions) { scene in
      try scene.baseline()
      try play(scene)
    }
  }

  /// With an impact of `!12`.
  private static func ofImpact(
    _ title: String, status: Int32 = 3, play: @escaping @Sendable (RefusalScene) throws -> Void
  ) -> Refusal {
    ofException(title, status: status) { scene in
      try scene.merge(12, "a", "title: AA\n", at: "2026-11-20T08:00:00Z")
      try scene.impact()
      try play(scene)
    }
  }

  /// With `!12` agreed.
  private static func ofAgreement(
    _ title: String, play: @escaping @Sendable (RefusalScene) throws -> Void
  ) -> Refusal {
    ofException(title) { scene in
      try scene.merge(12, "a", "title: AA\n", at: "2026-11-20T08:00:00Z")
      try scene.agree()
      try play(scene)
    }
  }
}
