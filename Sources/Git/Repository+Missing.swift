package import Domain
import FoundationEssentials

extension Repository {
  /// The commits at which this clone's history was cut off, from the file `shallow`
  /// (gitrepository-layout(5)); their parents are not here. Empty in a complete clone, and not
  /// empty alone does not say that the history at hand is cut.
  ///
  /// - Throws: `RepositoryError.unreadableFile`.
  package var shallowBoundary: Set<ObjectID> {
    get throws {
      let path = commonDirectory + "/shallow"
      guard FileManager.default.fileExists(atPath: path) else { return [] }
      guard let data = FileManager.default.contents(atPath: path) else {
        throw RepositoryError.unreadableFile(path: path, reason: "the system does not allow it")
      }
      var result: Set<ObjectID> = []
      for line in data.split(separator: 0x0a) {
        guard let id = ObjectID(hex: String(decoding: line, as: UTF8.self)) else {
          throw RepositoryError.unreadableFile(path: path, reason: "A line is not a commit's ID")
        }
        result.insert(id)
      }
      return result
    }
  }

  /// Turns the library's failure to read an object into the reason that a person can act on.
  func explain(_ error: GitError, _ id: ObjectID, _ kind: ObjectKind) throws -> RepositoryError {
    switch (error.code, error.class) {
    case (.notFound, _): return try missing(id, kind)
    case (_, .operatingSystem), (_, .noMemory): return .failed(error)
    default: return .corruptedObject(id, kind: kind, reason: error.message)
    }
  }

  /// Why an object is not here.
  private func missing(_ id: ObjectID, _ kind: ObjectKind) throws -> RepositoryError {
    let boundary = try shallowBoundary
    if kind == .commit {
      for commit in boundary.sorted() where stored(commit, refreshing: false) {
        if try link(commit).parents.contains(id) {
          return .shallowBoundary(missing: id, boundary: commit)
        }
      }
    }
    if try isPartial() { return .partialClone(missing: id, kind: kind) }
    return .missingObject(id, kind: kind, isShallow: !boundary.isEmpty)
  }
}
