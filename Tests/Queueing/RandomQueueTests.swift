import Domain
import Fixtures
import Testing

struct RandomQueueTests {
  // Two halves, since the processors of most machines are more than one.
  @Test(arguments: [0, 1] as [UInt64])
  func `queues of random histories are what git says`(half: UInt64) throws {
    var seen: Set<Entry.Status> = []
    var count = 0
    try forEachSeed(320) { seed, generator in
      guard seed % 2 == half else { return }
      count += 1
      seen.formUnion(try RandomQueueCase(seed: seed, using: &generator).check(using: &generator))
    }
    if count >= 100 {
      #expect(seen.isSuperset(of: [.queued, .carried, .cancelled, .held]))
    }
  }
}
