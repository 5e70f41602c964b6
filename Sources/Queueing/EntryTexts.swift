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
    if let entry = kept(id) { return entry }
    // What is told of an entry is never deployed.
    return keep(try Self.entry(id, in: repository.forWalking()))
  }

  /// Reads the entries that are not known yet, in several threads where they are many.
  func read(_ ids: [ObjectID]) throws {
    var seen: Set<ObjectID> = []
    let unknown = ids.filter { seen.insert($0).inserted && kept($0) == nil }
    guard !unknown.isEmpty else { return }
    let found = try repository.forWalking().inThreads(unknown.count, smallest: 256) {
      repository, numbers in
      try unknown[numbers].map { try Self.entry($0, in: repository) }
    }
    for entry in found { _ = keep(entry) }
  }

  private func kept(_ id: ObjectID) -> Entry? {
    if let entry = known[id] { return entry }
    let entry = memo.entry(id)
    known[id] = entry
    return entry
  }

  private func keep(_ entry: Entry) -> Entry {
    known[entry.commit] = entry
    memo.add(entry)
    return entry
  }

  /// Keeps what was read for the next time.
  func save() { memo.save(of: repository) }

  private static func entry(_ id: ObjectID, in repository: Repository) throws -> Entry {
    let commit = try repository.commit(id)
    return Entry(
      commit: commit.id, subject: commit.subject,
      title: MergeRequest.title(of: commit.subject, in: commit.message),
      author: commit.author.person, committedAt: commit.committer.time,
      mergeRequest: MergeRequest.reference(in: commit.message), status: .queued, commits: nil,
      paths: [])
  }
}
