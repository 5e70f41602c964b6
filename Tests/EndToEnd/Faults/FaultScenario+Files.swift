import Fixtures
import Foundation

extension FaultScenario {
  /// Commands that write a person's files, and those that fetch and sign.
  static var others: [FaultScenario] {
    let files: [String: FixtureFile?] = ["data/triggers/a.yaml": "title: A\n"]
    @Sendable func changed(_ world: World) throws {
      try world.succeed("apply")
      try world.merge(1, "Change", ["data/triggers/a.yaml": "title: AA\n"])
    }
    @Sendable func local(_ world: World) throws {
      try world.clone.git("fetch", "-q", "origin")
    }
    let plan = make(
      "a plan is saved", HelpDesk.adHoc, files: files,
      command: ["plan", "--out", "FOLDER/plan.json"], changed)
    let planAgain = make(
      "a plan is saved over another", HelpDesk.adHoc, files: files,
      command: ["plan", "--out", "FOLDER/plan.json"]
    ) { world in
      try changed(world)
      try local(world)
      try world.succeed("plan", "--out", world.folder.path("plan.json"))
    }
    var saved = make(
      "a saved plan is carried out", HelpDesk.adHoc, files: files,
      command: ["apply", "--plan", "FOLDER/plan.json"]
    ) { world in
      try changed(world)
      try local(world)
      try world.succeed("plan", "--out", world.folder.path("plan.json"))
    }
    // A plan is used once: what a run with it left undone, a plain one brings.
    saved.again = [["apply", "--plan", "FOLDER/plan.json"], ["apply"]]
    let hooks = make(
      "hooks are installed", HelpDesk.adHoc, files: files, command: ["hook", "install"]
    ) { world in
      try world.folder.write(
        "#!/bin/sh\nexit 0\n", to: "clone/.git/hooks/post-merge", mode: 0o755)
    }
    let unhook = make(
      "hooks are removed", HelpDesk.adHoc, files: files, command: ["hook", "uninstall"]
    ) { world in
      try world.folder.write(
        "#!/bin/sh\nexit 0\n", to: "clone/.git/hooks/post-merge", mode: 0o755)
      try world.succeed("hook", "install")
    }
    let initial = make(
      "files are made to begin with", HelpDesk.adHoc, files: files, command: ["init"])
    return [plan, planAgain, saved, hooks, unhook, initial, fetching, shared, signed, renewing]
  }

  /// A run that fetches the branch and the content of another repository.
  private static var fetching: FaultScenario {
    let configuration = """
      version: 1
      repositories: [managed]
      items:
        triggers:
          paths: [data/triggers, "managed:texts"]
          root: data
          targets: { production: { deployment: ad-hoc } }

      """
    var scenario = make(
      "content of another repository", configuration, files: ["data/triggers/a.yaml": "title: A\n"],
      command: ["apply"]
    ) { world in
      let content = try FixtureRepository(bare: true, in: world.folder, named: "content.git")
      let history = HistoryBuilder()
      history.mergeRequest(
        7, "Begin", changes: ["texts/hello.txt": "Hello\n"], project: "support/content")
      try history.write(to: content)
      let text = world.folder.text(of: "targets.yaml") ?? ""
      let place = "{ url: \"file://\(content.path)\", branch: main }"
      try world.folder.write(
        text + "repositories:\n  managed: \(place)\n", to: "targets.yaml")
    }
    scenario.keepsRemote = true
    return scenario
  }

  /// A run of a clone that has to learn first what another one has deployed.
  private static var shared: FaultScenario {
    var scenario = make(
      "a run after another clone's", HelpDesk.adHoc, files: ["data/triggers/a.yaml": "title: A\n"],
      command: ["apply"]
    ) { world in
      try world.succeed("apply")
      try world.merge(1, "Change", ["data/triggers/a.yaml": "title: AA\n"])
      _ = try FixtureRepository.clone(of: world.server, in: world.folder, named: "other")
      let other = try world.deploysync("apply", in: world.folder.path("other"))
      guard other.status == 0 else { throw FixtureError(other.all) }
      try world.merge(2, "Change", ["data/triggers/b.yaml": "title: B\n"])
    }
    scenario.keepsRemote = true
    return scenario
  }

  /// A run of which every step is signed.
  private static var signed: FaultScenario {
    var scenario = FaultScenario(
      name: "a signed run",
      world: {
        let world = try World(
          HelpDesk.adHoc
            + "exceptions:\n  signers: signers\n  "
            + "steps: [{ impact: {} }, { decision: { by: [olga@example.com] } }]\n",
          files: ["data/triggers/a.yaml": "title: A\n"], inMemory: true)
        world.now = FaultScenario.now
        let key = world.folder.path("key")
        let made = try Program.run(
          "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "olga", "-f", key], in: "/",
          environment: [:])
        guard made.status == 0 else { throw FixtureError(made.errorText) }
        let line = "olga@example.com \(world.folder.text(of: "key.pub") ?? "")"
        try world.push("Say who signs", ["signers": .text(line)])
        try world.clone.git("config", "gpg.format", "ssh")
        try world.clone.git("config", "user.signingkey", key)
        try world.clone.git("config", "user.email", "olga@example.com")
        return world
      }, command: ["apply"])
    scenario.environment = [
      "GIT_COMMITTER_EMAIL": "olga@example.com", "GIT_AUTHOR_EMAIL": "olga@example.com",
    ]
    return scenario
  }

  /// A run that is long enough to renew its lease.
  private static var renewing: FaultScenario {
    // At this speed a lease is renewed after 80 ms and stands for 240; an optimised program that is
    // named has more to do, so that it takes as long.
    let isNamed = ProcessInfo.processInfo.environment["DEPLOYSYNC_PROGRAM"] != nil
    var files: [String: FixtureFile?] = [:]
    for number in 1...(isNamed ? 6_000 : 1_500) {
      files["data/triggers/\(number).yaml"] = .text("title: \(number)\n")
    }
    var scenario = make(
      "a run that renews its lease", HelpDesk.adHoc, files: files, command: ["apply"])
    scenario.environment = (try? ClockShift.environment(speed: 250)) ?? [:]
    scenario.focus = "lease.renewal"
    scenario.isTimed = true
    return scenario
  }

  static var all: [FaultScenario] {
    runs + releases + branches + guards + repairs + procedures + others
  }
}
