import Fixtures
import Foundation

/// A world in which a run of another machine holds the only binding: it was killed in the middle,
/// and its lease says that it ran elsewhere, so that nobody here can prove it gone.
final class OtherMachine {
  let world: World
  /// The run that holds the binding.
  let run: String
  /// How long its lease stands.
  static let length = 5
  static let objects = ["a", "b", "c", "d"]
  private static let lease = "leases/production/triggers.json"

  init() throws {
    var files: [String: FixtureFile?] = [:]
    for name in Self.objects { files["data/triggers/\(name).yaml"] = .text("title: \(name)\n") }
    world = try World(HelpDesk.adHoc, files: files)
    let killed = try world.start(
      ["apply"], environment: ["DEPLOYSYNC_FAULT": "target.object.place.before#3:kill"]
    ).wait()
    guard killed.status == 128 + SIGKILL else { throw FixtureError(killed.all) }
    let text = try world.server.git("show", "\(World.serverLedger):\(Self.lease)")
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    run = value?["run"] as? String ?? ""
    // As if that had happened on a machine of another name and boot.
    try edit(amending: true) { lease in
      var owner = lease["owner"] as? [String: Any] ?? [:]
      owner["host"] = "far.example"
      owner["bootID"] = "00000000-0000-4000-8000-000000000000"
      lease["owner"] = owner
      lease["length"] = Self.length
    }
    let accepted = try world.deploysync("ledger", "sync", "--accept", world.ledger() ?? "")
    guard accepted.status == 0 else { throw FixtureError(accepted.all) }
  }

  /// Renews the lease as its holder would, by a step of the ledger; false where it is gone.
  func renew() throws -> Bool {
    let found = try world.server.runGit(["cat-file", "-e", "\(World.serverLedger):\(Self.lease)"])
    guard found.status == 0 else { return false }
    try edit(amending: false) { $0["renewals"] = ($0["renewals"] as? Int ?? 0) + 1 }
    return true
  }

  /// The subjects of the ledger's commits, the oldest first.
  func subjects() throws -> [String] {
    try world.server.git("log", "--reverse", "--format=%s", World.serverLedger)
      .split(separator: "\n").map(String.init)
  }

  /// Writes the lease otherwise, in a new commit of the server's ledger or in place of the newest.
  private func edit(amending: Bool, _ change: (inout [String: Any]) -> Void) throws {
    let server = world.server
    let ledger = World.serverLedger
    let old = try server.git("show", "\(ledger):\(Self.lease)")
    guard var value = try JSONSerialization.jsonObject(with: Data(old.utf8)) as? [String: Any]
    else { throw FixtureError("no lease: \(old)") }
    change(&value)
    let lease = String(
      decoding: try JSONSerialization.data(withJSONObject: value, options: .sortedKeys),
      as: UTF8.self)
    let tip = try server.git("rev-parse", ledger)
    let body = try server.git("log", "-1", "--format=%B", ledger)
    let control =
      body.split(separator: "\n").first { $0.hasPrefix("Deploysync-Control: ") } ?? ""
    let message =
      amending
      ? body + "\n"
      : "renew the leases of run \(run)\n\nDeploysync-Run: \(run)\n\(control)\n"
    let by = try server.git("log", "-1", "--format=%cn <%ce> %ct +0000", ledger)
    let parents = try server.git("log", "-1", "--format=%P", ledger)
    let parent = amending ? parents : tip
    let tree = try server.git("rev-parse", "\(ledger)^{tree}")
    var input = "commit \(ledger)\nauthor \(by)\ncommitter \(by)\n"
    input += "data \(message.utf8.count)\n\(message)\n"
    if !parent.isEmpty { input += "from \(parent)\n" }
    input += "M 040000 \(tree) \n"
    input += "M 100644 inline \(Self.lease)\ndata \(lease.utf8.count)\n\(lease)\n"
    let done = try server.runGit(["fast-import", "--quiet", "--force"], input: Array(input.utf8))
    guard done.status == 0 else { throw FixtureError(done.all) }
  }
}
