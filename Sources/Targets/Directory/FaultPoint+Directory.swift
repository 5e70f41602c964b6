import Faults

extension FaultPoint {
  /// The program writes next; throws as a system call does where a test asked for that.
  func reach() throws(SystemFailure) { try reach { SystemFailure(code: $0) } }

  /// The same right after a file's content was written.
  func reach(writing descriptor: Int32) throws(SystemFailure) {
    try reach(writing: .descriptor(descriptor)) { SystemFailure(code: $0) }
  }
}
