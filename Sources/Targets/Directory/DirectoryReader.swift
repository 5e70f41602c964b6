import Domain
final class DirectoryReader: TargetReader {
  init(path: String) throws(TargetError) {}
  func read(_ paths: [GitPath]) throws -> [GitPath: LiveReading] { [:] }
  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] { [:] }
}
