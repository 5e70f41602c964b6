import Fixtures
import Foundation
import Testing

struct ExceptionSequenceTests {
  private static let parts = 4

  /// `DEPLOYSYNC_SEEDS` sets how many are tried, `DEPLOYSYNC_SEED` the first one.
  @Test(arguments: 0..<parts)
  func `no sequence of exceptions, holds and dates loses or invents anything`(part: Int) throws {
    let seeds = Seeds.list(500)
    if part == 0, let first = seeds.first, let last = seeds.last {
      FileHandle.standardError.write(Data("exception sequences: seeds \(first)...\(last)\n".utf8))
    }
    var failed = 0
    for (index, seed) in seeds.enumerated() where index % Self.parts == part && failed < 5 {
      do {
        let sequence = try ExceptionSequence(seed: seed)
        for _ in 0..<Int.random(in: 5...11, using: &sequence.generator) { try sequence.step() }
        try sequence.finish()
      } catch {
        failed += 1
        Issue.record("seed \(seed) (repeat it with DEPLOYSYNC_SEED=\(seed)): \(error)")
      }
    }
  }
}
