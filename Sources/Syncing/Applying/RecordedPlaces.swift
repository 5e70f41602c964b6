import Domain
import Git

/// Where the objects of a binding's last record are on the target.
struct RecordedPlaces {
  private let record: DeploymentRecord?
  private let repository: Repository
  /// The places of the files that are not at their path without the next record's root: where that
  /// is another one, of all files.
  let exceptions: [GitPath: GitPath]

  /// - Parameter isListed: Whether the next record has another root, so that files which stay where
  ///   they are need to be named.
  init(_ record: DeploymentRecord?, isListed: Bool, in repository: Repository) throws {
    self.record = record
    self.repository = repository
    guard let record else {
      exceptions = [:]
      return
    }
    if isListed {
      exceptions = Dictionary(
        try repository.files(in: record.tree).map { ($0.path, record.place(of: $0.path)) },
        uniquingKeysWith: { a, _ in a })
    } else {
      exceptions = try record.places.filter {
        try Self.hasFile(at: $0.key, record, repository)
      }
    }
  }

  /// The place of a recorded file; nil for what is not recorded.
  func place(of path: GitPath) throws -> GitPath? {
    guard let record, try Self.hasFile(at: path, record, repository) else { return nil }
    return record.place(of: path)
  }

  private static func hasFile(
    at path: GitPath, _ record: DeploymentRecord, _ repository: Repository
  ) throws -> Bool {
    guard let entry = try repository.entry(at: path, in: record.tree) else { return false }
    return entry.mode != .folder
  }
}
