import Domain
import FoundationEssentials
import Git
import Testing

/// Links of commits where git has written commit graphs: read from there, and always what the commits
/// themselves say.
struct CommitGraphTests {
  private let history: HistoryCase
  private let links: [CommitLink]
  private let folder: String

  init() throws {
    let history = try HistoryCase(commits: 20)
    self.history = history
    links = try history.commits.map { try history.link($0) }
    folder = history.path + "/.git/objects/info"
    // The list of a merge of four is in a chunk of its own.
    #expect(links.contains { $0.parents.count > 2 })
  }

  /// How many commits were read themselves.
  private func readCommits(_ comment: Comment) throws -> Int {
    let repository = try Repository.open(history.path)
    let index = try repository.history()
    for (commit, link) in zip(history.commits, links) {
      #expect(try index.link(commit) == link, "\(comment), seed \(history.seed), \(commit.hex)")
    }
    return repository.objectsRead
  }

  /// Writes a graph of the first commits, which are all that these can be reached from.
  private func write(_ count: Int, _ options: String...) throws {
    let input = history.commits.prefix(count).map { $0.hex + "\n" }.joined()
    try history.sandbox.git(
      ["commit-graph", "write", "--stdin-commits"] + options, input: Array(input.utf8))
  }

  @Test(arguments: [
    ["commit-graph", "write", "--reachable"],
    ["commit-graph", "write", "--reachable", "--changed-paths"],
    ["-c", "commitGraph.generationVersion=1", "commit-graph", "write", "--reachable"],
    ["commit-graph", "write", "--reachable", "--split"],
  ])
  func `all links are in a graph of all commits`(command: [String]) throws {
    #expect(try readCommits("without") == history.commits.count)
    try history.sandbox.git(command)
    #expect(try readCommits("\(command)") == 0)
  }

  @Test func `a chain of graphs is read as one, and what it lacks from the commits`() throws {
    for (number, count) in [5, 11, 16].enumerated() {
      try write(count, "--split=no-merge")
      #expect(try readCommits("\(count)") == history.commits.count - count)
      let chain = try #require(
        FileManager.default.contents(atPath: folder + "/commit-graphs/commit-graph-chain"))
      #expect(chain.count == 41 * (number + 1))
    }
  }

  @Test func `a graph may be older than the branch`() throws {
    try write(8)
    #expect(try readCommits("of eight") == history.commits.count - 8)
    // Both kinds beside each other.
    try write(13, "--split")
    #expect(try readCommits("of thirteen") <= history.commits.count - 8)
  }

  @Test func `a graph that ends anywhere misleads nobody`() throws {
    try write(20)
    let file = folder + "/commit-graph"
    let whole = Array(try #require(FileManager.default.contents(atPath: file)))
    try FileManager.default.removeItem(atPath: file)
    for length in [0, 1, 4, 5, 6, 7, 8, 12, 20, 21] + stride(from: 24, to: whole.count, by: 61) {
      try Data(whole.prefix(length)).write(to: URL(filePath: file))
      _ = try readCommits("\(length) of \(whole.count) bytes")
    }
    try Data(whole).write(to: URL(filePath: file))
    #expect(try readCommits("whole") == 0)
  }

  @Test
  func `a graph with a changed byte in its tables misleads nobody, and elsewhere ends nothing`()
    throws
  {
    try write(20)
    var random = SeededGenerator(seed: history.seed)
    let file = folder + "/commit-graph"
    let whole = Array(try #require(FileManager.default.contents(atPath: file)))
    try FileManager.default.removeItem(atPath: file)
    let tableEnd = 8 + 12 * (Int(whole[6]) + 1)
    // Its head, where the first three chunks start and end, and how many commits precede each byte.
    let tables = Array(0..<56) + (0..<20).map { tableEnd + Int($0) * 53 }
    for offset in tables + stride(from: tableEnd, to: whole.count, by: 41) {
      var bytes = whole
      bytes[offset] ^= UInt8.random(in: 1...255, using: &random)
      try Data(bytes).write(to: URL(filePath: file))
      if tables.contains(offset) {
        _ = try readCommits("byte \(offset) of \(whole.count)")
      } else {
        // As git does, it believes what is said of a commit: that costs less than to read it.
        let repository = try Repository.open(history.path)
        for commit in history.commits { _ = try repository.history().link(commit) }
      }
    }
  }

  @Test func `a chain that is cut, or lacks a graph, misleads nobody`() throws {
    for count in [5, 11, 20] { try write(count, "--split=no-merge") }
    #expect(try readCommits("whole") == 0)
    let file = folder + "/commit-graphs/commit-graph-chain"
    let whole = Array(try #require(FileManager.default.contents(atPath: file)))
    try FileManager.default.removeItem(atPath: file)
    for length in [40, 41, 81, 82] + stride(from: 0, through: whole.count, by: 7) {
      try Data(whole.prefix(length)).write(to: URL(filePath: file))
      _ = try readCommits("\(length) of \(whole.count) bytes")
    }
    try Data(whole).write(to: URL(filePath: file))
    let first = String(decoding: whole.prefix(40), as: UTF8.self)
    try FileManager.default.removeItem(atPath: "\(folder)/commit-graphs/graph-\(first).graph")
    #expect(try readCommits("without the first") == history.commits.count)
  }

  @Test(arguments: ["loose", "packed", "grafts"])
  func `with replaced or grafted commits no graph is read`(kind: String) throws {
    try write(20)
    let (child, parent) = (history.commits[8], history.commits[1])
    if kind == "grafts" {
      let file = URL(filePath: history.path + "/.git/info/grafts")
      try FileManager.default.createDirectory(
        atPath: history.path + "/.git/info", withIntermediateDirectories: true)
      try Data("\(child.hex) \(parent.hex)\n".utf8).write(to: file)
    } else {
      try history.sandbox.git("replace", "--graft", child.hex, parent.hex)
      if kind == "packed" {
        try history.sandbox.git("pack-refs", "--all")
        try? FileManager.default.removeItem(atPath: history.path + "/.git/refs/replace")
      }
    }
    #expect(try readCommits(Comment(rawValue: kind)) == history.commits.count)
  }
}
