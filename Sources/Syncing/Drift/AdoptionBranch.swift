package import Domain
package import Git

/// The branch that a commit of hand-made changes gets: a new one, never checked out.
package struct AdoptionBranch: Sendable, Hashable {
  /// The name without `refs/heads/`.
  package var name: String

  /// Throws `AdoptionError.branchName` for a name that git refuses or the ledger could have.
  package init(_ name: String) throws {
    guard Self.isPlain(name), name != "deploysync", !name.hasPrefix("deploysync/") else {
      throw AdoptionError.branchName(name)
    }
    self.name = name
  }

  package var reference: String { "refs/heads/\(name)" }

  /// Throws `AdoptionError.branchExists` where there is one of that name, here or as the remote's.
  package func requireFree(in repository: Repository, remote: String?) throws {
    let names = [reference] + (remote.map { ["refs/remotes/\($0)/\(name)"] } ?? [])
    for name in names where try repository.reference(name) != nil {
      throw AdoptionError.branchExists(self.name)
    }
  }

  /// Makes it, unless somebody else just did.
  package func create(at commit: ObjectID, in repository: Repository) throws {
    do {
      try repository.updateReference(
        reference, from: nil, to: commit, message: "deploysync adopt: created")
    } catch ReferenceError.moved {
      throw AdoptionError.branchExists(name)
    }
  }

  /// git-check-ref-format(1), for a branch.
  private static func isPlain(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.hasPrefix("-") && name != "@" && name != "HEAD" && !name.hasSuffix(".")
      && !name.contains("..") && !name.contains("@{")
      && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
      && name.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7f && !"~^:?*[\\".unicodeScalars.contains($0)
      }
  }
}
