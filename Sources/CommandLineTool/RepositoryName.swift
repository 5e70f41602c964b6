import Git

/// What people call a repository.
enum RepositoryName {
  /// The last part of its remote's URL, which is the same in every clone; without a remote that of
  /// its folder.
  static func of(_ repository: Repository, remote: String?) throws -> String {
    let url = try remote.flatMap { try repository.setting("remote.\($0).url") }
    let place = url ?? repository.workDirectory ?? repository.gitDirectory
    let parts = place.split { $0 == "/" || $0 == ":" }.filter { $0 != ".git" }
    // A URL without a path would end with credentials.
    guard let last = parts.last?.split(separator: "@").last else { return "repository" }
    return String(last.hasSuffix(".git") && last.count > 4 ? last.dropLast(4) : last)
  }
}
