import Fixtures
import Foundation
import Testing

struct RandomSequenceTests {
  private static let parts = 4

  /// `DEPLOYSYNC_SEEDS` sets how many are tried, `DEPLOYSYNC_SEED` the first one.
  @Test(arguments: 0..<parts)
  func `every rule holds after every step of random sequences`(part: Int) throws {
    let seeds = Seeds.list(40)
    if part == 0, let first = seeds.first, let last = seeds.last {
      FileHandle.standardError.write(Data("random sequences: seeds \(first)...\(last)\n".utf8))
    }
    var failed = 0
    for (index, seed) in seeds.enumerated() where index % Self.parts == part && failed < 5 {
      do {
        let sequence = try RandomSequence(seed: seed)
        for _ in 0..<30 { try sequence.step() }
        try sequence.finish()
      } catch {
        failed += 1
        Issue.record("seed \(seed) (repeat it with DEPLOYSYNC_SEED=\(seed)): \(error)")
      }
    }
  }
}
