import Configuration
import Domain
import Exceptions
import Fixtures
import Foundation
import Git
import Ledger
import Queueing
import Targets

@testable import Syncing

extension Bench {
  static let desk = BindingID(item: "desk", target: "live")

  var branch: MergedBranch { MergedBranch(name: "main", remote: nil, repositories: others) }

  func access() -> TargetAccess {
    let file = TargetsFile(targets: [
      "live": TargetsFile.Target(name: "live", kind: .directory(path: folder.path("live")))
    ])
    guard let opening else { return TargetAccess(file) }
    return TargetAccess(file, open: opening, openForWriting: opening)
  }

  func surroundings() -> ApplyRun.Surroundings {
    ApplyRun.Surroundings(
      repository: repository, branch: branch, targets: access(),
      identify: { _ in Identity(person: self.person) },
      verify: { _, _, _, _ in .rejected("nothing is signed here") }, now: { self.now })
  }

  func situation() throws -> Situation {
    try Situation.read(repository, branch: branch, now: now)
  }

  func queue() throws -> BindingQueue {
    let situation = try situation()
    guard let queue = try situation.queues(situation.configuration.bindings).first else {
      throw FixtureError("there is no binding")
    }
    return queue
  }

  func record() throws -> DeploymentRecord? { try situation().record(of: Self.desk) }

  /// Runs what is due.
  @discardableResult
  func apply(late: Bool = false) throws -> ApplyRun.Report {
    person = Self.olga
    return try ApplyRun(
      surroundings(), request: Preparer.Request(allowsLate: late), reason: "test"
    ).run()
  }

  /// Takes what is on the target and in head for deployed.
  func baseline() throws {
    for (path, text) in try allTexts() {
      try handWrite(text, to: String(path.dropFirst(5)))
    }
    _ = try BaselineRun(surroundings(), commit: controlHead, proof: .read).run([Self.desk])
  }

  func handWrite(_ text: String?, to place: String) throws {
    let path = folder.path("live/\(place)")
    try? FileManager.default.removeItem(atPath: path)
    guard let text else { return }
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    if text.hasPrefix("#!") {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
  }

  /// The target's files with their texts, by path in the repository.
  func live() throws -> [String: String] {
    var found: [String: String] = [:]
    guard let walk = FileManager.default.enumerator(atPath: folder.path("live")) else { return [:] }
    for case let path as String in walk {
      var isFolder: ObjCBool = false
      let full = folder.path("live/\(path)")
      guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder),
        !isFolder.boolValue, let bytes = FileManager.default.contents(atPath: full)
      else { continue }
      found["data/\(path)"] = String(decoding: bytes, as: UTF8.self)
    }
    return found
  }

  // MARK: The chain

  func request(
    only: [ObjectID] = [], by requester: Domain.Person = Bench.rita,
    attestation: ExceptionDesk.Attestation? = nil
  ) throws -> String {
    person = requester
    return try ExceptionDesk(surroundings()).request(
      [Self.desk], only: only.map(\.hex), reason: "outage", ticket: nil, attestation: attestation,
      command: { _ in "" }
    ).chain.id
  }

  @discardableResult
  func impact(_ id: String, by operatorPerson: Domain.Person = Bench.olga) throws -> ImpactSummary {
    person = operatorPerson
    return try ExceptionDesk(surroundings()).impact(id, comment: nil).impact
  }

  @discardableResult
  func decide(
    _ id: String, _ verdict: ExceptionStep.Verdict = .approved,
    by manager: Domain.Person = Bench.max,
    attestation: ExceptionDesk.Attestation? = nil
  ) throws -> ExceptionDesk.Taken {
    person = manager
    return try ExceptionDesk(surroundings()).take(
      .decision, of: id, verdict: verdict, text: "fine", attestation: attestation)
  }

  func take(_ kind: ExceptionStep.Kind, of id: String, by taker: Domain.Person = Bench.rita) throws
  {
    person = taker
    _ = try ExceptionDesk(surroundings()).take(kind, of: id, text: nil, attestation: nil)
  }

  /// Impact, decision and confirmation.
  func agree(_ id: String) throws {
    try impact(id)
    try decide(id)
    try take(.confirmation, of: id)
  }

  @discardableResult
  func deploy(_ id: String, overridesLimits: Bool = false) throws -> ApplyRun.Report {
    person = Self.olga
    return try ExceptionRun(
      surroundings(), id: id, reason: "test", overridesLimits: overridesLimits
    ).run()
  }

  /// An exception from the request to the deployment.
  @discardableResult
  func exception(only: [ObjectID] = []) throws -> ApplyRun.Report {
    let id = try request(only: only)
    try agree(id)
    return try deploy(id)
  }

  @discardableResult
  func hold(_ entry: ObjectID) throws -> [HoldDesk.Change] {
    person = Self.olga
    return try HoldDesk(surroundings()).hold([Self.desk], entries: [entry.hex], reason: "not ready")
  }

  @discardableResult
  func release(_ entry: ObjectID) throws -> [HoldDesk.Change] {
    person = Self.olga
    return try HoldDesk(surroundings()).release([Self.desk], entries: [entry.hex])
  }

  /// What the ledger's verifier and the audit of its authors have against it.
  func findings() throws -> [String] {
    try LedgerAudit(
      reference: ConfigurationFile.defaultLedgerReference, head: controlHead,
      history: ConfigurationHistory(repository),
      verify: { _, _, _, _ in .rejected("nothing is signed here") }, in: repository
    ).verifyAll().findings.map(\.problem)
  }
}

/// The message and the causes of what a body throws; an empty list where it throws nothing.
func refusal(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let error as any ExplainedError {
    return [error.message] + error.causes
  } catch {
    return ["\(error)"]
  }
}
