import Glibc

/// The clock that leases are told by: nobody can set it, and it counts while the machine sleeps.
package enum LeaseClock {
  /// The time since some start, by `CLOCK_BOOTTIME` (clock_gettime(2)). `CLOCK_MONOTONIC` stands
  /// still in a suspended machine, where a holder would wake up with a lease that others took over
  /// long ago, and believe that it has just got it.
  package static func now() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
