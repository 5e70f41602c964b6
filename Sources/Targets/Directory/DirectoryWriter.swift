import Configuration
import Domain

/// Writes a directory target.
///
/// Files get the mode 0644 or 0755 and the owner of the process; folders are made where they are
/// missing and removed where the removal of an object leaves them empty.
final class DirectoryWriter: TargetWriter {
  private let root: DirectoryRoot
  private let reader: DirectoryReader
  /// Whether what dead runs left was looked for.
  private var hasCleared = false

  /// How many writes are staged at a time: it bounds the space that a second copy takes.
  private static let stagedAtOnce = 2000

  /// Each batch is brought to the disk by itself, twice: few batches are quicker than many.
  var batchSize: Int { Self.stagedAtOnce }

  /// Opens the folder; throws `TargetError` as `DirectoryRoot` does.
  init(
    path: String, capabilities: TargetCapabilities = TargetCapabilities(),
    comparison: TargetsFile.Comparison = .bytes
  ) throws(TargetError) {
    root = try DirectoryRoot(path: path)
    reader = DirectoryReader(root: root, capabilities: capabilities, comparison: comparison)
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try reader.identity(of: version, at: path, content: content)
  }

  var capabilities: TargetCapabilities { reader.capabilities }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try reader.read(sought)
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try reader.content(of: live, at: path)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try reader.refusals(writing: writing, all: all)
  }

  func removeLeftovers() throws -> [GitPath] {
    try root.check()
    return try Leftovers(root: root.folder, isOwner: true).remove()
  }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    var outcomes: [WriteOutcome] = []
    var stop: String?
    if !hasCleared {
      // What a run could not remove, and then ended in order, no settlement looks for.
      hasCleared = true
      _ = try? Leftovers(root: root.folder, isOwner: false).remove()
    }
    while outcomes.count < batch.count {
      let part = Array(batch[outcomes.count...].prefix(Self.stagedAtOnce))
      if let stop {
        outcomes += part.map { .skipped("\($0.path) was not written: \(stop)") }
      } else {
        let written = DirectoryBatch(part, root: root, reader: reader)
        outcomes += written.run(mayContinue: mayContinue)
        stop = written.stop
      }
    }
    return outcomes
  }
}
