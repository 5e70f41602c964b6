import Domain
import Git
import Queueing
import Syncing

/// Finds the commit that a person names, without git's revision language, whose parser is not for
/// text from outside.
enum RevisionName {
  /// A full ref name, a branch of the remote, a branch, a tag, or at least seven digits of a
  /// commit's ID. The name of the branch in use means what is merged of it, whatever a local branch
  /// or a tag of that name says. Throws with the candidates where it fits several.
  static func resolve(_ text: String, in session: Session) throws -> ObjectID {
    let repository = session.repository
    if text == session.branch.name { return try session.branch.head(in: repository) }
    var names = text.hasPrefix("refs/") || text == "HEAD" ? [text] : []
    if let remote = session.branch.remote { names.append("refs/remotes/\(remote)/\(text)") }
    names += ["refs/heads/\(text)", "refs/remotes/\(text)", "refs/tags/\(text)"]
    var found: [ObjectID] = []
    for name in names where isRefName(name) {
      guard let id = try repository.reference(name) else { continue }
      let commit = try repository.commit(id).id
      if !found.contains(commit) { found.append(commit) }
    }
    if (7...40).contains(text.utf8.count), text.allSatisfy(\.isHexDigit) {
      for commit in try repository.commits(startingWith: text) where !found.contains(commit) {
        found.append(commit)
      }
    }
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      throw CommandFailure(
        status: ExitStatus.usage, message: "no commit is named \(text) here",
        hints: ["name a branch, a tag or at least 7 digits of a commit's ID"])
    }
    throw CommandFailure(
      status: ExitStatus.usage, message: "\(text) names several commits",
      causes: try found.map { "\($0.hex) \(try repository.commit($0).subject)" })
  }

  /// A commit that is merged in another repository: at least seven digits of its ID, or `HEAD` for
  /// the newest.
  static func resolve(
    _ text: String, of name: String, in situation: Situation
  ) throws -> ObjectID {
    guard let head = situation.otherHeads[name] else { throw RepositoryAbsentError(name) }
    if text == "HEAD" { return head }
    var found: [ObjectID] = []
    if (7...40).contains(text.utf8.count), text.allSatisfy(\.isHexDigit) {
      found = try situation.repository.commits(startingWith: text).filter {
        try situation.repository.isAncestor($0, of: head)
      }
    }
    if found.count == 1 { return found[0] }
    throw CommandFailure(
      status: ExitStatus.usage,
      message: found.isEmpty
        ? "no merged commit of the repository \(name) is named \(text)"
        : "\(text) names several commits of the repository \(name)",
      causes: found.map(\.hex), hints: ["name HEAD, or at least 7 digits of a commit's ID"])
  }

  private static func isRefName(_ name: String) -> Bool {
    !name.contains("..") && !name.contains("@{") && !name.hasSuffix("/") && !name.contains("//")
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !Array("~^:?*[\\".utf8).contains($0) }
  }
}
