import Configuration
import Domain
import Fixtures
import FoundationEssentials
import Git
import Queueing
import Testing

/// What the history index knows never changes a queue: it is the same as with none, whatever was asked
/// before, and whatever happened to its file.
struct RandomIndexTests {
  @Test func `queues are the same with an index of any past as without one`() throws {
    var reads = (known: 0, cold: 0)
    try forEachSeed(24) { seed, generator in
      let random = try RandomQueueCase(seed: seed, using: &generator)
      let folder = random.repository.commonDirectory + "/deploysync"
      // An empty history leaves no file.
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      var known = random.bindings
      for round in 0..<6 {
        // Items with other paths, of which some folders were never looked into.
        if generator.chance(60) {
          known += RandomBinding.bindings(of: random.history, using: &generator)
        }
        let bindings = Array(known.shuffled(using: &generator).prefix(6))
        let marks = generator.chance(70) ? random.history.firstParentLine : random.history.marks
        let head = generator.chance(30) ? nil : generator.pick(marks)
        let withCommits = generator.chance(50)
        let isKept = try !["history", "contents", "texts"].map {
          try Self.damage("\(folder)/\($0)", using: &generator)
        }.contains(true)
        let isNew = generator.chance(60)
        let repository =
          isNew ? try Repository.open(random.repository.location) : random.repository
        let before = repository.objectsRead
        func queues(in repository: Repository) throws -> [BindingQueue] {
          try Self.queues(
            bindings, of: random, at: head ?? random.history.head, in: repository, withCommits)
        }
        let warm = try queues(in: repository)
        // Without the files, which come back for the next round.
        let files = FileManager.default
        try files.moveItem(atPath: folder, toPath: folder + ".aside")
        let other = try Repository.open(random.repository.location)
        let cold = try queues(in: other)
        try? files.removeItem(atPath: folder)
        try files.moveItem(atPath: folder + ".aside", toPath: folder)
        if isKept, isNew, round > 0 {
          reads.known += repository.objectsRead - before
          reads.cold += other.objectsRead
        }
        #expect(warm.count == cold.count)
        for (warm, cold) in zip(warm, cold) {
          let context: Comment = "seed \(seed) round \(round) \(warm.item.paths)"
          #expect(warm.entries == cold.entries, context)
          #expect(warm.why == cold.why && warm.isRewritten == cold.isRewritten, context)
          #expect(warm.changes == cold.changes && warm.content == cold.content, context)
          #expect(warm.cancelledPaths == cold.cancelledPaths, context)
          #expect(warm.notes == cold.notes, context)
        }
      }
    }
    // Or else the index was of no use, and nothing was tested.
    #expect(reads.known < reads.cold || reads.cold == 0)
  }

  private static func queues(
    _ bindings: [RandomBinding], of random: RandomQueueCase, at head: Mark,
    in repository: Repository, _ withCommits: Bool
  ) throws -> [BindingQueue] {
    let head = try id(random.hex(head))
    let reader = QueueReader(
      head: head, line: FirstParentLine(of: head, in: repository),
      history: ConfigurationHistory(repository), in: repository)
    let requests = try bindings.map(random.request)
    for tree in requests.compactMap(\.record?.tree) { try random.repository.persist(tree) }
    return try reader.queues(requests, commits: withCommits)
  }

  /// Deletes the file, cuts it, changes a byte of it, or leaves it as it is, which is said.
  private static func damage(
    _ file: String, using generator: inout SeededGenerator
  ) throws -> Bool {
    guard var bytes = FileManager.default.contents(atPath: file).map({ Array($0) }), !bytes.isEmpty
    else { return true }
    switch Int.random(in: 0..<10, using: &generator) {
    case 0:
      try FileManager.default.removeItem(atPath: file)
      return true
    case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
    case 2: bytes[Int.random(in: bytes.indices, using: &generator)] ^= 0x40
    default: return false
    }
    try Data(bytes).write(to: URL(filePath: file))
    return true
  }
}
