import Domain
import Targets

/// A real target of which some places cannot be written.
final class FaultyTarget: TargetWriter {
  private let target: any TargetWriter
  private let fails: (GitPath) -> Bool

  init(_ target: any TargetWriter, fails: @escaping (GitPath) -> Bool) {
    self.target = target
    self.fails = fails
  }

  var capabilities: TargetCapabilities { target.capabilities }

  var goesLiveAsWhole: Bool { target.goesLiveAsWhole }
  func beginPart() { target.beginPart() }
  func takeBackPart() { target.takeBackPart() }
  func publish(mayContinue: () throws -> Void) -> WriteOutcome? {
    target.publish(mayContinue: mayContinue)
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try target.read(sought)
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try target.content(of: live, at: path)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try target.refusals(writing: writing, all: all)
  }

  func removeLeftovers() throws -> [GitPath] { try target.removeLeftovers() }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    batch.map { write in
      if fails(write.path) { return .failed("the disk refuses \(write.path)") }
      return target.write([write], mayContinue: mayContinue).first ?? .failed("no answer")
    }
  }
}
