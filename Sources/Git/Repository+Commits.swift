import Clibgit2
package import Domain

extension Repository {
  /// A commit as people read it.
  ///
  /// - Throws: `RepositoryError` where it is missing, cut off, damaged or no commit.
  package func commit(_ id: ObjectID) throws -> Commit {
    var parser = CommitParser(try raw(id, .commit))
    guard let commit = parser.commit(id: id) else { throw malformed(id) }
    return commit
  }

  /// What a walk needs of a commit: cheap, and as the commit itself says, whatever grafts,
  /// replacements or a shallow boundary say.
  ///
  /// - Throws: `RepositoryError` where it is missing, cut off, damaged or no commit.
  package func link(_ id: ObjectID) throws -> CommitLink {
    var parser = CommitParser(try raw(id, .commit))
    guard let link = parser.link() else { throw malformed(id) }
    return link
  }

  /// All commits whose ID starts with these hexadecimal digits, sorted; none where the text is not
  /// 4 to 40 of them.
  ///
  /// - Throws: `RepositoryError` where objects cannot be read.
  package func commits(startingWith hex: String) throws -> [ObjectID] {
    let digits = hex.lowercased()
    guard (4...40).contains(digits.utf8.count), digits.allSatisfy({ Self.digits.contains($0) })
    else { return [] }
    return try objects(startingWith: digits).filter {
      try header($0, expecting: .commit).1 == GIT_OBJECT_COMMIT
    }
  }

  /// Whether `b` is `a` or was built on it. Decided by the graph alone, never by dates.
  ///
  /// - Throws: `RepositoryError` where a part of the history that could decide it is not here.
  package func isAncestor(_ a: ObjectID, of b: ObjectID) throws -> Bool {
    var seen: Set<ObjectID> = [b]
    var queue = [b]
    var next = 0
    // A cut in one branch does not matter if the commit turns up in another.
    var cut: RepositoryError?
    while next < queue.count {
      let id = queue[next]
      next += 1
      if id == a { return true }
      do {
        for parent in try link(id).parents where seen.insert(parent).inserted {
          queue.append(parent)
        }
      } catch let error as RepositoryError {
        cut = cut ?? error
      }
    }
    if let cut { throw cut }
    return false
  }

  private static let digits = Set("0123456789abcdef")

  /// The library finds one object or says that there are more; then each next digit is tried.
  private func objects(startingWith digits: String) throws -> [ObjectID] {
    guard let short = ObjectID(hex: digits + String(repeating: "0", count: 40 - digits.utf8.count))
    else { return [] }
    var key = git_oid(short)
    var found = git_oid()
    do throws(GitError) {
      try database.withPointer { database throws(GitError) in
        _ = try check("git_odb_exists_prefix") {
          unsafe git_odb_exists_prefix(&found, database, &key, digits.utf8.count)
        }
      }
      return [found.value]
    } catch {
      if error.code == .notFound { return [] }
      guard error.code == .ambiguous, digits.utf8.count < 40 else {
        throw RepositoryError.failed(error)
      }
      return try "0123456789abcdef".flatMap { try objects(startingWith: digits + String($0)) }
    }
  }

  private func malformed(_ id: ObjectID) -> RepositoryError {
    .corruptedObject(id, kind: .commit, reason: "its header has no tree, or a parent without ID")
  }
}
