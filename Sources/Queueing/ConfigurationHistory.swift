package import Configuration
package import Domain
package import Git

/// `deploysync.yaml` as it was at any commit; each version is read once.
package final class ConfigurationHistory {
  /// What a commit has as its configuration.
  package enum State: Sendable {
    case absent
    case valid(ConfigurationFile, warnings: [Problem])
    /// It cannot be read, for this reason.
    case invalid(any ExplainedError)

    /// The configuration where there is a valid one.
    package var configuration: ConfigurationFile? {
      if case .valid(let configuration, _) = self { configuration } else { nil }
    }
  }

  private let repository: Repository
  private var states: [ObjectID: State] = [:]

  /// Reads from this repository.
  package init(_ repository: Repository) { self.repository = repository }

  /// The file's blob in a commit's tree; nil where there is none. Two commits with the same blob
  /// have the same configuration.
  package func blob(in tree: ObjectID) throws -> ObjectID? {
    let entry = try repository.entry(at: GitPath(ConfigurationFile.fileName), in: tree)
    guard let entry, entry.mode == .regular || entry.mode == .executable else { return nil }
    return entry.id
  }

  /// The configuration in a commit's tree. Throws only where the repository cannot be read.
  package func state(in tree: ObjectID) throws -> State {
    guard let blob = try blob(in: tree) else { return .absent }
    if let state = states[blob] { return state }
    let state: State
    do {
      let read = try ConfigurationFile.read(
        try repository.blob(blob), file: ConfigurationFile.fileName)
      state = .valid(read.configuration, warnings: read.warnings)
    } catch let error as ConfigurationError {
      state = .invalid(error)
    }
    states[blob] = state
    return state
  }
}
