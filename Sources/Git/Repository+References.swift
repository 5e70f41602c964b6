import Clibgit2
package import Domain

extension Repository {
  /// What the reference of exactly that full name points to, through symbolic ones; nil where it,
  /// or what it leads to, does not exist. An annotated tag is not followed.
  ///
  /// - Throws: `RepositoryError` where it cannot be read.
  package func reference(_ fullName: String) throws -> ObjectID? {
    do throws(GitError) {
      return try handle.withPointer { repository throws(GitError) in
        var id = git_oid()
        try check("git_reference_name_to_id") {
          unsafe git_reference_name_to_id(&id, repository, fullName)
        }
        return id.value
      }
    } catch {
      if error.code == .notFound || error.code == .invalidSpecification { return nil }
      throw RepositoryError.failed(error)
    }
  }

  /// The full name that a symbolic reference points to, whether or not that exists; nil where the
  /// reference is absent or not symbolic.
  ///
  /// - Throws: `RepositoryError` where it cannot be read.
  package func symbolicTarget(of fullName: String) throws -> String? {
    guard let reference = try lookup(fullName) else { return nil }
    return reference.withPointer { pointer in
      guard unsafe git_reference_type(pointer) == GIT_REFERENCE_SYMBOLIC,
        let target = unsafe git_reference_symbolic_target(pointer)
      else { return nil }
      return unsafe String(cString: target)
    }
  }

  /// The full names of all references below a folder such as `refs/heads`, by their bytes.
  ///
  /// - Throws: `RepositoryError` where they cannot be read.
  package func references(below prefix: String) throws -> [String] {
    // No reference's name has these characters (git-check-ref-format(1)), and they would be read
    // as a pattern.
    guard !prefix.contains(where: { "*?[\\".contains($0) }) else { return [] }
    let folder = prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/"
    do {
      let iterator = try handle.withPointer { repository throws(GitError) in
        try Handle(
          "git_reference_iterator_glob_new",
          freeing: { unsafe git_reference_iterator_free($0) },
          making: { unsafe git_reference_iterator_glob_new(&$0, repository, folder + "*") })
      }
      return try iterator.withPointer { try names($0) }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch let error as GitError {
      throw RepositoryError.failed(error)
    }
  }

  @safe
  private func names(_ iterator: OpaquePointer) throws(GitError) -> [String] {
    var names: [String] = []
    while true {
      var name: UnsafePointer<CChar>?
      do {
        try check("git_reference_next_name") {
          unsafe git_reference_next_name(&name, iterator)
        }
      } catch {
        if error.code == .iterationOver { return names }
        throw error
      }
      if let name = unsafe name { names.append(unsafe String(cString: name)) }
    }
  }

  /// The reference itself, not followed; nil where there is none.
  func lookup(_ fullName: String) throws -> Handle? {
    do throws(GitError) {
      return try handle.withPointer { repository throws(GitError) in
        try Handle(
          "git_reference_lookup", freeing: { unsafe git_reference_free($0) },
          making: { unsafe git_reference_lookup(&$0, repository, fullName) })
      }
    } catch {
      if error.code == .notFound || error.code == .invalidSpecification { return nil }
      throw RepositoryError.failed(error)
    }
  }
}
