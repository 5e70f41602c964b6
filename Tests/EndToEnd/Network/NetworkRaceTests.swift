import Fixtures
import Foundation
import Testing

/// Others who push between what a run was told and what it does.
struct NetworkRaceTests {
  private static let two = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: { production: { deployment: ad-hoc } }
      macros:
        paths: [data/macros]
        root: data
        targets: { production: { deployment: ad-hoc } }

    """

  /// A script that works in another clone, which reaches the server by its path; `deploysync` in it is
  /// the built program.
  private func script(_ network: Network, _ lines: String) throws -> [String] {
    let world = network.world
    let other = try FixtureRepository.clone(of: world.server, in: world.folder, named: "other")
    let variables = try world.environment().map { "export \($0.key)='\($0.value)'" }
    let file = try world.folder.write(
      """
      #!/bin/sh
      \(variables.joined(separator: "\n"))
      deploysync() { '\(try BuiltBinary.path)' "$@"; }
      cd '\(other.path)'
      exec > '\(world.folder.path("said"))' 2>&1
      \(lines)

      """, to: "first.sh", mode: 0o755)
    return [file]
  }

  @Test(arguments: Way.usable, [0, 1])
  func `somebody pushes another step between decision and push`(way: Way, step: Int) throws {
    let network = try Network(way, configuration: Self.two)
    let world = network.world
    try network.merge()
    let command = try script(network, "deploysync lock macros --reason race")
    try network.server.set(
      NetworkFault(request: .push, kind: .none, skipping: step, command: command))
    let result = try world.deploysync("apply", "triggers")
    #expect(result.status == 0, "\(result.all)\(world.folder.text(of: "said") ?? "")")
    #expect(world.target() == network.desired)
    #expect(
      try world.server.git("ls-tree", "-r", "--name-only", World.serverLedger)
        .contains("locks/production/macros.json"), "\(world.folder.text(of: "said") ?? "")")
    let unlocked = try world.deploysync("unlock", "macros", "--reason", "over")
    #expect(unlocked.status == 0, "\(unlocked.all)")
    try network.expectOrder("\(way), \(step)")
  }

  @Test(arguments: Way.usable)
  func `somebody stops what is about to be deployed: it is decided anew`(way: Way) throws {
    let network = try Network(way, configuration: Self.two)
    let world = network.world
    try network.merge()
    let before = world.target()
    let command = try script(network, "deploysync lock triggers --reason race")
    try network.server.set(NetworkFault(request: .push, kind: .none, command: command))
    let result = try network.apply()
    #expect(result.status == 3, "\(result.all)\(world.folder.text(of: "said") ?? "")")
    #expect(world.target() == before)
    let unlocked = try world.deploysync("unlock", "triggers", "--reason", "over")
    #expect(unlocked.status == 0, "\(unlocked.all)")
    try network.expectOrder("\(way)")
  }
  /// What the ledger says is deployed by then must not look like rewritten history.
  @Test(arguments: Way.usable, [0, 1, 2, 3])
  func `somebody merges and deploys while this one fetches`(way: Way, asked: Int) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    let command = try script(
      network,
      "echo 'title: theirs' > data/triggers/theirs.yaml; git add -A; git commit -qm Theirs; "
        + "git push -q origin main; deploysync apply")
    network.expect("title: theirs\n", at: "triggers/theirs.yaml")
    try network.server.set(
      NetworkFault(request: .ask, kind: .none, skipping: asked, command: command))
    let result = try network.apply()
    #expect(result.status == 0, "\(result.all)\(world.folder.text(of: "said") ?? "")")
    #expect(!result.all.contains("rewritten"), "\(result.all)")
    try network.server.mend()
    if world.folder.text(of: "said") == nil {
      // It was not asked so often: then the other one comes after it.
      _ = try Program.run(command[0], [], in: world.folder.path, environment: [:])
    }
    try network.expectOrder("\(way), \(asked)")
  }
}
