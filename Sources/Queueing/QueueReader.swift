package import Domain
package import Git

/// Computes the queues of all bindings in one walk of history.
package struct QueueReader {
  private let repository: Repository
  private let history: ConfigurationHistory
  private let head: ObjectID
  private let line: FirstParentLine
  private let others: [RepositoryLine]

  /// Reads what is merged up to `head`, and in the other repositories up to theirs.
  package init(
    head: ObjectID, line: FirstParentLine, history: ConfigurationHistory,
    others: [RepositoryLine] = [], in repository: Repository
  ) {
    self.head = head
    self.line = line
    self.others = others
    self.history = history
    self.repository = repository
  }

  /// The queues in the order of the requests. With `commits`, each entry names what it brought in.
  ///
  /// Throws `RepositoryError` where history or objects are missing that the answer needs, and
  /// `RepositoryAbsentError` where an item takes content from a repository that is not among these.
  package func queues(_ requests: [QueueRequest], commits: Bool = false) throws -> [BindingQueue] {
    try requireSubmodules(of: requests)
    let walks = try sources(for: requests).map { try RepositoryWalk($0, requests, in: repository) }
    let definitionChanges = DefinitionChanges(line: line, history: history)
    let definitions = try (walks.first?.definitionTouches ?? []).map {
      try definitionChanges.change(at: $0.position)
    }
    let drafts = try requests.enumerated().map { index, request in
      try EntryDraft.of(
        request, index, walks: walks, definitions: definitions, in: repository)
    }
    var below: [String: [Int: [(id: ObjectID, items: Set<Int>)]]] = [:]
    for walk in walks where commits {
      let name = walk.source.name
      let own = drafts.flatMap(\.sources).filter { $0.repository == name }
      below[name] = try walk.commits(below: Set(own.compactMap(\.position)))
    }
    let heads = Dictionary(
      walks.map { ($0.source.name, $0.source.head) }, uniquingKeysWith: { a, _ in a })
    let texts = EntryTexts(repository)
    defer {
      texts.save()
      try? repository.history().save()
    }
    try texts.read(drafts.flatMap { $0.sources.map(\.commit) })
    let statuses = try zip(requests, drafts).map { request, draft in
      let entries = try draft.sources.map { source in
        var entry = try texts.entry(source.commit)
        entry.repository = source.repository
        entry.paths = source.paths
        if commits, let walk = walks.first(where: { $0.source.name == source.repository }) {
          entry.commits = try walk.commits(
            broughtInBy: source, touching: request.item, below: below[source.repository] ?? [:])
        }
        return entry
      }
      return try EntryStatuses(
        request, draft, entries: entries,
        isAhead: EntryStatuses.isAhead(request, in: repository))
    }
    return try repository.inThreads(statuses.count, smallest: 64) { repository, numbers in
      try statuses[numbers].map { try $0.queue(at: heads, in: repository) }
    }
  }

  /// Throws where an item has a submodule whose repository was never fetched.
  private func requireSubmodules(of requests: [QueueRequest]) throws {
    guard !repository.submoduleSources.isEmpty else { return }
    let tree = try repository.link(head).tree
    for request in requests {
      for submodule in repository.submodules(of: ItemPaths(request.item.paths))
      where submodule.head == nil {
        if try repository.side(of: submodule, in: tree).commit != nil {
          throw RepositoryAbsentError(submodule.repository)
        }
      }
    }
  }

  /// The repositories that the items take content from, the control one first.
  private func sources(for requests: [QueueRequest]) throws -> [RepositoryLine] {
    var names: [String] = []
    for name in requests.flatMap(\.item.otherRepositories) where !names.contains(name) {
      names.append(name)
    }
    return try [RepositoryLine(Repositories.control, head: head, line: line)]
      + names.map { name in
        guard let other = others.first(where: { $0.name == name }) else {
          throw RepositoryAbsentError(name)
        }
        return other
      }
  }
}
