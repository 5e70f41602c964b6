import Configuration
package import Domain
import Exceptions
import Git
package import Ledger
import Queueing
import Targets

/// Proposes a new chain for a ledger that is lost or bad, and writes it when told to: what is sound
/// of the old one, and on top of that what the targets have.
package struct RebuildDesk {
  /// Below it are the refs that keep old chains.
  static let backups = "refs/deploysync/rebuilt/"

  private let surroundings: ApplyRun.Surroundings
  private let reference: String

  /// - Parameter reference: the full name of the ledger's ref.
  package init(_ surroundings: ApplyRun.Surroundings, reference: String) {
    self.surroundings = surroundings
    self.reference = reference
  }

  /// What becomes of one binding.
  package struct Place: Sendable {
    package var binding: BindingID
    /// What the target has; nil where it is not rebuilt.
    package var found: BaselineRun.Result?
    /// Why it is not rebuilt, and what to do about it.
    package var why: String?
    package var remedy: String?
    /// What the new chain has of it without that: the run that the sound part says was the last.
    package var kept: DeploymentRecord?
  }

  /// A new chain as it would be.
  package struct Proposal: Sendable {
    /// The newest commit of the ledger as it is; nil where there is none.
    package var tip: ObjectID?
    package var firstBad: LedgerVerifier.Finding?
    /// The newest commit that is kept; nil where the new chain starts anew.
    package var base: ObjectID?
    package var baseAt: Timestamp?
    /// How many commits are kept, and how many that can still be read are not.
    package var kept: Int
    package var lost: Int
    /// The runs that were at work at the end of what is kept.
    package var ended: [String]
    package var places: [Place]
  }

  /// What was written.
  package struct Result: Sendable {
    package var proposal: Proposal
    package var tip: ObjectID
    /// The run that the new chain ends with; nil where no target could be read.
    package var run: String?
    /// The ref that keeps the old chain; nil where there is nothing to keep.
    package var backup: String?
  }

  /// The proposal. Throws `RebuildError.sound` where nothing is to be rebuilt.
  ///
  /// - Parameter audit: proves the ledger as it is.
  package func propose(_ audit: () throws -> LedgerVerifier.Report) throws -> Proposal {
    try prepare(audit()).proposal
  }

  /// Writes the new chain. Throws as `propose`, `RebuildError.nothingFound` where no target could be
  /// read, so that nothing would tell what was lost, and `RebuildError.moved` where somebody else wrote
  /// the ledger meanwhile.
  package func write(_ audit: () throws -> LedgerVerifier.Report) throws -> Result {
    let repository = surroundings.repository
    let (proposal, situation, endings) = try prepare(audit())
    let identity = try surroundings.identify(situation)
    let writer = surroundings.writer(situation, identity)
    var ledger = situation.ledger
    for var ending in endings {
      ending.rebuilds(lost: proposal.tip, firstBad: proposal.firstBad?.commit)
      ending.decided(at: situation.head, others: situation.otherHeads)
      let commit = try writer.commit(ending, on: ledger, at: situation.now)
      ledger = try LedgerSnapshot(commit: commit, reference: reference, in: repository)
    }
    let bindings = proposal.places.filter { $0.found != nil }.map(\.binding)
    var run: String?
    if !bindings.isEmpty {
      let settled = try read(ledger)
      var prepared = try BaselineRun(surroundings, choice: .nearest).prepare(bindings, settled)
      prepared.transition.rebuilds(lost: proposal.tip, firstBad: proposal.firstBad?.commit)
      let commit = try writer.commit(prepared.transition, on: ledger, at: prepared.at)
      ledger = try LedgerSnapshot(commit: commit, reference: reference, in: repository)
      run = prepared.record.run
    }
    guard let tip = ledger.tip, tip != proposal.base else { throw RebuildError.nothingFound }
    let findings = try LedgerVerifier(tip: tip, in: repository).verify().findings
    if let finding = findings.first { throw RebuildError.unproven(finding) }
    let backup = try keep(proposal.tip, at: situation.now)
    guard
      try writer.replace(
        proposal.tip, by: tip, message: "deploysync: rebuild of \(proposal.tip?.short ?? "nothing")"
      )
    else { throw RebuildError.moved }
    return Result(proposal: proposal, tip: tip, run: run, backup: backup)
  }

  /// Keeps the old chain from a garbage collection, once. What is not there cannot be kept.
  private func keep(_ tip: ObjectID?, at now: Timestamp) throws -> String? {
    let repository = surroundings.repository
    guard let tip, repository.contains(tip) else { return nil }
    // An attempt before this one came to grief after it had kept the chain.
    for name in try repository.references(below: Self.backups)
    where try repository.reference(name) == tip { return name }
    let compact = now.iso8601.filter { $0 != "-" && $0 != ":" }
    let name = Self.backups + compact
    try repository.updateReference(
      name, from: nil, to: tip, message: "deploysync: before the ledger was rebuilt")
    return name
  }

  private func read(_ ledger: LedgerSnapshot) throws -> Situation {
    try Situation.read(
      surroundings.repository, branch: surroundings.branch, ledger: ledger,
      now: surroundings.now())
  }

  private func prepare(
    _ report: LedgerVerifier.Report
  ) throws -> (proposal: Proposal, situation: Situation, endings: [LedgerTransition]) {
    let repository = surroundings.repository
    if report.tip != nil, report.firstBad == nil { throw RebuildError.sound }
    let base = report.tip == nil ? nil : report.lastSound
    var ledger = try LedgerSnapshot.empty(reference, in: repository)
    if let base {
      ledger = try LedgerSnapshot(commit: base, reference: reference, in: repository)
    }
    let situation = try read(ledger)
    try situation.configuration.roles.require(.run, of: surroundings.identify(situation))
    let endings = try endings(in: ledger, at: situation.now)
    // The leases of runs that are ended by then are in nobody's way.
    let places = try situation.configuration.bindings.map {
      try place(of: $0.id, situation, isLeased: ledger.lease(of: $0.id) != nil)
    }
    let kept = report.firstBad == nil ? 0 : report.sound ?? 0
    let proposal = Proposal(
      tip: report.tip, firstBad: report.findings.first, base: base,
      baseAt: try base.map { try repository.link($0).committedAt }, kept: kept,
      lost: report.commits - kept, ended: endings.map(\.run), places: places)
    return (proposal, situation, endings.map(\.transition))
  }

  /// The steps that let go of what runs held at the end of the sound part: whatever they did then is
  /// on the targets, where it is found.
  private func endings(
    in ledger: LedgerSnapshot, at now: Timestamp
  ) throws -> [(run: String, transition: LedgerTransition)] {
    var held: [String: [BindingID]] = [:]
    for binding in try ledger.leasedBindings() {
      if let lease = try ledger.lease(of: binding) { held[lease.run, default: []].append(binding) }
    }
    return try held.sorted { $0.key < $1.key }.map { name, bindings in
      var transition = LedgerTransition(
        subject: "end run \(name), of which the ledger lost the rest", run: name)
      for binding in bindings { transition.release(binding) }
      if var record = try ledger.run(name) {
        record.state = .interrupted
        record.finishedAt = record.finishedAt ?? now.iso8601
        for index in record.bindings.indices
        where bindings.contains(record.bindings[index].binding) {
          record.bindings[index].outcome = .failed
          record.bindings[index].why = "the ledger was rebuilt, and what the run did is not known"
          record.bindings[index].objects = []
        }
        try transition.record(record)
      }
      return (name, transition)
    }
  }

  private func place(
    of binding: BindingID, _ situation: Situation, isLeased: Bool
  ) throws -> Place {
    var place = Place(binding: binding, kept: try situation.record(of: binding))
    guard surroundings.targets.serves(binding.target) else {
      place.why = "this machine's targets file does not name \(binding.target)"
      place.remedy = "where it does: deploysync baseline \(binding) --infer"
      return place
    }
    do {
      place.found = try BaselineRun(surroundings, choice: .nearest, ignoresLeases: isLeased)
        .prepare([binding], situation).results.first
      if place.found == nil { place.why = "its item is not configured" }
    } catch let error as any ExplainedError {
      place.why = ([error.message] + error.causes).joined(separator: ": ")
      place.remedy = error.hints.first
    }
    return place
  }
}

/// Why no ledger is rebuilt.
package enum RebuildError: ExplainedError {
  case sound
  case nothingFound
  case unproven(LedgerVerifier.Finding)
  case moved

  package var category: FailureCategory {
    switch self {
    case .sound: .refused
    case .nothingFound, .unproven, .moved: .failed
    }
  }
  package var message: String {
    switch self {
    case .sound: "the ledger is sound: there is nothing to rebuild"
    case .nothingFound:
      "no target could be read: there is nothing to go on with"
    case .unproven: "the new chain could not be proven, and the ledger stays as it is"
    case .moved: "somebody else wrote the ledger meanwhile, and it stays as they left it"
    }
  }
  package var causes: [String] {
    guard case .unproven(let finding) = self else { return [] }
    return ["\(finding.commit.short) \(finding.problem)"]
  }
  package var hints: [String] {
    switch self {
    case .sound: ["what it says: deploysync history"]
    case .nothingFound: ["name the targets in the targets file, then: deploysync ledger rebuild"]
    case .unproven: ["deploysync ledger verify"]
    case .moved: ["look at it again: deploysync ledger rebuild"]
    }
  }
}
