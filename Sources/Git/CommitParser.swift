import Domain

/// Reads the raw bytes of a commit object: header lines, an empty line, the message
/// (git-hash-object(1) and "Commit objects" in git's user manual).
///
/// All of it is lenient but the tree and the parents, without which there is no commit.
struct CommitParser {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The header's links; nil where the bytes are no commit.
  mutating func link() -> CommitLink? {
    guard let (tree, parents) = ancestry() else { return nil }
    var committed: Timestamp?
    while committed == nil, let line = headerLine() {
      if let value = Self.value(of: "committer ", in: line) { committed = Self.time(value).time }
    }
    return CommitLink(
      tree: tree, parents: parents, committedAt: committed ?? Timestamp(seconds: 0))
  }

  /// The whole commit; nil where the bytes are none.
  mutating func commit(id: ObjectID) -> Commit? {
    guard let (tree, parents) = ancestry() else { return nil }
    var author: ArraySlice<UInt8> = []
    var committer: ArraySlice<UInt8> = []
    var encoding = ""
    while let line = headerLine() {
      if let value = Self.value(of: "author ", in: line) { author = value }
      if let value = Self.value(of: "committer ", in: line) { committer = value }
      if let value = Self.value(of: "encoding ", in: line) {
        encoding = String(decoding: value, as: UTF8.self)
      }
    }
    let decode = Self.decoder(encoding)
    let message = bytes[min(offset, bytes.count)...].prefix { $0 != 0 }
    return Commit(
      id: id, tree: tree, parents: parents, author: Self.signature(author, decode),
      committer: Self.signature(committer, decode), message: decode(message))
  }

  private mutating func ancestry() -> (tree: ObjectID, parents: [ObjectID])? {
    guard let first = headerLine(), let tree = Self.id(after: "tree ", in: first) else {
      return nil
    }
    var parents: [ObjectID] = []
    var start = offset
    while let line = headerLine(), let text = Self.value(of: "parent ", in: line) {
      guard let parent = Self.id(text) else { return nil }
      parents.append(parent)
      start = offset
    }
    offset = start
    return (tree, parents)
  }

  /// The next line of the header without its newline; nil at the empty line, which is passed.
  private mutating func headerLine() -> ArraySlice<UInt8>? {
    guard offset < bytes.count else { return nil }
    let end = bytes[offset...].firstIndex(of: 0x0a) ?? bytes.count
    defer { offset = end + 1 }
    return end == offset ? nil : bytes[offset..<end]
  }

  private static func value(of key: StaticString, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>?
  {
    key.withUTF8Buffer { unsafe line.starts(with: $0) }
      ? line.dropFirst(key.utf8CodeUnitCount) : nil
  }

  private static func id(after key: StaticString, in line: ArraySlice<UInt8>) -> ObjectID? {
    value(of: key, in: line).flatMap(id)
  }

  private static func id(_ hex: ArraySlice<UInt8>) -> ObjectID? {
    ObjectID(digits: hex)
  }

  /// `NAME <MAIL> SECONDS ±HHMM`, as leniently as git's `split_ident_line`.
  private static func signature(
    _ line: ArraySlice<UInt8>, _ decode: (ArraySlice<UInt8>) -> String
  ) -> Signature {
    let open = line.firstIndex(of: UInt8(ascii: "<")) ?? line.endIndex
    let rest = line[open...].dropFirst()
    let mail = rest.prefix { $0 != UInt8(ascii: ">") }
    var name = line[..<open]
    while let last = name.last, last <= 0x20 { name = name.dropLast() }
    while let first = name.first, first <= 0x20 { name = name.dropFirst() }
    let (time, offset) = time(line)
    return Signature(
      person: Person(name: decode(name), email: decode(mail)), time: time, offsetMinutes: offset)
  }

  /// The time behind the last `>` of the line; the epoch where there is none.
  private static func time(_ line: ArraySlice<UInt8>) -> (time: Timestamp, offset: Int) {
    let start = line.lastIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? line.endIndex
    let words = line[start...].split(separator: 0x20)
    func number(_ index: Int) -> Int64? {
      words.count > index ? Int64(String(decoding: words[index], as: UTF8.self)) : nil
    }
    let zone = number(1).flatMap { abs($0) <= 9999 ? Int($0) : nil } ?? 0
    return (Timestamp(seconds: number(0) ?? 0), zone / 100 * 60 + zone % 100)
  }

  /// Latin-1 where the commit says so; everything else is read as UTF-8 and repaired.
  private static func decoder(_ encoding: String) -> (ArraySlice<UInt8>) -> String {
    let name = encoding.lowercased().filter { $0 != "-" && $0 != "_" }
    if ["iso88591", "latin1", "l1", "cp819", "ibm819"].contains(name) {
      return { bytes in
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
      }
    }
    return { String(decoding: $0, as: UTF8.self) }
  }
}
