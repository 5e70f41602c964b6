import Domain
import Fixtures
import FoundationEssentials
import Git
import Ledger
import Testing

@testable import struct Ledger.StateFile

struct RoundTripTests {
  @Test func `any record of a binding is read as it was written`() throws {
    try forEachSeed(300) { seed, generator in
      var random = RandomRecords(generator: generator)
      let record = random.deployment()
      let bytes = try LedgerJSON.encode(StateFile(record, of: Chain.triggers))
      let file = try LedgerJSON.decode(StateFile.self, from: bytes, part: "state")
      #expect(try file.record(tree: .emptyTree) == record, "seed \(seed)")
      #expect(bytes == (try LedgerJSON.encode(file)), "seed \(seed)")
    }
  }

  @Test func `a record of an early version tells places where IDs are now`() throws {
    var random = RandomRecords(generator: SeededGenerator(seed: 1))
    var record = random.deployment()
    record.places = [GitPath("data/a"): GitPath("b/a")]
    record.remoteIDs = [:]
    var file = StateFile(record, of: Chain.triggers)
    file.remoteIDs = try #require(file.places)
    file.places = nil
    #expect(try file.record(tree: .emptyTree) == record)
  }

  @Test func `any record of a run is read as it was written`() throws {
    try forEachSeed(300) { seed, generator in
      var random = RandomRecords(generator: generator)
      let record = random.run()
      let bytes = try LedgerJSON.encode(record)
      #expect(bytes.count { $0 == 0x0a } > 1 && bytes.last == 0x0a)
      let read = try LedgerJSON.decode(RunRecord.self, from: bytes, part: "run")
      #expect(read == record, "seed \(seed)")
      #expect(bytes == (try LedgerJSON.encode(read)), "seed \(seed)")
    }
  }

  @Test func `JSON is read by other programs as it is read here`() throws {
    let folder = try TemporaryFolder()
    try forEachSeed(20) { seed, generator in
      var random = RandomRecords(generator: generator)
      let bytes = try LedgerJSON.encode(random.run())
      let result = try Program.run(
        "python3",
        [
          "-c",
          "import json,sys; v=json.load(sys.stdin.buffer); print(list(v)==sorted(v), v['by'].encode().hex())",
        ], in: folder.path, environment: [:], input: bytes)
      let record = try LedgerJSON.decode(RunRecord.self, from: bytes, part: "run")
      let by = record.by.utf8.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
      }.joined()
      #expect(result.text == "True \(by)\n", "seed \(seed)")
    }
  }

  @Test func `a record goes through the ledger with its content and what is left behind`() throws {
    try forEachSeed(10) { seed, generator in
      var random = RandomRecords(generator: generator)
      let chain = try Chain()
      let run = chain.start(.baseline)
      var record = random.deployment()
      record.run = run.run
      record.tree = try chain.repository.joined([
        "control": chain.tree(["a.yaml": "1", "sub/b.yaml": "2"]),
        "managed": chain.tree(["c": "3"]),
      ])
      let version = try chain.file("left")
      let paths = Set((0..<4).map { "\($0)/" + random.path().portable })
      record.leftBehind = paths.sorted().map {
        LeftBehind(
          path: GitPath($0), version: version, place: random.path(),
          run: run.run)
      }.sorted { $0.path < $1.path }
      var transition = LedgerTransition(subject: "baseline", run: run.run)
      try transition.record(record, of: Chain.triggers)
      try transition.record(
        chain.ended(run, [BindingResult(binding: Chain.triggers, outcome: .applied)]))
      try chain.append(transition)
      #expect(try chain.read().record(of: Chain.triggers) == record, "seed \(seed)")
      #expect(try chain.report().findings == [], "seed \(seed)")
    }
  }

  @Test(arguments: [
    #"{"schema":1}"#, "", "[]", "null",
    #"{"run":"x","kind":"other","state":"started"}"#,
  ])
  func `what is no record is an error that names the part`(_ text: String) throws {
    let error = #expect(throws: LedgerError.self) {
      try LedgerJSON.decode(RunRecord.self, from: Array(text.utf8), part: "record of run 7")
    }
    #expect(error?.message == "the ledger's record of run 7 cannot be read")
  }
}
