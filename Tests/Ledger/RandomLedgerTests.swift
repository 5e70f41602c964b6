import Domain
import Fixtures
import Git
import Ledger
import Testing

struct RandomLedgerTests {
  @Test func `a ledger that was written by its rules has no findings`() throws {
    try forEachSeed(4) { seed, generator in
      let random = try RandomLedger(using: generator)
      for _ in 0..<20 { try random.run() }
      let report = try random.chain.report()
      #expect(report.findings == [], "seed \(seed)")
      let count = try random.chain.git.git("rev-list", "--count", Chain.reference)
      #expect(String(report.commits) == count, "seed \(seed)")
      let paths = try random.chain.paths()
      #expect(report.runs == paths.count { $0.hasPrefix("runs/") }, "seed \(seed)")
      #expect(report.bindings == (try random.chain.read().recordedBindings().count))
    }
  }

  @Test func `whatever one commit by hand changes is found`() throws {
    try forEachSeed(2) { seed, generator in
      let random = try RandomLedger(using: generator)
      for _ in 0..<5 { try random.run() }
      let chain = random.chain
      let (tip, tree) = (try chain.tip(), try chain.repository.link(chain.tip()).tree)
      let run = try chain.read().runs(limit: 1) { _ in true }[0].run
      for (path, version) in try chain.repository.files(in: tree) {
        let bytes = try chain.repository.blob(version.content) + [UInt8(ascii: "\n")]
        let changed = FileVersion(
          mode: version.mode, content: try chain.repository.writeBlob(bytes))
        for new in [nil, changed] {
          let forged = try chain.forge(at: [path: new], run: run)
          let findings = try chain.report().findings
          #expect(findings.contains { $0.commit == forged }, "seed \(seed): \(path)")
          #expect(findings.allSatisfy { $0.commit == forged }, "seed \(seed): \(path)")
          try chain.repository.updateReference(
            Chain.reference, from: forged, to: tip, message: "back")
        }
      }
    }
  }
}
