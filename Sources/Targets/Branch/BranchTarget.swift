import Configuration
import Domain

/// What both sides of a branch of another repository answer with.
protocol BranchTarget: TargetReader {
  var view: BranchView { get }
}

extension BranchTarget {
  var capabilities: TargetCapabilities { view.capabilities }

  func preflight() throws -> String { try view.preflight() }

  func use(_ known: KnownObjects) { view.use(known) }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] { try view.read(sought) }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try view.content(of: live, at: path)
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try view.identity(of: version, at: path, content: content)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try view.refusals(writing: writing, all: all)
  }
}

/// A branch of another repository as a target that cannot be written to.
final class GitReader: BranchTarget {
  let view: BranchView

  init(_ view: BranchView) { self.view = view }
}
