import Fixtures
import Foundation
import Testing

/// A server that is gone at the worst moment, and others that are first.
struct LostServerTests {
  @Test(arguments: Way.usable, [0, 1])
  func `it takes a step and is gone before it answers`(way: Way, step: Int) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    let before = world.target()
    let tip = try world.ledger()
    try network.server.set(
      NetworkFault(request: .push, kind: .dropAnswer, skipping: step, isGoneThen: true))
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    #expect(
      result.errorText.contains("it is not known whether origin has recorded this step"),
      "\(result.all)")
    #expect(world.target() == (step == 0 ? before : network.desired))
    #expect(try world.ledger() != tip, "it took the step")
    try network.expectOrder("\(way), \(step)")
    #expect(try network.runs() == (step == 0 ? 3 : 2))
  }

  @Test(arguments: Way.usable)
  func `it is gone between the intent and the result`(way: Way) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    try network.server.set(NetworkFault(request: .push, kind: .none, isGoneThen: true))
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("could not record what it did"), "\(result.all)")
    #expect(result.errorText.contains("brought 3 of 3 objects"), "\(result.all)")
    #expect(world.target() == network.desired)
    try network.expectOrder("\(way)")
  }

  @Test(arguments: Way.usable)
  func `its process is not there at all, and then is`(way: Way) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    let before = world.target()
    network.server.stop()
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    #expect(world.target() == before)
    #expect(try world.deploysync("queued").status == 0, "what is known here can still be read")
    let asked = try world.deploysync("queued", "--fetch")
    #expect(asked.status == 4, "\(asked.all)")
    try network.server.start()
    try network.expectOrder("\(way)")
  }

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

  /// A script that runs the program in another clone, which reaches the server by its path.
  private func script(_ network: Network, _ arguments: String) throws -> [String] {
    let world = network.world
    _ = try FixtureRepository.clone(of: world.server, in: world.folder, named: "other")
    let variables = try world.environment().map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
    let file = try world.folder.write(
      "#!/bin/sh\nenv -i \(variables) '\(try BuiltBinary.path)' -C '\(world.folder.path("other"))' "
        + "\(arguments) > '\(world.folder.path("said"))' 2>&1\n", to: "first.sh", mode: 0o755)
    return [file]
  }

  @Test(arguments: Way.usable, [0, 1])
  func `somebody pushes another step between decision and push`(way: Way, step: Int) throws {
    let network = try Network(way, configuration: Self.two)
    let world = network.world
    try network.merge()
    let command = try script(network, "lock macros --reason race")
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
    let command = try script(network, "lock triggers --reason race")
    try network.server.set(NetworkFault(request: .push, kind: .none, command: command))
    let result = try network.apply()
    #expect(result.status == 3, "\(result.all)\(world.folder.text(of: "said") ?? "")")
    #expect(world.target() == before)
    let unlocked = try world.deploysync("unlock", "triggers", "--reason", "over")
    #expect(unlocked.status == 0, "\(unlocked.all)")
    try network.expectOrder("\(way)")
  }
}
