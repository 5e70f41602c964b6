import Domain
final class DirectoryWriter: TargetWriter {
  init(path: String) throws(TargetError) {}
  func removeLeftovers() throws -> [GitPath] { [] }
  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] { [] }
  func read(_ paths: [GitPath]) throws -> [GitPath: LiveReading] { [:] }
  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] { [:] }
}
