import Domain
import Targets

/// Tries the targets of this machine by reading alone.
package struct Preflight {
  /// What came of trying one target.
  package struct Result: Sendable {
    package var target: String
    /// What was seen, a full clause; nil where it failed.
    package var seen: String?
    /// Why it cannot be used; nil where it can.
    package var failure: String?
    package var hints: [String]

    package var isReady: Bool { failure == nil }
  }

  private let targets: TargetAccess

  package init(_ targets: TargetAccess) { self.targets = targets }

  /// Tries some targets, or all; what is wrong with one does not stop the others.
  ///
  /// Throws `TargetNotServed` where one of them is not in the operator's file.
  package func run(_ names: [String]) throws -> [Result] {
    for name in names where !targets.serves(name) { throw TargetNotServed(target: name) }
    return (names.isEmpty ? targets.names : names).map(result)
  }

  private func result(of target: String) -> Result {
    if let problem = targets.problem(of: target) {
      return Result(
        target: target, failure: problem, hints: ["all that is wrong: deploysync check"])
    }
    do {
      return Result(target: target, seen: try targets.reader(target).preflight(), hints: [])
    } catch let error as any ExplainedError {
      return Result(target: target, failure: error.message, hints: error.hints)
    } catch {
      return Result(target: target, failure: "\(error)", hints: [])
    }
  }
}
