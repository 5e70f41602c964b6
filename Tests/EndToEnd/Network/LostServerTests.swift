import Fixtures
import Foundation
import Testing

/// A server that is gone at the worst moment.
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
}
