import Dispatch
import Domain
import Glibc
import Synchronization

extension Repository {
  /// Does work on numbers below `count` in as many threads as there are processors, each with a
  /// repository of its own: results in the order of the numbers. Trees that are built and not written
  /// are known to all, also those of the work afterwards.
  ///
  /// - Parameters:
  ///   - smallest: With fewer numbers for each, another thread costs more than it gains.
  ///   - work: Called with a repository, and with the numbers that it is to do.
  /// - Throws: What the work throws, of the lowest numbers; `RepositoryError` where the repository
  ///   cannot be opened any more.
  package func inThreads<Part: Sendable>(
    _ count: Int, smallest: Int, _ work: @Sendable (Repository, Range<Int>) throws -> [Part]
  ) throws -> [Part] {
    let shares = min(max(1, count / smallest), Self.processors)
    guard shares > 1 else { return try work(self, 0..<count) }
    typealias Share = (parts: [Part], unwritten: [ObjectID: RawTree])
    let found = Mutex<[Int: Result<Share, any Error>]>([:])
    let (location, isVerifying, submodules) = (location, verifiesHashes, submoduleSources)
    let (built, packs) = (unwritten, packFiles)
    DispatchQueue.concurrentPerform(iterations: shares) { share in
      // With caches of its own, too: neighbours share most trees, so that small ones do.
      let result = Result<Share, any Error> {
        let repository = try Repository.open(
          location, verifyingHashes: isVerifying, cacheLimitBytes: 4 << 20)
        repository.followSubmodules(submodules)
        repository.unwritten = built
        repository.packFiles = packs
        let parts = try work(repository, count * share / shares..<count * (share + 1) / shares)
        return (parts, repository.unwritten)
      }
      found.withLock { $0[share] = result }
    }
    return try found.withLock { found in
      try (0..<shares).flatMap { share in
        guard let (parts, built) = try found[share]?.get() else { return [Part]() }
        unwritten.merge(built) { known, _ in known }
        return parts
      }
    }
  }

  private static let processors = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
