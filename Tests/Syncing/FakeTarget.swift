import Domain
import Targets

/// A target in memory. It refuses every write that no test has told it to take.
final class FakeTarget: TargetWriter {
  var objects: [GitPath: FileVersion] = [:]
  /// What is there and is no object, with the clause that says what.
  var foreign: [GitPath: String] = [:]
  /// What it must not hold, with the reason.
  var refused: [GitPath: String] = [:]
  /// The bytes of an object.
  var bytes: (LiveObject) throws -> [UInt8] = { _ in
    throw TargetError.missing(path: "a content that no test has told")
  }
  /// Which writes it takes, by place.
  var takes: (GitPath) -> Bool = { _ in false }
  /// Whether its leftovers can be removed.
  var isClean = false
  /// How many objects that a run does not touch it reads on the way; nil for all.
  var lookLimit: Int?
  /// The places that were asked for, in order.
  var asked: [GitPath] = []
  /// What was written, in order: `+` or `-` and the place.
  private(set) var log: [String] = []

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    var found: [GitPath: LiveReading] = [:]
    asked += sought.map(\.place)
    for path in sought.map(\.place) {
      if let reason = foreign[path] {
        found[path] = .unreadable(reason)
      } else if let version = objects[path] {
        found[path] = .object(version)
      }
    }
    return found
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try bytes(live)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    refused.filter { reason in writing.contains { $0.path == reason.key } }
  }

  func removeLeftovers() throws -> [GitPath] {
    guard isClean else { throw TargetError.leftover(path: "fake", reason: "nobody said so") }
    return []
  }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    batch.map { write in
      do { try mayContinue() } catch { return .skipped("\(error)") }
      guard takes(write.path) else { return .failed("the test takes no write to \(write.path)") }
      guard objects[write.path] == write.expected else {
        return .failed("\(write.path) was changed since the plan")
      }
      switch write.action {
      case .put(let object):
        objects[write.path] = object.version
        log.append("+\(write.path)")
      case .remove:
        objects[write.path] = nil
        log.append("-\(write.path)")
      }
      return .done
    }
  }
}

extension Sandbox {
  /// Puts one fake behind every target.
  func use(_ fake: FakeTarget) { opening = { _ in fake } }
}
