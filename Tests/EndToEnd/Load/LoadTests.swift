import Fixtures
import Foundation
import Testing

/// Many processes at once, killed at random: nothing is lost, nothing is done twice, and nothing is
/// left over.
@Suite(.serialized)
struct LoadTests {
  /// Whether `make test-long` runs.
  private static let isLong = ProcessInfo.processInfo.environment["DEPLOYSYNC_LONG"] != nil

  @Test(.timeLimit(.minutes(30)))
  func `processes that deploy at once and are killed lose nothing and double nothing`() throws {
    let size = Self.isLong ? Load.Size.long : .short
    for seed in Seeds.list(1) {
      let load = try Load(size, seed: seed)
      try load.run()
      let last = try load.finish()
      let ledger = try LoadLedger(load.world)
      let text =
        "load, seed \(seed): \(size.processes) processes, \(size.bindings) bindings, "
        + "\(load.endings.count + last.count) runs, \(load.kills) killed, "
        + "\(load.lostRaces) pushes that were too late, \(ledger.records.count) runs recorded, "
        + "\(ledger.interrupted) of them settled by another\n"
      FileHandle.standardError.write(Data(text.utf8))

      for ending in last { #expect(ending.status == 0, "seed \(seed): \(ending)") }
      expectKnownEnds(load, seed)
      try expectTargets(load, seed)
      expectLedger(ledger, load, seed)
      let verify = try load.world.deploysync("ledger", "verify", "--fetch")
      #expect(verify.status == 0, "seed \(seed): \(verify.all)")
      let status = try load.world.deploysync("status", "--exit-code", "--fetch")
      #expect(status.status == 0, "seed \(seed): \(status.all)")
    }
  }

  /// A run ends well, is refused since another one is at work, fails in part, or is killed.
  private func expectKnownEnds(_ load: Load, _ seed: UInt64) {
    for ending in load.endings where ![0, 1, 3, 137].contains(ending.status) {
      Issue.record("seed \(seed): \(ending)")
    }
    for ending in load.endings where ending.status == 1 {
      FileHandle.standardError.write(Data("\(ending)\n".utf8))
    }
  }

  /// Every target has exactly what is merged.
  private func expectTargets(_ load: Load, _ seed: UInt64) throws {
    for number in 0..<load.size.targets {
      #expect(load.world.target("target\(number)") == load.files, "seed \(seed)")
    }
  }

  private func expectLedger(_ ledger: LoadLedger, _ load: Load, _ seed: UInt64) {
    #expect(ledger.branches == 0, "seed \(seed)")
    #expect(ledger.leases == [], "seed \(seed)")
    #expect(ledger.irregular == [:], "seed \(seed)")
    #expect(ledger.records.values.allSatisfy { $0["state"] != "started" }, "seed \(seed)")
    #expect(ledger.doubled(load.versions) == [], "seed \(seed)")
    for ending in load.endings where [0, 1, 3].contains(ending.status) {
      guard let told = try? JSONDecoder().decode(Answer.self, from: Data(ending.output.utf8)),
        let run = told["run"].text,
        told["bindings"].list.contains(where: { $0["outcome"] == "applied" })
      else { continue }
      #expect(ledger.records[run]?["bindings"] == told["bindings"], "seed \(seed)")
    }
  }
}

extension LoadLedger {
  /// How many runs were ended by another process.
  var interrupted: Int { records.values.count { $0["state"] == "interrupted" } }

  /// The objects that were written more than once with the same content, by what the runs recorded.
  func doubled(_ versions: [String: [String: String]]) -> [String] {
    var counts: [String: Int] = [:]
    for record in records.values {
      for binding in record["bindings"].list {
        guard let files = binding["to"].text.flatMap({ versions[$0] }) else { continue }
        for object in binding["objects"].list where object["outcome"] == "done" {
          guard let path = object["path"].text, ["create", "update"].contains(object["action"])
          else { continue }
          let name = "\(binding["item"])@\(binding["target"]) \(path) \(files[path] ?? "")"
          counts[name, default: 0] += 1
        }
      }
    }
    return counts.filter { $0.value > 1 }.keys.sorted()
  }
}
