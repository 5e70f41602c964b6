import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// SIGINT and SIGTERM of this process, which programs in sessions of their own do not get.
///
/// While a program is at work they are noted, so that it can be ended too and what it was used for
/// can come to an end of its own; at other times they end this process, unless ``note()`` was called.
package enum EndingSignals {
  private static let last = Atomic<Int32>(0)
  private static let total = Atomic<Int>(0)
  private static let watch = Mutex(Watch())

  /// What is done while programs are at work.
  private struct Watch {
    var programs = 0
    var taken: [Int32] = []
  }

  /// The number of the last one that came; nil while none did.
  package static var received: Int32? {
    let number = last.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// How many came.
  static var count: Int { total.load(ordering: .relaxed) }

  /// From now on they are only noted.
  package static func note() {
    for number in [SIGINT, SIGTERM] { catchIt(number) }
  }

  /// Notes them while the work goes on where they would end the process at once.
  static func noted<Answer>(during work: () throws -> Answer) rethrows -> Answer {
    watch.withLock { watch in
      if watch.programs == 0 { watch.taken = [SIGINT, SIGTERM].filter(wouldEnd) }
      watch.programs += 1
      for number in watch.taken { catchIt(number) }
    }
    defer {
      watch.withLock { watch in
        watch.programs -= 1
        guard watch.programs == 0 else { return }
        for number in watch.taken { _ = signal(number, SIG_DFL) }
      }
    }
    return try work()
  }

  private static func catchIt(_ number: Int32) {
    _ = signal(number) { number in
      EndingSignals.last.store(number, ordering: .relaxed)
      EndingSignals.total.add(1, ordering: .relaxed)
    }
  }

  /// Whether it would end the process as it does where nobody said otherwise.
  private static func wouldEnd(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      return action.__sigaction_u.__sa_handler == nil
    #else
      return action.__sigaction_handler.sa_handler == nil
    #endif
  }
}
