import Domain
import Git

/// What is told of entries, kept from run to run in the file `deploysync/texts`: what a commit says
/// never changes.
///
/// A block of the file (`BlockFile`) has, for each commit, its ID (20 bytes), the committer's time in
/// seconds (8), the lengths of five texts (4 each), all little-endian, and then these, in UTF-8: the
/// subject, the title (nothing where it is the subject), the author's name and address, the merge
/// request (nothing where there is none). What reads other texts from messages than before has to
/// give the file a new version, the last byte of its name.
struct TextMemo {
  private var blocks: [[UInt8]]
  /// Where each commit's record starts.
  private var places: [ObjectID: (block: Int, start: Int)] = [:]
  private var news: [UInt8] = []

  private static let head = 48
  /// So many are kept when the file is made new; the oldest are forgotten.
  private static let limit = 50_000

  init(of repository: Repository) {
    blocks = Self.file(of: repository).read()
    for (number, block) in blocks.enumerated() {
      for start in Self.starts(in: block) {
        if let id = ObjectID(bytes: block[start..<start + 20]) { places[id] = (number, start) }
      }
    }
  }

  /// The entry of a commit, as `EntryTexts.entry` has it; nil where it is not kept.
  func entry(_ id: ObjectID) -> Entry? {
    guard let place = places[id] else { return nil }
    let block = blocks[place.block]
    var end = place.start + Self.head
    let texts = (0..<5).map { text in
      let start = end
      end += Int(block.number(at: place.start + 28 + text * 4, bytes: 4))
      return String(decoding: block[start..<end], as: UTF8.self)
    }
    let seconds = Int64(bitPattern: block.number(at: place.start + 20, bytes: 8))
    return Entry(
      commit: id, subject: texts[0], title: texts[1].isEmpty ? texts[0] : texts[1],
      author: Person(name: texts[2], email: texts[3]), committedAt: Timestamp(seconds: seconds),
      mergeRequest: texts[4].isEmpty ? nil : texts[4], status: .queued, paths: [])
  }

  mutating func add(_ entry: Entry) {
    let texts = [
      entry.subject, entry.title == entry.subject ? "" : entry.title, entry.author.name,
      entry.author.email, entry.mergeRequest ?? "",
    ].map { Array($0.utf8) }
    news += entry.commit.bytes
    news.append(Int(entry.committedAt.seconds), bytes: 8)
    for text in texts { news.append(text.count, bytes: 4) }
    for text in texts { news += text }
  }

  /// Adds what is new to the file, as far as that can be written.
  mutating func save(of repository: Repository) {
    guard !news.isEmpty else { return }
    Self.file(of: repository).add([news], whole: Self.joined)
    news = []
  }

  /// The newest records of all blocks, each commit once.
  private static func joined(_ blocks: [[UInt8]]) -> [UInt8] {
    var seen: Set<ObjectID> = []
    var records: [ArraySlice<UInt8>] = []
    for block in blocks.reversed() {
      let starts = starts(in: block)
      for (start, end) in zip(starts, starts.dropFirst() + [block.count]).reversed()
      where records.count < limit {
        guard let id = ObjectID(bytes: block[start..<start + 20]), seen.insert(id).inserted else {
          continue
        }
        records.append(block[start..<end])
      }
    }
    return Array(records.reversed().joined())
  }

  /// Where the block's records start; none where it is not made of records.
  private static func starts(in block: [UInt8]) -> [Int] {
    var starts: [Int] = []
    var end = 0
    while end < block.count {
      guard end + head <= block.count else { return [] }
      starts.append(end)
      let lengths = (0..<5).map { Int(block.number(at: end + 28 + $0 * 4, bytes: 4)) }
      end = lengths.reduce(end + head, +)
    }
    return end == block.count ? starts : []
  }

  static func file(of repository: Repository) -> BlockFile {
    BlockFile("texts", magic: "deploysync text\u{1}", of: repository)
  }
}
