package import Domain
package import Git

/// What the commits of entries say, each read once however many bindings it waits for.
package final class EntryTexts {
  private let repository: Repository
  private var known: [ObjectID: Entry] = [:]
  private var memo: TextMemo

  package init(_ repository: Repository) {
    self.repository = repository
    memo = TextMemo(of: repository)
  }

  /// The entry with all that depends neither on a binding nor on a repository: `queued`, without
  /// paths, of the control repository. Throws what reading the commit throws.
  package func entry(_ id: ObjectID) throws -> Entry {
    if let entry = known[id] { return entry }
    let entry = try memo.entry(id) ?? read(id)
    known[id] = entry
    return entry
  }

  /// Keeps what was read for the next time.
  func save() { memo.save(of: repository) }

  private func read(_ id: ObjectID) throws -> Entry {
    // What is told of an entry is never deployed.
    let commit = try repository.forWalking().commit(id)
    let entry = Entry(
      commit: commit.id, subject: commit.subject,
      title: MergeRequest.title(of: commit.subject, in: commit.message),
      author: commit.author.person, committedAt: commit.committer.time,
      mergeRequest: MergeRequest.reference(in: commit.message), status: .queued, commits: nil,
      paths: [])
    memo.add(entry)
    return entry
  }
}
