package import Domain

/// What commits are made of and what they touch, kept from run to run.
///
/// A commit never changes, and so nothing that is known of it ever does. What is not known is read,
/// and added to the file `deploysync/history` (`BlockFile`, `HistoryBlock`) by `save`. Which paths matter to anybody is no part of it:
/// where nobody looked into a folder that differs, it says so, and who wants to know looks.
package final class HistoryIndex {
  private unowned let repository: Repository
  private var table = IDTable()
  /// Of each record its block and its number there.
  private var places: [(block: Int, record: Int)] = []
  private var graph: CommitGraph?
  /// What the file does not have yet, beside links.
  private var news: [[UInt8]] = []
  private var links: [ObjectID: CommitLink] = [:]
  /// What items have in commits.
  package let contents: ContentMemo

  /// Records of one block have numbers from 0 on.
  package private(set) var blocks: [HistoryBlock] = []

  init(of repository: Repository) {
    self.repository = repository
    graph = CommitGraph(repository)
    contents = ContentMemo(of: repository)
    for block in Self.file(of: repository).read().compactMap(HistoryBlock.init) { add(block) }
  }

  /// Where the newest record of a commit is; nil where there is none.
  package func place(of id: ObjectID) -> (block: Int, record: Int)? {
    table.value(of: id).map { places[$0] }
  }

  /// What a walk needs of a commit, as the commit itself says. It is remembered with `remembering`:
  /// for the first-parent line, which every look at the queue needs.
  ///
  /// - Throws: `RepositoryError` where it is not known and cannot be read.
  package func link(_ id: ObjectID, remembering: Bool = false) throws -> CommitLink {
    if let place = place(of: id) { return blocks[place.block].link(place.record) }
    if let known = graph?.link(id) ?? links[id] { return known }
    let link = try repository.link(id)
    if remembering { links[id] = link }
    return link
  }

  /// The first parent of a commit of the first-parent line, which is remembered; nil for a root.
  ///
  /// - Throws: `RepositoryError` where the commit is not known and cannot be read.
  package func firstParent(of id: ObjectID) throws -> ObjectID? {
    if let place = place(of: id) { return blocks[place.block].firstParent(place.record) }
    return try link(id, remembering: true).parents.first
  }

  /// Finds out what commits touch, by several threads where they are many.
  ///
  /// - Parameters:
  ///   - ids: The commits.
  ///   - isOfInterest: Asked for each folder that differs, with the commit's number in `ids`: whether
  ///     to look into it. What was looked into before is known after as well.
  /// - Throws: `RepositoryError` where an object is missing or damaged.
  package func explore(
    _ ids: [ObjectID], isOfInterest: @escaping @Sendable (Int, GitPath) -> Bool
  ) throws {
    guard !ids.isEmpty else { return }
    let tasks = try ids.enumerated().map { number, id in
      let known = place(of: id).flatMap { place in
        blocks[place.block].touches(place.record) == nil
          ? nil : blocks[place.block].record(place.record).touched
      }
      let link = try link(id)
      let parent = try link.parents.first.map { try self.link($0).tree }
      return HistoryExplorer.Task(
        number: number, id: id, link: link, parentTree: parent, known: known)
    }
    let records = try HistoryExplorer(isOfInterest: isOfInterest).records(of: tasks, in: repository)
    for record in records { links[record.id] = nil }
    let bytes = HistoryBlock.encoding(records)
    news.append(bytes)
    if let block = HistoryBlock(bytes) { add(block) }
  }

  /// Adds what is new to the file, as far as that can be written.
  package func save() {
    contents.save(of: repository)
    let bare = links.map { HistoryRecord(id: $0.key, link: $0.value) }
    if !bare.isEmpty { news.append(HistoryBlock.encoding(bare)) }
    guard !news.isEmpty else { return }
    Self.file(of: repository).add(news) { blocks in
      // Of several records of one commit the last, and before all the one that says most.
      let all = blocks.compactMap(HistoryBlock.init).flatMap { block in
        (0..<block.count).map(block.record)
      }
      let bare = all.filter { $0.touched == nil }
      var seen: Set<ObjectID> = []
      return HistoryBlock.encoding(
        (bare + all.filter { $0.touched != nil }).reversed()
          .filter { seen.insert($0.id).inserted }.reversed())
    }
    news = []
    links = [:]
  }

  private static func file(of repository: Repository) -> BlockFile {
    BlockFile("history", magic: "deploysync hist\u{1}", of: repository)
  }

  private func add(_ block: HistoryBlock) {
    for record in 0..<block.count {
      let id = block.id(record)
      // Of a commit whose touches are known, a link alone says nothing new.
      if block.touches(record) == nil, place(of: id) != nil { continue }
      table.set(places.count, for: id)
      places.append((blocks.count, record))
    }
    blocks.append(block)
  }
}

extension Repository {
  /// The history index of the repository, read when somebody first asks.
  ///
  /// - Throws: `RepositoryError` where the repository cannot be opened any more.
  package func history() throws -> HistoryIndex {
    if verifiesHashes { return try forWalking().history() }
    let index = ownHistory ?? HistoryIndex(of: self)
    ownHistory = index
    return index
  }
}
