package import Domain

/// The trees that items have in commits, kept from run to run in the file `deploysync/contents`: a
/// commit's content under some paths never changes.
///
/// A block of the file (`BlockFile`) has 40 bytes for each: the ID of the question, as a blob of the
/// repository would have it, and that of the tree; of a question whose answer is yes, its own ID twice.
package final class ContentMemo {
  private var known: [ObjectID: ObjectID] = [:]
  private var news: [UInt8] = []

  /// So many are kept when the file is made new; the oldest are forgotten.
  private static let limit = 50_000

  init(of repository: Repository) {
    for block in Self.file(of: repository).read() {
      known.reserveCapacity(known.count + block.count / 40)
      for start in stride(from: 0, to: block.count - 39, by: 40) {
        guard let question = ObjectID(bytes: block[start..<start + 20]),
          let tree = ObjectID(bytes: block[start + 20..<start + 40])
        else { continue }
        known[question] = tree
      }
    }
  }

  /// The tree that answers a question, whose bytes say all that it depends on; found out where nobody
  /// asked before.
  package func tree(_ question: [UInt8], find: () throws -> ObjectID) rethrows -> ObjectID {
    let id = Repository.blobID(of: question)
    if let tree = known[id] { return tree }
    let tree = try find()
    known[id] = tree
    news += id.bytes + tree.bytes
    return tree
  }

  /// Whether a question has the answer yes, which never changes then; a no is found out each time.
  package func isTrue(_ question: [UInt8], find: () throws -> Bool) rethrows -> Bool {
    let id = Repository.blobID(of: question)
    if known[id] == id { return true }
    guard try find() else { return false }
    known[id] = id
    news += id.bytes + id.bytes
    return true
  }

  func save(of repository: Repository) {
    guard !news.isEmpty else { return }
    Self.file(of: repository).add([news]) { Array($0.joined().suffix(Self.limit * 40)) }
    news = []
  }

  private static func file(of repository: Repository) -> BlockFile {
    BlockFile("contents", magic: "deploysync cont\u{1}", of: repository)
  }
}
