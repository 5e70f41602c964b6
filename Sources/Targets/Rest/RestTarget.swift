import Configuration
import Domain

/// What both sides of a system over HTTP answer with.
protocol RestTarget: TargetReader {
  var view: RestView { get }
}

extension RestTarget {
  var capabilities: TargetCapabilities { view.capabilities }

  func preflight() throws -> String { try view.system.preflight() }

  func family(of place: GitPath) -> ObjectFamily { view.family(of: place) }

  func use(_ known: KnownObjects) { view.use(known) }

  func remoteID(of place: GitPath) -> String? { try? view.id(at: place) }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] { try view.read(sought) }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try view.content(of: live, at: path)
  }

  func content(of live: LiveObject, at path: GitPath, like ours: [UInt8]) throws -> [UInt8]? {
    try view.content(of: live, at: path, like: ours)
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try view.identity(of: version, at: path, content: content)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try view.refusals(writing: writing)
  }
}
