import Configuration
import Domain
import Fixtures
import Foundation
import Ledger

@testable import Syncing

/// Puts a past of any length into a sandbox's ledger: copies of its last run, each a sound step that
/// changes one file or changes it back.
struct LongLedger {
  private let sandbox: Sandbox
  private let template: RunRecord
  private let state: String
  private let tip: String
  private let trailers: String

  /// The sandbox's ledger has one run at least, of the binding `a@live` with the file `a/1.yaml`.
  init(after sandbox: Sandbox) throws {
    self.sandbox = sandbox
    guard let run = try sandbox.ledger().runs(limit: 1, where: { _ in true }).first,
      let tip = try sandbox.ledger().tip
    else { throw FixtureError("there is no run to copy") }
    template = run
    self.tip = tip.hex
    state =
      try sandbox.fixture.git(
        "cat-file", "-p", "\(tip.hex):deployed/live/a/state.json") + "\n"
    trailers = try sandbox.fixture.git("log", "-1", "--format=%(trailers:only)", tip.hex)
  }

  /// Adds so many runs, an even number, in the 300 days after the last run, and leaves the record as
  /// it was but for the names of runs. The sandbox's clock stands after the last one.
  func add(_ count: Int) throws {
    let reference = ConfigurationFile.defaultLedgerReference
    var stream: [UInt8] = []
    func line(_ text: String) { stream += Array("\(text)\n".utf8) }
    func data(_ text: String) {
      line("data \(text.utf8.count)")
      line(text)
    }
    let path = "deployed/live/a/content/control/a/1.yaml"
    let original = try sandbox.fixture.git("rev-parse", "\(tip):\(path)")
    let other = try sandbox.fixture.git(
      ["hash-object", "-w", "--stdin"], input: Array("another\n".utf8))
    let start = sandbox.now
    for index in 0..<count {
      let at = start + Int64(index + 1) * (300 * 86_400) / Int64(count)
      let name = Self.name(at, index)
      var record = template
      record.run = name
      (record.startedAt, record.finishedAt) = (at.iso8601, at.iso8601)
      record.bindings = record.bindings.filter { $0.item == "a" }
      record.bindings[0].objects = [
        ObjectResult(path: GitPath("a/1.yaml"), action: .update, outcome: .done)
      ]
      line("commit \(reference)")
      line("committer Operator <ops@example.com> \(at.seconds) +0000")
      data(
        "apply a@live: 1 object\n\n"
          + trailers.replacingOccurrences(of: template.run, with: name) + "\n")
      if index == 0 { line("from \(tip)") }
      let folder = "runs/\(name.prefix(4))/\(name.dropFirst(4).prefix(2))"
      line("M 100644 inline \(folder)/\(name).json")
      data(String(decoding: try LedgerJSON.encode(record), as: UTF8.self))
      line("M 100644 inline deployed/live/a/state.json")
      data(state.replacingOccurrences(of: template.run, with: name))
      line("M 100644 inline latest/live/a")
      data("\(name)\n")
      line("M 100644 \(index % 2 == 0 ? other : original) \(path)")
      line("")
    }
    line("done")
    try sandbox.fixture.git(["fast-import", "--quiet", "--done", "--force"], input: stream)
    sandbox.now = start + 301 * 86_400
  }

  private static func name(_ time: Timestamp, _ index: Int) -> String {
    let random = String(index, radix: 16)
    let compact = time.iso8601.filter { $0 != "-" && $0 != ":" }
    return compact + "-" + String(repeating: "0", count: 10 - random.count) + random
  }
}
