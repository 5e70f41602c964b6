import Domain

/// What both sides of a program answer with.
protocol CommandTarget: TargetReader {
  var view: CommandView { get }
}

extension CommandTarget {
  var capabilities: TargetCapabilities { view.capabilities }

  func preflight() throws -> String { "its program answers" }

  func use(_ known: KnownObjects) { view.use(known) }

  func remoteID(of place: GitPath) -> String? { try? view.id(at: place) }

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
    try view.refusals(writing: writing)
  }
}
