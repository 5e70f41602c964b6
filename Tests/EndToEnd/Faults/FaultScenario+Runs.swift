import Fixtures
import Foundation

extension FaultScenario {
  private static let adHoc = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: { production: { deployment: ad-hoc, prune: delete } }

    """

  private static let files: [String: FixtureFile?] = [
    "data/triggers/a.yaml": "title: A\n", "data/triggers/deep/b.yaml": "title: B\n",
    "data/triggers/c.yaml": "title: C\n",
  ]

  private static let changes: [String: FixtureFile?] = [
    "data/triggers/a.yaml": "title: AA\n", "data/triggers/deep/b.yaml": nil,
    "data/triggers/new/deeper/d.yaml": "title: D\n", "data/triggers/c.yaml": nil,
    "data/triggers/e.yaml": "title: C\n",
  ]

  /// Runs of `apply` in all their forms, and what settles them.
  static var runs: [FaultScenario] {
    var many: [String: FixtureFile?] = ["data/triggers/link": .symlink("1.yaml")]
    for number in 1...10 { many["data/triggers/\(number).yaml"] = .text("title: \(number)\n") }
    let inactive = adHoc.replacing("prune: delete", with: "prune: deactivate")
    return [
      make("a first run", adHoc, files: files, command: ["apply"]),
      make("a first run of many objects", adHoc, files: many, command: ["apply"]),
      make("updates, renames and deletes", adHoc, files: files, command: ["apply"]) { world in
        try world.succeed("apply")
        try world.merge(1, "Change", changes)
      },
      make("deactivations and leaving behind", inactive, files: files, command: ["apply"]) {
        world in
        let path = world.folder.path("targets/production")
        try world.folder.write(
          "targets:\n  production: { kind: directory, path: \(path), inactive: off }\n",
          to: "targets.yaml")
        try world.succeed("apply")
        try world.merge(1, "Change", changes)
      },
      make("a takeover without a write", adHoc, files: files, command: ["apply"]) { world in
        for (path, file) in [
          ("a", "title: A\n"), ("deep/b", "title: B\n"), ("c", "title: C\n"),
        ] { try world.folder.write(file, to: "targets/production/triggers/\(path).yaml") }
      },
      make(
        "two items on two targets on their date",
        """
        version: 1
        items:
          fields:
            paths: [data/fields]
            targets: [production, sandbox]
          triggers:
            paths: [data/triggers]
            after: [fields]
            targets: [production, sandbox]

        """,
        files: files.merging(["data/fields/f.yaml": "title: F\n"]) { $1 },
        targets: ["production", "sandbox"], command: ["apply"]),
      make("the settlement of a killed run", adHoc, files: files, command: ["apply"]) { world in
        try world.succeed("apply")
        try world.merge(1, "Change", changes)
        try world.fail(at: "target.object.place.before#2:kill", "apply")
      },
      make("the settlement of a rename half done", adHoc, files: files, command: ["apply"]) {
        world in
        try world.succeed("apply")
        try world.merge(
          1, "Rename",
          ["data/triggers/a.yaml": nil, "data/triggers/z.yaml": "title: A\n"])
        try world.fail(at: "target.object.remove.before:kill", "apply")
      },
      make("the settlement of a run that was done", adHoc, files: files, command: ["apply"]) {
        world in
        try world.fail(at: "run.result.before:kill", "apply")
      },
    ]
  }

  /// Runs on a target with releases.
  static var releases: [FaultScenario] {
    var failing = make(
      "a release that cannot go live", adHoc, files: files, releases: true, command: ["apply"]
    ) { world in
      try world.succeed("apply")
      try world.merge(1, "Change", changes)
    }
    failing.standing = "release.switch.before:EIO"
    failing.status = 1
    return [
      make("a first release", adHoc, files: files, releases: true, command: ["apply"]),
      make("a third release", adHoc, files: files, releases: true, command: ["apply"]) { world in
        try world.succeed("apply")
        try world.merge(1, "Change", ["data/triggers/c.yaml": "title: CC\n"])
        try world.succeed("apply")
        try world.merge(2, "Change", changes)
      },
      make("the settlement of a release", adHoc, files: files, releases: true, command: ["apply"]) {
        world in
        try world.succeed("apply")
        try world.merge(1, "Change", changes)
        try world.fail(at: "release.numbered:kill", "apply")
      },
      failing,
    ]
  }

  /// Everything that goes back, stays out or goes first.
  static var guards: [FaultScenario] {
    let exceptions = """
      version: 1
      items:
        triggers:
          paths: [data/triggers]
          root: data
          targets: [production]
      exceptions:
        distinct: false
        steps:
          - impact: { by: [author@example.com] }
          - decision: { by: [author@example.com] }

