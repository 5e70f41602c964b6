import Foundation

/// Another wall-clock time for a program that tests start.
///
/// A preloaded library shifts CLOCK_REALTIME alone. Timers count on monotonic clocks and go on as
/// ever; a wait until an absolute wall-clock time would not.
package enum ClockShift {
  /// The variables that make a program believe it is `now`, such as `2026-12-01T00:00:05Z`.
  ///
  /// Its clock stands at `now` or less than a second later at this call, and goes on from there; an
  /// offset counts from this call, so ask anew before each program. Throws ``FixtureError`` where
  /// the time is not ISO 8601 with a zone or the library cannot be built.
  package static func environment(now: String) throws -> [String: String] {
    guard let date = try? Date(now, strategy: .iso8601) else {
      throw FixtureError("\(now) is not a time such as 2026-12-01T00:00:05Z")
    }
    let offset = Int64((date.timeIntervalSince1970 - Date().timeIntervalSince1970).rounded(.up))
    return ["LD_PRELOAD": try library(), "DEPLOYSYNC_CLOCK_OFFSET": "\(offset)"]
  }

  /// The variables that let a program's clocks since boot run `speed` times as fast: its leases, and
  /// nothing that the system counts for it.
  package static func environment(speed: Int) throws -> [String: String] {
    ["LD_PRELOAD": try library(), "DEPLOYSYNC_CLOCK_SPEED": "\(speed)"]
  }

  /// The path of the library, in the build folder; the first call of a process builds it with `cc`.
  package static func library() throws -> String {
    try built.get()
  }

  private static let built = Result {
    let folder = try BuiltBinary.folder
    let library = "\(folder)/clock-shift.so"
    // Processes that build at the same time must not meet half a file: a rename puts it there.
    let fresh = "\(folder)/clock-shift-\(getpid()).so"
    let arguments = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-x", "c", "-o", fresh, "-"]
    let result = try Program.run(
      "cc", arguments, in: "/", environment: [:], input: Array(source.utf8))
    guard result.status == 0, rename(fresh, library) == 0 else {
      throw FixtureError("the clock's library was not built: \(result.errorText)")
    }
    return library
  }

  /// C, because a preloaded Swift library would bring a runtime with it.
  private static let source = """
    #define _GNU_SOURCE
    #include <stdlib.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    int clock_gettime(clockid_t clock, struct timespec *now) {
      int result = (int)syscall(SYS_clock_gettime, clock, now);
      const char *offset = getenv("DEPLOYSYNC_CLOCK_OFFSET");
      if (result == 0 && offset && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += atoll(offset);
      const char *speed = getenv("DEPLOYSYNC_CLOCK_SPEED");
      if (result == 0 && speed && clock == CLOCK_BOOTTIME) {
        long long all = (now->tv_sec * 1000000000ll + now->tv_nsec) / 1000 * atoll(speed);
        now->tv_sec = all / 1000000;
        now->tv_nsec = all % 1000000 * 1000;
      }
      return result;
    }

    int gettimeofday(struct timeval *restrict now, void *restrict zone) {
      struct timespec time;
      (void)zone;
      if (clock_gettime(CLOCK_REALTIME, &time)) return -1;
      now->tv_sec = time.tv_sec;
      now->tv_usec = time.tv_nsec / 1000;
      return 0;
    }

    time_t time(time_t *now) {
      struct timespec time;
      if (clock_gettime(CLOCK_REALTIME, &time)) return -1;
      if (now) *now = time.tv_sec;
      return time.tv_sec;
    }

    """
}
