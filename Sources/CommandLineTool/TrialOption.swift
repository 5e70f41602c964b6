import ArgumentParser
import Configuration
import Domain
import Syncing

/// The option of commands that only look: what would be with a configuration that is not merged.
struct TrialOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Try this deploysync.yaml instead of the merged one.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  /// The configuration that is tried, with what is to be said of it; nil where the merged one counts.
  func configuration() throws -> (configuration: ConfigurationFile, warnings: [Problem])? {
    guard let config else { return nil }
    let read = try ConfigurationFile.read(try FileContent.read(config), file: config)
    return (read.configuration, read.warnings)
  }

  /// What is merged, configured and recorded now. `head` names another commit than the branch's.
  func situation(_ session: Session, head: String? = nil) throws -> Situation {
    let replacement = try configuration()
    let branch = try session.branch(naming: replacement?.configuration.repositories ?? [])
    return try Situation.read(
      session.repository, branch: branch,
      head: try head.map { try RevisionName.resolve($0, in: session) },
      configuration: replacement, now: session.now)
  }
}
