import Configuration
package import Domain
package import Git

/// Computes the queues of all bindings in one walk of history.
package struct QueueReader {
  private let repository: Repository
  private let history: ConfigurationHistory
  private let head: ObjectID
  private let line: FirstParentLine

  /// Reads what is merged up to `head`.
  package init(
    head: ObjectID, line: FirstParentLine, history: ConfigurationHistory, in repository: Repository
  ) {
    self.head = head
    self.line = line
    self.history = history
    self.repository = repository
  }

  /// The queues in the order of the requests. With `commits`, each entry names what it brought in.
  ///
  /// Throws `RepositoryError` where history or objects are missing that the answer needs.
  package func queues(_ requests: [QueueRequest], commits: Bool = false) throws -> [BindingQueue] {
    let headTree = try repository.link(head).tree
    // Most bindings share a deployed commit.
    var known: [ObjectID: Boundary?] = [:]
    var boundaries: [Boundary?] = []
    for request in requests {
      guard let deployed = request.record?.commit else {
        boundaries.append(nil)
        continue
      }
      let boundary =
        try known[deployed] ?? Boundary.of(deployed, on: line, head: head, in: repository)
      known[deployed] = .some(boundary)
      boundaries.append(boundary)
    }
    // One slot per item, whatever the number of its bindings, and one for the configuration.
    var slots: [String: Int] = [:]
    var items: [Item] = []
    var limits: [Int] = []
    for (request, boundary) in zip(requests, boundaries) {
      let limit = request.record?.commit == nil ? Int.max : boundary?.position ?? 0
      if let slot = slots[request.item.name] {
        limits[slot] = max(limits[slot], limit)
      } else {
        slots[request.item.name] = items.count
        items.append(request.item)
        limits.append(limit)
      }
    }
    let definitionFile = [PathPattern(ConfigurationFile.fileName)]
    let walk = HistoryWalk(
      items: items.map(\.paths) + [definitionFile], boundaries: limits + [limits.max() ?? 0],
      line: line, in: repository)
    let touches = try walk.touches()
    let definitionChanges = DefinitionChanges(line: line, history: history)
    let definitions = try touches[items.count].map {
      try definitionChanges.change(at: $0.position)
    }

    var drafts: [EntryDraft] = []
    for (request, boundary) in zip(requests, boundaries) {
      let slot = slots[request.item.name] ?? 0
      drafts.append(
        try EntryDraft.of(
          request, boundary: boundary, touches: touches[slot], definitions: definitions,
          line: line, in: repository))
    }
    let below =
      commits
      ? try walk.commits(below: Set(drafts.flatMap { $0.sources.compactMap(\.position) })) : [:]
    let texts = EntryTexts(repository)
    return try zip(requests, drafts).map { request, draft in
      let slot = slots[request.item.name] ?? 0
      let paths = ItemPaths(request.item)
      let content = try repository.content(of: paths, in: headTree)
      let explained = try EntryStatuses(
        request: request, draft: draft, paths: paths, content: content, in: repository
      ).explain(texts) { source in
        guard commits else { return nil }
        guard let position = source.position else {
          return try walk.commits(broughtInBy: source.commit, touching: slot)
        }
        return (below[position] ?? []).filter { $0.items.contains(slot) }.map(\.id)
      }
      return BindingQueue(
        item: request.item, binding: request.binding, record: request.record,
        isRewritten: draft.isRewritten, entries: draft.why == nil ? explained.entries : nil,
        why: draft.why, changes: explained.changes, content: content,
        cancelledPaths: explained.cancelledPaths, notes: draft.notes)
    }
  }
}
