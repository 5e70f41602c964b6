import Fixtures
import Foundation
import Testing

struct RandomSequenceTests {
  /// `DEPLOYSYNC_SEEDS` sets how many are tried, `DEPLOYSYNC_SEED` the first one.
  @Test func `every rule holds after every step of random sequences`() throws {
    let seeds = Seeds.list(200)
    if let first = seeds.first, let last = seeds.last {
      FileHandle.standardError.write(Data("random sequences: seeds \(first)...\(last)\n".utf8))
    }
    var failed = 0
    for seed in seeds where failed < 10 {
      do {
        let sequence = try RandomSequence(seed: seed)
        for _ in 0..<25 { try sequence.step() }
      } catch {
        failed += 1
        Issue.record("seed \(seed) (repeat it with DEPLOYSYNC_SEED=\(seed)): \(error)")
      }
    }
  }
}
