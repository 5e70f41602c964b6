import GitProgram

/// Notes SIGINT and SIGTERM, so that a run ends cleanly: the object at hand is finished, the rest
/// is recorded as not done.
enum Signals {
  /// Starts noting them instead of ending at once.
  static func catchThem() { EndingSignals.note() }

  /// The signal that came; nil while none did.
  static var received: Int32? { EndingSignals.received }

  /// The exit code of a command that would end with this one: a signal that came goes first.
  static func status(_ status: Int32) -> Int32 { received.map { 128 + $0 } ?? status }
}
