import Fixtures
import Foundation

extension Refusal {
  /// What stops in a freeze.
  static let ofFreezes: [Refusal] = [
    Refusal("a named binding that is due", frozen(RefusalScene.standard)) { scene in
      scene.now = RefusalScene.date
      try scene.run("apply", "triggers@production")
    },
    Refusal("a named binding that is ad-hoc", frozen(RefusalScene.adHoc)) { scene in
      scene.now = RefusalScene.date
      try scene.run("apply", "triggers@production")
    },
    Refusal("an exception whose impact did not name the freeze", RefusalScene.exceptions) {
      scene in
      try scene.baseline()
      try scene.merge(12, "a", "title: AA\n", at: "2026-11-20T08:00:00Z")
      try scene.agree()
      try scene.world.push(
        "Freeze", ["deploysync.yaml": .text(frozen(RefusalScene.exceptions, from: "2026-11-20"))],
        at: "2026-11-20T09:00:00Z")
      try scene.run("apply", "--exception", "E-1")
    },
    Refusal(
      "an exception in a freeze of another zone",
      RefusalScene.exceptions.replacing("version: 1", with: "version: 1\ntimezone: Europe/Berlin")
    ) { scene in
      try scene.baseline()
      try scene.merge(12, "a", "title: AA\n", at: "2026-11-20T08:00:00Z")
      try scene.agree()
      let berlin = RefusalScene.exceptions.replacing(
        "version: 1", with: "version: 1\ntimezone: Europe/Berlin")
      try scene.world.push(
        "Freeze", ["deploysync.yaml": .text(frozen(berlin, from: "2026-11-20"))],
        at: "2026-11-20T09:00:00Z")
      try scene.run("apply", "--exception", "E-1")
    },
  ]

  private static func frozen(_ configuration: String, from day: String = "2026-11-28") -> String {
    configuration
      + """

      calendar:
        freezes: [{ from: \(day), to: 2026-12-03, reason: "Black Friday" }]
      """
  }
}
