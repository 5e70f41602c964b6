import Glibc
import Synchronization

/// Notes SIGINT and SIGTERM, so that a run ends cleanly: the object at hand is finished, the rest
/// is recorded as not done.
enum Signals {
  private static let number = Atomic<Int32>(0)

  /// Starts noting them instead of ending at once.
  static func catchThem() {
    for signal in [SIGINT, SIGTERM] {
      Glibc.signal(signal) { Signals.number.store($0, ordering: .relaxed) }
    }
  }

  /// The signal that came; nil while none did.
  static var received: Int32? {
    let value = number.load(ordering: .relaxed)
    return value == 0 ? nil : value
  }
}
