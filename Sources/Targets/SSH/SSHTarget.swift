import Configuration
import Domain

/// What the sides of a target on another machine answer alike.
protocol SSHTarget: TargetReader {
  var view: SSHView { get }
  var comparison: TargetsFile.Comparison { get }
}

extension SSHTarget {
  func use(_ known: KnownObjects) { view.use(known) }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] { try view.read(sought) }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try view.content(of: live, at: path)
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try comparison.identity(of: version, at: path, content: content)
  }

  var needsAllPlaces: Bool { false }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try Refusals.of(writing: writing, all: all)
  }

  func preflight() throws -> String {
    _ = try read([SoughtObject]())
    guard view.agent.folder.isWritable else {
      let agent = view.agent
      throw agent.error(
        "the folder \(agent.path) on \(agent.host) cannot be written to by the user who logs in",
        [
          "see who may: \(agent.sshWords) "
            + ShellWord.quoted("ls -ld \(ShellWord.quoted(agent.path))")
        ])
    }
    return "\(view.agent.host) lets us in, and its folder can be read and written"
  }
}

/// Reads a folder of another machine.
final class SSHReader: SSHTarget {
  let view: SSHView
  let capabilities: TargetCapabilities
  let comparison: TargetsFile.Comparison

  init(_ agent: SSHAgent, _ capabilities: TargetCapabilities, _ comparison: TargetsFile.Comparison)
  {
    view = SSHView(agent)
    self.capabilities = capabilities
    self.comparison = comparison
  }
}

/// Opens targets of the kind `ssh`.
enum SSHOpening {
  static func reader(
    _ target: TargetsFile.Target, _ folder: TargetsFile.SSHFolder,
    _ surroundings: TargetSurroundings, _ capabilities: TargetCapabilities
  ) throws(TargetError) -> any TargetReader {
    let agent = try agent(target, folder, surroundings)
    guard target.releases != nil else { return SSHReader(agent, capabilities, target.comparison) }
    return SSHReleaseReader(SSHReleases(agent), capabilities, target.comparison)
  }

  static func writer(
    _ target: TargetsFile.Target, _ folder: TargetsFile.SSHFolder,
    _ surroundings: TargetSurroundings, _ capabilities: TargetCapabilities
  ) throws(TargetError) -> any TargetWriter {
    let agent = try agent(target, folder, surroundings)
    // What a run that was killed just now had begun comes to its end before anything is read.
    _ = try agent.ask("await")
    guard let kept = target.releases else {
      return SSHWriter(agent, capabilities, target.comparison)
    }
    return SSHReleaseWriter(SSHReleases(agent), kept: kept, capabilities, target.comparison)
  }

  /// Connects, and refuses a folder that is laid out otherwise than its description says.
  private static func agent(
    _ target: TargetsFile.Target, _ folder: TargetsFile.SSHFolder,
    _ surroundings: TargetSurroundings
  ) throws(TargetError) -> SSHAgent {
    let agent = try SSHAgent(try SSHConnection(target, folder, surroundings))
    guard target.releases == nil, agent.folder.hasReleases else { return agent }
    throw agent.error(
      "the folder \(agent.path) on \(agent.host) is laid out in releases, and its description does "
        + "not say so",
      [
        "add `releases: true` to the target in targets.yaml",
        "or go back to a plain folder there: move what is in \(agent.path)/current/ up into "
          + "\(agent.path), and remove `current` and `releases`",
      ])
  }
}
