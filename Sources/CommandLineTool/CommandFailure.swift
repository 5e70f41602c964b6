import Domain
import Syncing

/// How a command failed, as it is told to a person.
struct CommandFailure: Error {
  var status: Int32
  var message: String
  var causes: [String] = []
  var hints: [String] = []

  init(status: Int32, message: String, causes: [String] = [], hints: [String] = []) {
    self.status = status
    self.message = message
    self.causes = causes
    self.hints = hints
  }

  init(_ error: any ExplainedError) {
    message = error.message
    causes = error.causes
    hints = error.hints
    status =
      if case .interrupted(let signal) = error as? RunError {
        128 + signal
      } else {
        ExitStatus.of(error.category)
      }
  }

  func print() {
    Terminal.error("Error: \(ShownTimes.sentence(message))")
    for cause in causes { Terminal.error("Caused by: \(ShownTimes.sentence(cause))") }
    for hint in hints { Terminal.error("Hint: \(hint)") }
  }
}

/// The program's exit codes.
enum ExitStatus {
  static let failed: Int32 = 1
  static let queued: Int32 = 2
  static let refused: Int32 = 3
  static let unreadable: Int32 = 4
  /// `EX_USAGE` and `EX_CONFIG` of sysexits.h.
  static let usage: Int32 = 64
  static let configuration: Int32 = 78

  static func of(_ category: FailureCategory) -> Int32 {
    switch category {
    case .failed: failed
    case .refused: refused
    case .unreadable: unreadable
    case .usage: usage
    case .configuration: configuration
    }
  }
}
