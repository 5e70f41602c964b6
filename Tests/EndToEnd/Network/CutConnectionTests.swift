import Fixtures
import Foundation
import Testing

/// A connection that is cut at any place: nothing is lost, and nothing is there twice.
struct CutConnectionTests {
  @Test(arguments: Way.usable)
  func `it is cut once while something is fetched`(way: Way) throws {
    let network = try Network(way)
    try forEachSeed(3) { seed, generator in
      for request in [NetworkFault.Request.ask, .fetch] {
        try network.merge()
        let fault = NetworkFault(
          request: request, kind: generator.pick([.cutAnswer, .dropAnswer]) ?? .dropAnswer,
          share: .random(in: 0..<1, using: &generator),
          skipping: .random(in: 0...1, using: &generator))
        try network.server.set(fault)
        let target = network.world.target()
        let tip = try network.world.ledger()
        let result = try network.apply()
        try #require([0, 4].contains(result.status), "\(fault): \(result.all)")
        if result.status == 4 {
          #expect(network.world.target() == target, "seed \(seed), \(fault)")
          #expect(try network.world.ledger() == tip, "seed \(seed), \(fault)")
          #expect(result.errorText.contains("Error: `git -C "), "\(result.all)")
        }
        try network.expectOrder("seed \(seed), \(fault)")
      }
    }
  }

  /// Of the intent's push and of the result's.
  @Test(arguments: Way.usable, [0, 1])
  func `it is cut once while a step is pushed, and the run goes on`(
    way: Way, step: Int
  ) throws {
    let network = try Network(way)
    try forEachSeed(2) { seed, generator in
      for kind in [NetworkFault.Kind.cutRequest, .cutAnswer, .dropAnswer] {
        try network.merge()
        let runs = try network.runs()
        let fault = NetworkFault(
          request: .push, kind: kind, share: .random(in: 0..<1, using: &generator), skipping: step)
        try network.server.set(fault)
        let result = try network.apply()
        try #require(result.status == 0, "seed \(seed), \(fault): \(result.all)")
        #expect(network.world.target() == network.desired, "seed \(seed), \(fault)")
        #expect(try network.runs() == runs + 1, "seed \(seed), \(fault)")
        try network.expectOrder("seed \(seed), \(fault)")
      }
    }
  }

  @Test(arguments: Way.usable, [0, 1])
  func `no push gets through, and the next run takes up what is there`(
    way: Way, step: Int
  ) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    let before = world.target()
    try network.server.set(
      NetworkFault(request: .push, kind: .cutRequest, share: 0.6, skipping: step, times: 9))
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("no push of it was answered"), "\(result.all)")
    // Without an intent nothing is written; with one all that it names is.
    #expect(world.target() == (step == 0 ? before : network.desired))
    if step == 1 {
      #expect(result.errorText.contains("and could not record what it did"), "\(result.all)")
    }
    try network.expectOrder("\(way), \(step)")
  }

  @Test func `a connection that is used again is cut`() throws {
    let network = try Network(.http)
    try network.server.keepAlive()
    for kind in [NetworkFault.Kind.cutRequest, .dropAnswer] {
      try network.merge()
      let runs = try network.runs()
      // Git makes the request again by itself then, and the remote says no to what it has already.
      try network.server.set(NetworkFault(request: .push, kind: kind, share: 0.5))
      let result = try network.apply()
      #expect(result.status == 0, "\(kind): \(result.all)")
      #expect(try network.runs() == runs + 1)
      try network.expectOrder("\(kind)")
    }
  }
}
