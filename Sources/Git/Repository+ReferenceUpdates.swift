import Clibgit2
package import Domain
import Faults

extension Repository {
  /// Moves a reference, if it still is where the caller saw it; one atomic step.
  ///
  /// - Parameters:
  ///   - expected: Where it must be; nil where it must not exist.
  ///   - message: The line of the reflog, where there is one.
  /// - Throws: `ReferenceError.moved` where it is elsewhere, `.locked` where somebody else is
  ///   writing it (there is no waiting), `.symbolic`; `GitError` for anything else.
  package func updateReference(
    _ fullName: String, from expected: ObjectID?, to new: ObjectID, message: String
  ) throws {
    guard try symbolicTarget(of: fullName) == nil else {
      throw ReferenceError.symbolic(name: fullName)
    }
    try persist(new)
    var target = git_oid(new)
    // Forty zeros stand for a reference that must not exist.
    var current = git_oid(expected ?? .zero)
    do {
      try FaultPoint.referenceBefore.reach(
        writing: .begun(
          "\(commonDirectory)/\(fullName).lock", content: Array("\(new.hex)\n".utf8)))
      let made = try handle.withPointer { repository throws(GitError) in
        try Handle(
          "git_reference_create_matching", freeing: { unsafe git_reference_free($0) },
          making: {
            unsafe git_reference_create_matching(
              &$0, repository, fullName, &target, 1, &current, message)
          })
      }
      _ = consume made
    } catch {
      throw try explain(error, fullName, expected: expected)
    }
    try FaultPoint.referenceMoved.reach()
  }

  /// Deletes a reference, if it still is where the caller saw it.
  ///
  /// - Throws: As `updateReference`.
  package func deleteReference(_ fullName: String, expecting expected: ObjectID) throws {
    guard let reference = try lookup(fullName) else {
      throw ReferenceError.moved(name: fullName, expected: expected, found: nil)
    }
    try reference.withPointer { pointer in
      guard let target = unsafe git_reference_target(pointer) else {
        throw ReferenceError.symbolic(name: fullName)
      }
      let found = unsafe target.pointee.value
      guard found == expected else {
        throw ReferenceError.moved(name: fullName, expected: expected, found: found)
      }
      do throws(GitError) {
        try FaultPoint.referenceBefore.reach(
          writing: .begun("\(commonDirectory)/\(fullName).lock", content: []))
        // The library compares again under the lock.
        try check("git_reference_delete") { unsafe git_reference_delete(pointer) }
      } catch {
        throw try explain(error, fullName, expected: expected)
      }
    }
    try FaultPoint.referenceMoved.reach()
  }

  private func explain(
    _ error: GitError, _ name: String, expected: ObjectID?
  ) throws -> any Error {
    switch error.code {
    case .locked: return ReferenceError.locked(name: name)
    case .modified, .notFound:
      let found = try reference(name)
      // Not found, and yet nothing moved: something else is missing.
      if error.code == .notFound && found == expected { return error }
      return ReferenceError.moved(name: name, expected: expected, found: found)
    default: return error
    }
  }
}
