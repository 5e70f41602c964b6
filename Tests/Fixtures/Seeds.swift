import Foundation

/// The seeds that random tests run with.
package enum Seeds {
  /// The first seed where the environment names none.
  package static let standardBase: UInt64 = 20_260_101

  /// `count` seeds in a row.
  ///
  /// `DEPLOYSYNC_SEED` sets the first one and, alone, makes it the only one (to repeat a failure);
  /// `DEPLOYSYNC_SEEDS` sets how many there are (to search longer than the suite does).
  package static func list(
    _ count: Int,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [UInt64] {
    let named = environment["DEPLOYSYNC_SEED"].flatMap(UInt64.init)
    let wanted = environment["DEPLOYSYNC_SEEDS"].flatMap(Int.init)
    let number = max(1, wanted ?? (named == nil ? count : 1))
    let base = named ?? standardBase
    return (0..<UInt64(number)).map { base &+ $0 }
  }
}

/// An error that ended a random test, with the seed to repeat it.
package struct SeedFailure: Error, CustomStringConvertible {
  package let seed: UInt64
  package let underlying: any Error

  package var description: String {
    "seed \(seed) (repeat it with DEPLOYSYNC_SEED=\(seed)): \(underlying)"
  }
}

/// Runs `body` once for each of `count` seeds, with a generator of that seed.
///
/// Throws the first error of `body` as a ``SeedFailure`` that names the seed, so that inside
/// `try #require(…)` needs no comment; an `#expect(…)` does not throw and should carry
/// `"seed \(seed)"`. The range of seeds goes to standard error once.
package func forEachSeed(
  _ count: Int, function: String = #function,
  _ body: (UInt64, inout SeededGenerator) throws -> Void
) throws {
  let seeds = Seeds.list(count)
  if let first = seeds.first, let last = seeds.last {
    FileHandle.standardError.write(Data("\(function): seeds \(first)...\(last)\n".utf8))
  }
  for seed in seeds {
    var generator = SeededGenerator(seed: seed)
    do {
      try body(seed, &generator)
    } catch {
      throw SeedFailure(seed: seed, underlying: error)
    }
  }
}
