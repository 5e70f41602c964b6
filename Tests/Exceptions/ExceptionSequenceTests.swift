import Fixtures
import Foundation
import Testing

struct ExceptionSequenceTests {
  /// `DEPLOYSYNC_SEEDS` sets how many are tried, `DEPLOYSYNC_SEED` the first one.
  @Test func `no sequence of exceptions, holds and dates loses or invents anything`() throws {
    let seeds = Seeds.list(500)
    if let first = seeds.first, let last = seeds.last {
      FileHandle.standardError.write(Data("exception sequences: seeds \(first)...\(last)\n".utf8))
    }
    var failed = 0
    for seed in seeds where failed < 10 {
      do {
        let sequence = try ExceptionSequence(seed: seed)
        for _ in 0..<12 { try sequence.step() }
        try sequence.finish()
      } catch {
        failed += 1
        Issue.record("seed \(seed) (repeat it with DEPLOYSYNC_SEED=\(seed)): \(error)")
      }
    }
  }
}
