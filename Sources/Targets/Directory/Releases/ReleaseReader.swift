import Configuration
import Domain

/// Reads a directory target with releases: what is live, through `current`.
final class ReleaseReader: TargetReader {
  let layout: ReleaseLayout
  let capabilities: TargetCapabilities
  private let comparison: TargetsFile.Comparison

  /// Opens the folder; throws `TargetError` as `DirectoryRoot` does.
  init(
    path: String, capabilities: TargetCapabilities = TargetCapabilities(),
    comparison: TargetsFile.Comparison = .bytes
  ) throws(TargetError) {
    layout = try ReleaseLayout(path: path)
    self.capabilities = capabilities
    self.comparison = comparison
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try comparison.identity(of: version, at: path, content: content)
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try live { try $0.read(sought) } ?? [:]
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try self.live { try $0.content(of: live, at: path) }.flatMap(\.self)
  }

  /// What the live release says; nil where there is none.
  private func live<Value>(_ read: (DirectoryReader) throws -> Value) throws -> Value? {
    // Another release can go live meanwhile, and the one that was read be removed.
    for _ in 0..<3 {
      guard let number = try layout.current() else { return nil }
      do {
        let root = try DirectoryRoot(path: layout.releasePath(number))
        let result = try read(DirectoryReader(root: root, capabilities: capabilities))
        if try layout.current() == number { return result }
      } catch let error as TargetError {
        if try layout.current() == number { throw error }
      }
    }
    throw TargetError.replaced(path: layout.path)
  }

  var needsAllPlaces: Bool { false }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try Refusals.of(writing: writing, all: all)
  }
}
