import Fixtures
import Foundation
import Testing

/// A ``World`` whose clone reaches the server over a network that fails, with a first deployment done.
final class Network {
  let world: World
  let server: FaultyServer
  /// What the target is to hold.
  private(set) var desired: [String: String] = [:]
  private var merges = 0

  init(
    _ way: Way, configuration: String = HelpDesk.adHoc, timeoutSeconds: Int? = nil
  ) throws {
    world = try World(configuration, files: HelpDesk.files)
    server = try FaultyServer(way, of: world)
    try world.clone.git("remote", "set-url", "origin", server.url)
    if let timeoutSeconds { try limit(timeoutSeconds) }
    try merge()
    let first = try apply()
    guard first.status == 0 else { throw FixtureError(first.all) }
  }

  /// Lets a call of git take so long.
  func limit(_ seconds: Int) throws {
    try world.serve(["production"])
    let text = world.folder.text(of: "targets.yaml") ?? ""
    try world.folder.write("\(text)git: { timeout: \(seconds)s }\n", to: "targets.yaml")
  }

  /// Merges a request that changes every file and adds one.
  func merge() throws {
    merges += 1
    var changes: [String: FixtureFile?] = [:]
    for number in 0...merges {
      changes["data/triggers/\(number).yaml"] = .text("title: \(number) of \(merges)\n")
      desired["triggers/\(number).yaml"] = "title: \(number) of \(merges)\n"
    }
    desired["triggers/a.yaml"] = "title: A\n"
    try world.merge(merges, "Change \(merges)", changes)
  }

  /// Expects a file on the target that somebody else brings.
  func expect(_ text: String, at path: String) { desired[path] = text }

  @discardableResult
  func apply(environment: [String: String] = [:]) throws -> ProgramResult {
    try world.deploysync("apply", environment: environment)
  }

  /// The files of the target that hold what they are to, by what tells whether one is written again.
  func finished() throws -> [String: UInt64] {
    var result: [String: UInt64] = [:]
    for (path, text) in world.target() where desired[path] == text {
      let file = world.folder.path("targets/production/\(path)")
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      result[path] = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value
    }
    return result
  }

  /// How many runs the ledger holds.
  func runs() throws -> Int {
    try world.deploysync("history", "--format", "json", "--fetch").json["runs"].list.count
  }

  /// Mends the network, runs once more, and expects that nothing is lost, nothing was done twice and
  /// nobody holds anything.
  func expectOrder(
    _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    func expect(_ isTrue: Bool, _ text: @autoclosure () -> String) {
      #expect(isTrue, "\(comment): \(text())", sourceLocation: sourceLocation)
    }
    try server.mend()
    let before = try finished()
    let again = try apply()
    expect(again.status == 0, again.all)
    expect(world.target() == desired, "\(world.target())")
    let after = try finished()
    expect(before.allSatisfy { after[$0.key] == $0.value }, "an object was written twice")
    let verify = try world.deploysync("ledger", "verify")
    expect(verify.status == 0, verify.all)
    let kept = try world.server.git("ls-tree", "-r", "--name-only", World.serverLedger)
    expect(!kept.contains("leases/"), kept)
    let tip = try world.ledger()
    let idle = try apply()
    expect(idle.status == 0, idle.all)
    expect(try world.ledger() == tip, "a run without anything to do wrote the ledger")
    let status = try world.deploysync("status", "--exit-code")
    expect(status.status == 0, status.all)
  }
}
