import Domain
import Exceptions
import Git
import Ledger

/// Proves the steps of an exception from the ledger's commits: each was taken by whom it says, at
/// a commit of the branch, was allowed by the rules there, and was not changed since.
struct ExceptionProof {
  private let situation: Situation
  private let audit: CommitAudit

  init(_ situation: Situation, verify: @escaping SignatureVerifier) throws {
    self.situation = situation
    audit = try CommitAudit(
      reference: situation.ledger.reference, head: situation.head, history: situation.history,
      verify: verify, in: situation.repository)
  }

  /// What is wrong, a sentence each; empty where all is proven.
  func problems(of chain: ExceptionChain) throws -> [String] {
    let origins = try origins(of: chain)
    var problems: [String] = []
    var before: ObjectID?
    for named in chain.steps {
      guard let commit = origins[named.name] else {
        problems.append("\(named.name) was changed after it was recorded")
        continue
      }
      problems += try audit.problems(of: commit, after: &before).map { "\(named.name): \($0)" }
    }
    return problems
  }

  /// The ledger commit that brought each step as it is now.
  private func origins(of chain: ExceptionChain) throws -> [String: Git.Commit] {
    let repository = situation.repository
    func blobs(_ commit: ObjectID) throws -> [String: ObjectID] {
      let path = GitPath("exceptions/\(chain.id)")
      guard let folder = try repository.entry(at: path, in: repository.link(commit).tree) else {
        return [:]
      }
      var found: [String: ObjectID] = [:]
      for entry in try repository.tree(folder.id) where entry.mode != .folder {
        found[String(decoding: entry.name, as: UTF8.self)] = entry.id
      }
      return found
    }
    guard let tip = situation.ledger.tip else { return [:] }
    let now = try blobs(tip)
    var origins: [String: Git.Commit] = [:]
    var current = tip
    var here = now
    while !here.isEmpty {
      let link = try repository.link(current)
      let older = try link.parents.first.map(blobs) ?? [:]
      for (name, blob) in here where older[name] != blob && now[name] == blob {
        let step = String(name.dropLast(5))
        // A step that was there before with another content has been changed: it has no origin.
        origins[step] = older[name] == nil ? try repository.commit(current) : nil
      }
      guard let parent = link.parents.first else { break }
      (current, here) = (parent, older)
    }
    return origins
  }
}
