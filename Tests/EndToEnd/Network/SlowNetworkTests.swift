import Fixtures
import Foundation
import Testing

/// A ledger that is reached over git's http and ssh: as it should be, and slowly.
struct SlowNetworkTests {
  @Test(arguments: Way.usable)
  func `an apply over the network is what it is over a path`(way: Way) throws {
    let network = try Network(way)
    try network.merge()
    let result = try network.apply()
    #expect(result.status == 0, "\(result.all)")
    #expect(network.world.target() == network.desired)
    #expect(try network.runs() == 2)
    #expect(network.server.log.filter { $0.hasPrefix("push") }.count == 4)
    try network.expectOrder("\(way)")
  }

  @Test(arguments: Way.usable)
  func `a server whose bytes trickle is waited for`(way: Way) throws {
    let network = try Network(way)
    try network.merge()
    try network.server.set(
      NetworkFault(request: .ask, kind: .slow, seconds: 1),
      NetworkFault(request: .fetch, kind: .slow, seconds: 2),
      NetworkFault(request: .push, kind: .slow, seconds: 2),
      NetworkFault(request: .push, kind: .slow, seconds: 2))
    let start = ContinuousClock.now
    let result = try network.apply()
    #expect(result.status == 0, "\(result.all)")
    #expect(ContinuousClock.now - start > .seconds(3), "\(network.server.log)")
    #expect(network.world.target() == network.desired)
    try network.expectOrder("\(way)")
  }

  @Test(arguments: Way.usable, [NetworkFault.Request.ask, .fetch, .push])
  func `a server that takes longer than the limit ends the run before it writes`(
    way: Way, request: NetworkFault.Request
  ) throws {
    let network = try Network(way, timeoutSeconds: 3)
    let world = network.world
    try network.merge()
    let target = world.target()
    let tip = try world.ledger()
    try network.server.set(NetworkFault(request: request, kind: .hang, seconds: 90, times: 9))
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("took longer than 3 s and was ended"), "\(result.all)")
    if request == .push {
      let words = "origin has not recorded this step: no push of it was answered"
      #expect(result.errorText.contains(words), "\(result.all)")
    } else {
      #expect(result.errorText.contains("git: { timeout: 10m }"), "\(result.all)")
    }
    #expect(world.target() == target)
    #expect(try world.ledger() == tip)
    try network.limit(120)
    try network.expectOrder("\(way) \(request)")
  }
}
