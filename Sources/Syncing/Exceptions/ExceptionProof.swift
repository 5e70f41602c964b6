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
      verify: verify,
      redactions: LedgerRedactions(tip: situation.ledger.tip, in: situation.repository),
      in: situation.repository)
  }

  /// What is wrong, a sentence each; empty where all is proven.
  func problems(of chain: ExceptionChain) throws -> [String] {
    let (origins, removed, others) = try origins(of: chain)
    var problems = removed.map { "\($0) was removed after it was recorded" }
    for named in chain.steps {
      guard let commit = origins[named.name] else {
        problems.append("\(named.name) was changed after it was recorded")
        continue
      }
      problems += try audit.problems(of: commit).map { "\(named.name): \($0)" }
    }
    // What it is decided on is what the ledger says since it was asked for.
    let own = Set(origins.values.map(\.id))
    for id in others where !own.contains(id) {
      let commit = try situation.repository.commit(id)
      problems += try audit.problems(of: commit).map { "the ledger's commit \(id.short): \($0)" }
    }
    return problems
  }

  /// The ledger commit that brought each step as it is now, the steps that were there and are not
  /// any more, and all commits of the ledger since its first step, the newest first.
  private func origins(
    of chain: ExceptionChain
  ) throws -> (commits: [String: Git.Commit], removed: [String], since: [ObjectID]) {
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
    guard let tip = situation.ledger.tip else { return ([:], [], []) }
    let now = try blobs(tip)
    var origins: [String: Git.Commit] = [:]
    var removed: Set<String> = []
    var since: [ObjectID] = []
    var current = tip
    var here = now
    while !here.isEmpty {
      let link = try repository.link(current)
      let older = try link.parents.first.map(blobs) ?? [:]
      since.append(current)
      removed.formUnion(older.keys.filter { now[$0] == nil })
      for (name, blob) in here where older[name] != blob && now[name] == blob {
        let step = String(name.dropLast(5))
        // A step that was there before with another content has been changed: it has no origin.
        origins[step] = older[name] == nil ? try repository.commit(current) : nil
      }
      guard let parent = link.parents.first else { break }
      (current, here) = (parent, older)
    }
    return (origins, removed.map { String($0.dropLast(5)) }.sorted(), since)
  }
}
