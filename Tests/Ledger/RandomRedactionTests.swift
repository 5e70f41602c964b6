import Domain
import Fixtures
import Git
import Ledger
import Testing

struct RandomRedactionTests {
  @Test func `any ledger stays proven, whatever is taken out of it and whenever`() throws {
    try forEachSeed(2) { seed, generator in
      let random = try RandomLedger(using: generator)
      let chain = random.chain
      var seen: [ObjectID] = []
      var gone: [ObjectID] = []
      for _ in 0..<4 {
        for _ in 0..<5 { try random.run() }
        seen.append(try chain.tip())
        guard let blob = try generator.pick(candidates(chain)) else { continue }
        try chain.redact(blob, reason: "seed \(seed)")
        gone.append(blob)
      }
      try chain.collect()
      #expect(try chain.freshFindings() == [], "seed \(seed)")
      for blob in gone { #expect(try !chain.has(blob), "seed \(seed): \(blob)") }
      let now = try chain.report().chain
      for tip in seen {
        let proof = try chain.proof(of: tip)
        // One that no later redaction changed is in the chain as it was.
        #expect((proof != nil) != now.contains(tip), "seed \(seed): \(tip)")
      }
    }
  }

  /// The contents that old trees have and the newest one has not.
  private func candidates(_ chain: Chain) throws -> [ObjectID] {
    func contents(_ tree: ObjectID) throws -> Set<ObjectID> {
      try Set(
        chain.repository.files(in: tree).filter { file in
          ["/content/", "/left-behind/"].contains { file.path.text.contains($0) }
        }.map(\.version.content))
    }
    var old: Set<ObjectID> = []
    for commit in try chain.report().chain {
      old.formUnion(try contents(chain.repository.link(commit).tree))
    }
    let stubs = try Set(chain.read().redactions().flatMap(\.stubs))
    let now = try chain.repository.files(in: chain.repository.link(chain.tip()).tree)
    return old.subtracting(now.map(\.version.content)).subtracting(stubs)
      .sorted { $0.hex < $1.hex }
  }
}
