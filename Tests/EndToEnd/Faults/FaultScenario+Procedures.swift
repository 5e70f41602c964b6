import Fixtures
import Foundation

extension FaultScenario {
  private static let special = """
    version: 1
    items:
      oncall:
        paths: [oncall]
        targets: { production: { deployment: special } }
        procedure:
          - manual: Announce it
          - sync: true
          - manual: Check it

    """

  /// The steps of a procedure, from its beginning to its end.
  static var procedures: [FaultScenario] {
    let files: [String: FixtureFile?] = [
      "oncall/a.yaml": "title: A\n", "oncall/b.yaml": "title: B\n",
    ]
    let apply = ["apply", "oncall@production"]
    @Sendable func begin(_ world: World) throws {
      _ = try world.start(["apply", "oncall@production"]).wait()
    }
    var beginning = make("a procedure is begun", special, files: files, command: apply)
    beginning.status = 3
    var content = make(
      "a step is confirmed and the content brought", special, files: files,
      command: apply + ["--done", "1"], begin)
    content.again = [apply + ["--done", "1"], apply]
    var end = make(
      "the last step is confirmed", special, files: files, command: apply + ["--done", "3"]
    ) { world in
      try begin(world)
      try world.succeed("apply", "oncall@production", "--done", "1")
    }
    end.again = [apply + ["--done", "3"]]
    return [
      beginning, content, end,
      make(
        "a procedure is given up", special, files: files,
        command: apply + ["--abandon", "superseded"], begin),
    ]
  }
}
