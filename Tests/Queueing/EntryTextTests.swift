import Domain
import Fixtures
import FoundationEssentials
import Git
import Testing

@testable import Queueing

/// What entries say is the same from the file that keeps it as from the commits, whatever happened to
/// the file.
struct EntryTextTests {
  private let fixture = Result { try QueueFixture() }
  private static let messages = [
    "Change", "", "  spaces  \nsecond line\n\nbody", "Merge branch 'x' into main\n\nA title\n",
    "Merge pull request #12 from a/b\n\nTitle of it", "Squash (#7)", "Ümläut und 漢字 🎉",
    "Merge branch 'x'\n\nTitle\n\nSee merge request group/project!12",
  ]

  private func commits(_ fixture: QueueFixture) throws -> [ObjectID] {
    let marks = Self.messages.enumerated().map { number, message in
      fixture.commit(message, at: 1_700_000_000 - Int64(number), ["a": .text("\(number)")])
    }
    return try fixture.ids(marks)
  }

  /// From the file where that has it, and kept.
  private func entries(_ ids: [ObjectID], of path: String) throws -> [Entry] {
    let texts = EntryTexts(try Repository.open(path))
    defer { texts.save() }
    return try ids.map(texts.entry)
  }

  private func file(_ path: String) throws -> String {
    let repository = try Repository.open(path)
    return repository.commonDirectory + "/deploysync/texts"
  }

  @Test func `each entry is kept with all that it says`() throws {
    let fixture = try fixture.get()
    let ids = try commits(fixture)
    let path = fixture.fixture.path
    let read = try entries(ids, of: path)
    #expect(Set(read.compactMap(\.mergeRequest)) == ["#12", "#7", "group/project!12"])
    #expect(read.map(\.title).contains("Title of it"))
    let memo = TextMemo(of: try Repository.open(path))
    #expect(ids.map(memo.entry) == read)
    #expect(memo.entry(.zero) == nil)
    #expect(try entries(ids, of: path) == read)
  }

  @Test func `a file that is cut or changed anywhere says nothing wrong`() throws {
    let fixture = try fixture.get()
    let ids = try commits(fixture)
    let path = fixture.fixture.path
    let read = try entries(ids, of: path)
    let file = try file(path)
    let whole = Array(try #require(FileManager.default.contents(atPath: file)))
    for offset in whole.indices {
      var changed = whole
      changed[offset] ^= 0x20
      for bytes in [changed, Array(whole.prefix(offset))] {
        try Data(bytes).write(to: URL(filePath: file))
        #expect(try entries(ids, of: path) == read, "byte \(offset) of \(whole.count)")
      }
      #expect(FileManager.default.contents(atPath: file) == Data(whole), "mended \(offset)")
    }
  }

  @Test func `what many looks found is made one, each commit once`() throws {
    let fixture = try fixture.get()
    let ids = try (0..<80).map { number in
      fixture.commit("Change \(number) (#\(number))", ["a": .text("\(number)")])
    }.map(fixture.id)
    let path = fixture.fixture.path
    var sizes: [Int] = []
    for (number, id) in ids.enumerated() {
      #expect(try entries([id], of: path).map(\.mergeRequest) == ["#\(number)"])
      sizes.append(FileManager.default.contents(atPath: try file(path))?.count ?? 0)
    }
    // It gets shorter where the heads of blocks go.
    #expect(zip(sizes, sizes.dropFirst()).contains { $0 > $1 })
    let memo = TextMemo(of: try Repository.open(path))
    #expect(ids.map { memo.entry($0)?.mergeRequest } == (0..<80).map { "#\($0)" })
  }

  @Test func `a block with numbers that lead out of it is not used`() throws {
    let fixture = try fixture.get()
    let ids = try commits(fixture)
    let path = fixture.fixture.path
    let read = try entries(ids, of: path)
    let name = try file(path)
    let repository = try Repository.open(path)
    let file = TextMemo.file(of: repository)
    let whole = try #require(file.read().first)
    // The lengths of the first record's texts, with checksums that are right.
    for offset in 28..<48 {
      var block = whole
      block[offset] = 0xff
      try FileManager.default.removeItem(atPath: name)
      file.add([block]) { $0[0] }
      #expect(try entries(ids, of: path) == read, "byte \(offset)")
    }
  }
}
