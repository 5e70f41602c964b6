import Configuration
import Domain
import Faults

/// Writes a folder of another machine.
///
/// Files get the mode 0644 or 0755 and the owner who logs in; folders are made where they are missing
/// and removed where the removal of an object leaves them empty.
final class SSHWriter: SSHTarget, TargetWriter {
  let view: SSHView
  let capabilities: TargetCapabilities
  let comparison: TargetsFile.Comparison
  /// Whether what dead runs left was looked for.
  private var hasCleared = false

  /// How many writes are staged at a time: it bounds the space that a second copy takes.
  private static let stagedAtOnce = 2000

  init(_ agent: SSHAgent, _ capabilities: TargetCapabilities, _ comparison: TargetsFile.Comparison)
  {
    view = SSHView(agent)
    self.capabilities = capabilities
    self.comparison = comparison
  }

  func removeLeftovers() throws -> [GitPath] {
    hasCleared = true
    return try SSHLeftovers(view.agent).remove()
  }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    if !hasCleared {
      hasCleared = true
      _ = try? SSHLeftovers(view.agent).remove()
    }
    var outcomes: [WriteOutcome] = []
    var stop: String?
    while outcomes.count < batch.count {
      let part = Array(batch[outcomes.count...].prefix(Self.stagedAtOnce))
      if let stop {
        outcomes += part.map { .skipped("\($0.path) was not written: \(stop)") }
      } else {
        let written = SSHBatch(part, view: view, comparison: comparison)
        outcomes += written.run(mayContinue: mayContinue)
        stop = written.stop
      }
    }
    return outcomes
  }
}

/// What runs left on the other machine that ended early.
struct SSHLeftovers {
  private let agent: SSHAgent

  init(_ agent: SSHAgent) { self.agent = agent }

  /// Removes the folders of those that have ended, and returns their paths. Throws `TargetError`.
  func remove() throws(TargetError) -> [GitPath] {
    do throws(SystemFailure) {
      try FaultPoint.leftoverRemoveBefore.reach()
    } catch {
      throw .leftover(path: agent.path, reason: error.text)
    }
    let answer = try agent.ask("clear", isFinished: true)
    let names = answer.dropFirst().first?.split(separator: ",").map { token in
      GitPath(ObjectNames.reservedPrefix + String(token))
    }
    switch answer.first {
    case "done"?: return names ?? []
    case "failed"?:
      throw .leftover(
        path: names?.first?.quoted ?? agent.path,
        reason: "it could not be removed on \(agent.host)")
    default: throw agent.unusable("clear")
    }
  }
}
