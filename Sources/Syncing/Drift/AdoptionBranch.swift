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

  /// Throws `AdoptionError.branchExists` where there is one of that name, here or as the remote's,
  /// and `.branchInTheWay` where one has a folder of the name as its name, or the name as a folder.
  package func requireFree(in repository: Repository, remote: String?) throws {
    for folder in ["refs/heads/"] + (remote.map { ["refs/remotes/\($0)/"] } ?? []) {
      if try repository.reference(folder + name) != nil {
        throw AdoptionError.branchExists(name)
      }
      for end in name.indices where name[end] == "/" {
        let parent = String(name[..<end])
        if try repository.reference(folder + parent) != nil {
          throw AdoptionError.branchInTheWay(parent, of: name)
        }
      }
      if let child = try repository.references(below: folder + name).first {
        throw AdoptionError.branchInTheWay(String(child.dropFirst(folder.count)), of: name)
      }
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