      """
    @Sendable func queue(_ world: World) throws {
      world.now = "2026-11-20T00:05:07Z"
      try world.succeed("baseline", "triggers@production", "--at", "origin/main")
      try world.merge(
        1, "Change", ["data/triggers/a.yaml": "title: AA\n"], at: "2026-11-21T10:00:00Z")
      try world.merge(
        2, "Change", ["data/triggers/b.yaml": "title: B\n"], at: "2026-11-21T11:00:00Z")
      world.now = "2026-11-22T00:05:07Z"
    }
    @Sendable func place(_ world: World) throws {
      try world.folder.write("title: A\n", to: "targets/production/triggers/a.yaml")
    }
    let one: [String: FixtureFile?] = ["data/triggers/a.yaml": "title: A\n"]
    var request = make(
      "an exception is requested", exceptions, files: one,
      command: ["exception", "request", "triggers@production", "--reason", "outage"]
    ) { world in
      try place(world)
      try queue(world)
    }
    request.looksFirst = true
    var impact = make(
      "an impact is recorded", exceptions, files: one, command: ["exception", "impact", "E-1"]
    ) { world in
      try place(world)
      try queue(world)
      try world.succeed("exception", "request", "triggers@production", "--reason", "outage")
    }
    // A second impact starts the chain anew.
    impact.looksFirst = true
    let run = make(
      "an exception is deployed", exceptions, files: one, command: ["apply", "--exception", "E-1"]
    ) { world in
      try place(world)
      try queue(world)
      try world.succeed("exception", "request", "triggers@production", "--reason", "outage")
      try world.succeed("exception", "impact", "E-1")
      try world.succeed("exception", "approve", "E-1", "--consequences", "none")
    }
    return [
      request, impact, run,
      make(
        "a rollback", adHoc, files: files,
        command: ["rollback", "triggers@production", "--to", "20261201T0005", "--reason", "outage"]
      ) { world in
        try world.succeed("apply")
        try world.merge(1, "Change", changes)
        world.now = "2026-12-01T00:06:07Z"
        try world.succeed("apply")
        world.now = "2026-12-01T00:07:07Z"
      },
      make(
        "a hold", exceptions, files: one,
        command: ["hold", "triggers@production", "--only", "1", "--reason", "wait"],
        { world in
          try place(world)
          try queue(world)
        }),
      make(
        "a lock", adHoc, files: files, command: ["lock", "triggers", "--reason", "wait"]),
      make("an unlock", adHoc, files: files, command: ["unlock", "triggers", "--reason", "done"]) {
        world in try world.succeed("lock", "triggers", "--reason", "wait")
      },
      make(
        "a baseline", adHoc, files: files,
        command: ["baseline", "triggers@production", "--at", "main"]
      ) { world in
        try world.folder.write("title: A\n", to: "targets/production/triggers/a.yaml")
      },
      make("an adoption", adHoc, files: files, command: ["adopt", "triggers@production"]) { world in
        try world.succeed("apply")
        try world.folder.write("title: by hand\n", to: "targets/production/triggers/a.yaml")
      },
    ]
  }
}
