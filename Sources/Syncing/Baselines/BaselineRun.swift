import Configuration
package import Domain
import Faults
import Git
package import Ledger
import Queueing
import Targets

/// Records what targets already have, without writing to them.
package struct BaselineRun {
  /// How far the target is asked.
  package enum Proof: Sendable {
    /// Every object is read and compared; only what is equal is recorded.
    case read
    /// The target is not asked: the commit's content is taken to be there.
    case unproven
  }

  /// Which commit is recorded.
  package enum Choice: Sendable {
    case commit(ObjectID)
    /// For each binding the one whose content is nearest to what its target has.
    case nearest
  }

  /// How near an inferred commit is to what the target has.
  package struct Nearness: Sendable, Hashable {
    package var different: Int
    package var total: Int
  }

  /// What the target has otherwise than the commit.
  package struct Difference: Sendable, Hashable {
    package var path: GitPath
    /// A clause: `is not on the target`.
    package var clause: String
  }

  /// What was recorded for one binding.
  package struct Result: Sendable {
    package var binding: BindingID
    package var commit: ObjectID
    package var recorded: Int
    package var differences: [Difference]
    /// The commits of all repositories that the item takes content from.
    package var commits: [String: ObjectID]
    /// Of an inferred commit.
    package var nearness: Nearness?
    /// The same for each repository, the control one first; empty unless there are several.
    package var parts: [(repository: String, commit: ObjectID, nearness: Nearness)]
  }

  private let surroundings: ApplyRun.Surroundings
  private let choice: Choice
  /// The commits of other repositories that the targets have; of the rest it is their heads.
  private let others: [String: ObjectID]
  private let proof: Proof
  /// Whether a run that seems to be at work is none: in a ledger that is about to be rebuilt.
  private let ignoresLeases: Bool

  /// The nearest commit is found by reading: `proof` then is `.read`.
  package init(
    _ surroundings: ApplyRun.Surroundings, choice: Choice, others: [String: ObjectID] = [:],
    proof: Proof = .read, ignoresLeases: Bool = false
  ) {
    self.ignoresLeases = ignoresLeases
    self.surroundings = surroundings
    self.choice = choice
    self.others = others
    self.proof = proof
  }

  package init(
    _ surroundings: ApplyRun.Surroundings, commit: ObjectID, others: [String: ObjectID] = [:],
    proof: Proof
  ) {
    self.init(surroundings, choice: .commit(commit), others: others, proof: proof)
  }

  /// Records it for some bindings. Throws `BaselineError` where the commit is not one of the
  /// branch or a run is at work, and `TargetError` where a target cannot be read.
  package func run(_ bindings: [BindingID]) throws -> (record: RunRecord, results: [Result]) {
    for _ in 0..<200 {
      let situation = try Situation.read(
        surroundings.repository, branch: surroundings.branch, now: surroundings.now())
      if case .commit(let commit) = choice,
        try !surroundings.repository.isAncestor(commit, of: situation.head)
      {
        throw BaselineError.notMerged(commit)
      }
      for (name, commit) in others {
        guard let head = situation.otherHeads[name],
          try surroundings.repository.isAncestor(commit, of: head)
        else { throw BaselineError.notMerged(commit, in: name) }
      }
      if let done = try attempt(bindings, situation) { return done }
      surroundings.pause()
    }
    throw LedgerError.contended
  }

  /// A baseline that is ready to be recorded.
  struct Prepared {
    var transition: LedgerTransition
    var record: RunRecord
    var results: [Result]
    var identity: Identity
    var at: Timestamp
  }

  private func attempt(
    _ bindings: [BindingID], _ situation: Situation
  ) throws -> (record: RunRecord, results: [Result])? {
    let prepared = try prepare(bindings, situation)
    let writer = surroundings.writer(situation, prepared.identity)
    FaultPoint.baselineBefore.pass()
    let next = try writer.append(prepared.transition, to: situation.ledger, at: prepared.at)
    FaultPoint.baselineRecorded.pass()
    return next == nil ? nil : (prepared.record, prepared.results)
  }

  /// Reads the targets and makes the step that records what they have; nothing is written.
  func prepare(_ bindings: [BindingID], _ situation: Situation) throws -> Prepared {
    var generator = SystemRandomNumberGenerator()
    let now = surroundings.now()
    let run = RunID.make(at: now, using: &generator)
    let identity = try surroundings.identify(situation)
    try situation.configuration.roles.require(.run, of: identity)
    var places = BaselinePlaces(situation, bindings: bindings)
    var chosen: [BindingID: Chosen] = [:]
    for binding in bindings {
      chosen[binding] = try commit(for: binding, situation, &places)
    }
    let how =
      switch choice {
      case .nearest: "inferred baseline"
      case .commit: proof == .unproven ? "unproven baseline" : "baseline"
      }
    var transition = LedgerTransition(
      subject: "\(how) of \(Self.shown(bindings, at: chosen.mapValues(\.commit)))", run: run)
    var results: [Result] = []
    var record = RunRecord(
      run: run, kind: .baseline, state: .finished, startedAt: now, finishedAt: now,
      by: "\(identity.person.name) <\(identity.email)>", reason: how, bindings: [])
    for binding in bindings {
      try checkFree(binding, situation)
      guard let (commit, nearest) = chosen[binding].map({ ($0.commit, $0.nearest) }) else {
        continue
      }
      let tree = try surroundings.repository.link(commit).tree
      let configuration = try situation.history.state(in: tree).configuration
      guard
        let own = situation.configuration.item(named: binding.item)
          ?? configuration?.item(named: binding.item)
      else {
        continue
      }
      let item = configuration.flatMap { own.former(in: $0) } ?? own
      let old = try situation.record(of: binding)
      let given = situation.otherHeads.merging(others) { $1 }
        .merging(nearest?.commits ?? [:]) { $1 }
      if let absent = item.otherRepositories.first(where: { given[$0] == nil }) {
        throw RepositoryAbsentError(absent)
      }
      let commits = given.filter { item.otherRepositories.contains($0.key) }
        .merging([Repositories.control: commit]) { $1 }
      var (next, differences) = try baseline(
        item, binding, commits: commits, run: run, old: old, by: situation.ledger,
        places: &places)
      next.entryRepositories = old?.entryRepositories ?? [:]
      // What the branch has no more cannot be deployed: nothing is left to hold.
      next.held = try next.held.filter { hold in
        guard surroundings.repository.contains(hold.commit),
          let head = situation.heads[next.repository(of: hold.commit)]
        else { return false }
        return try surroundings.repository.isAncestor(hold.commit, of: head)
      }
      next.noteRepositories(of: [])
      differences += (nearest?.extra ?? []).map {
        Difference(path: $0, clause: "is on the target, and not in the commit")
      }
      let former = try situation.recordedName(of: binding)
      if former != binding { transition.removeRecord(of: former) }
      try transition.record(next, of: binding)
      let count = try surroundings.repository.files(in: next.tree).count
      results.append(
        Result(
          binding: binding, commit: commit, recorded: count, differences: differences,
          commits: commits,
          nearness: nearest.map { Nearness(different: $0.different, total: $0.total) },
          parts: Self.parts(nearest, of: commits)))
      var result = BindingResult(
        binding: binding, outcome: .applied, from: old?.commit, to: commit,
        why: why(count, differences))
      if commits.count > 1 { result.commits = commits.mapValues(\.hex) }
      record.bindings.append(result)
    }
    let update = RecordUpdate(run: run, at: now, in: surroundings.repository)
    for (owner, lost) in places.lost.sorted(by: { $0.key < $1.key }) {
      try checkFree(owner, situation)
      guard let old = try situation.record(of: owner) else { continue }
      let (next, released) = try update.record(
        releasing: Dictionary(
          uniqueKeysWithValues: lost.compactMap { place in
            places.taker(of: place, on: owner.target).flatMap { chosen[$0]?.commit }
              .map { (place, $0) }
          }), from: old)
      let former = try situation.recordedName(of: owner)
      if former != owner { transition.removeRecord(of: former) }
      try transition.record(next, of: owner)
      RunResults.tell(released, of: owner, in: &record)
    }
    try transition.record(record)
    transition.decided(at: situation.head, others: situation.otherHeads)
    return Prepared(
      transition: transition, record: record, results: results, identity: identity, at: now)
  }

  /// A commit with how it was found.
  private struct Chosen {
    var commit: ObjectID
    var nearest: NearestCommit.Found?
  }

  private func commit(
    for binding: BindingID, _ situation: Situation, _ places: inout BaselinePlaces
  ) throws -> Chosen? {
    switch choice {
    case .commit(let commit): return Chosen(commit: commit)
    case .nearest:
      guard let item = situation.configuration.item(named: binding.item) else { return nil }
      let search = NearestCommit(
        situation, reader: try surroundings.targets.reader(binding.target, by: situation.ledger))
      let foreign = try places.foreign(to: binding)
      switch try search.find(item, isForeign: foreign.contains) {
      case .found(let nearest): return Chosen(commit: nearest.commit, nearest: nearest)
      case .nothingEqual(let names):
        throw BaselineError.nothingEqual(binding, in: names, of: item.otherRepositories)
      case .shared(let places):
        throw BaselineError.notInferred(
          binding, shared: places, repositories: item.otherRepositories)
      }
    }
  }

  /// How near each of several commits is.
  private static func parts(
    _ nearest: NearestCommit.Found?, of commits: [String: ObjectID]
  ) -> [(repository: String, commit: ObjectID, nearness: Nearness)] {
    guard commits.count > 1 else { return [] }
    return (nearest?.parts ?? []).filter { commits[$0.repository] == $0.commit }.map {
      ($0.repository, $0.commit, Nearness(different: $0.different, total: $0.total))
    }
  }

  /// `a@x, b@x at 1f2e3d4c5b`, or each with a commit of its own.
  private static func shown(
    _ bindings: [BindingID], at commits: [BindingID: ObjectID]
  ) -> String {
    if let commit = commits.values.first, Set(commits.values).count == 1 {
      return "\(bindings.map(\.description).joined(separator: ", ")) at \(commit.short)"
    }
    return bindings.compactMap { binding in commits[binding].map { "\(binding) at \($0.short)" } }
      .joined(separator: ", ")
  }

  private func checkFree(_ binding: BindingID, _ situation: Situation) throws {
    if ignoresLeases { return try situation.requireUnlocked(binding) }
    try situation.requireFree(binding)
  }

  private func why(_ count: Int, _ differences: [Difference]) -> String {
    if proof == .unproven { return "recorded without asking the target" }
    if differences.isEmpty { return "the target equals the commit in all \(count) objects" }
    return "the target differs in \(differences.count) of \(count + differences.count) objects, "
      + "which are not recorded"
  }

  private func baseline(
    _ item: Item, _ binding: BindingID, commits: [String: ObjectID], run: String,
    old: DeploymentRecord?, by ledger: LedgerSnapshot, places: inout BaselinePlaces
  ) throws -> (DeploymentRecord, [Difference]) {
    let repository = surroundings.repository
    var content = try repository.content(of: item.paths, at: commits)
    if let unknown = try repository.unknownSubmodule(in: content) { throw unknown }
    var differences: [Difference] = []
    var remoteIDs: [GitPath: String] = [:]
    let objects = try TargetObjects.desired(content, root: item.root, in: repository)
    if let collision = objects.collision { throw collision }
    // What another item owns by now is not recorded, and missing does not make it partial.
    let foreign = try places.claim(objects, for: binding)
    content = try repository.replacing(foreign.mapValues { _ in nil }, in: content)
    if proof == .read {
      let reader = try surroundings.targets.reader(binding.target, by: ledger)
      let comparison = LiveComparison(reader, in: repository)
      let live = try reader.read(objects.byPlace.mapValues { [$0.version] }.sought)
      var missing: [GitPath: FileVersion?] = [:]
      for (place, object) in objects.byPlace where foreign[object.path] == nil {
        if try comparison.isSame(live[place], object.version, at: place) {
          remoteIDs[object.path] = reader.remoteID(of: place)
          continue
        }
        missing[object.path] = .some(nil)
        differences.append(Difference(path: object.path, clause: Self.clause(live[place])))
      }
      if !missing.isEmpty { content = try repository.replacing(missing, in: content) }
    }
    let now = surroundings.now()
    let recorded = try Set(
      TargetObjects.desired(content, root: item.root, in: repository).byPlace.keys)
    let record = DeploymentRecord(
      commits: commits, at: now, run: run, isProven: proof == .read,
      tree: content, root: item.root, held: old?.held ?? [],
      leftBehind: (old?.leftBehind ?? []).filter { !recorded.contains($0.place) }, baselineAt: now,
      isPartial: !differences.isEmpty, remoteIDs: remoteIDs)
    differences += foreign.map { path, owner in
      Difference(path: path, clause: "belongs to \(owner)")
    }
    return (record, differences.sorted { $0.path < $1.path })
  }

  private static func clause(_ live: LiveReading?) -> String {
    switch live {
    case nil: "is not on the target"
    case .object: "differs on the target"
    case .unreadable(let reason): reason
    }
  }
}

/// Why a baseline cannot be recorded.
package enum BaselineError: ExplainedError {
  case notMerged(ObjectID, in: String = Repositories.control)
  /// No commit has anything that is on the target.
  case nothingEqual(BindingID, in: [String], of: [String])
  /// The item had objects of several repositories in the same places.
  case notInferred(BindingID, shared: [GitPath], repositories: [String])

  package var category: FailureCategory { .refused }
  package var message: String {
    switch self {
    case .notMerged(let commit, Repositories.control):
      "the commit \(commit.short) is not merged: the branch does not contain it"
    case .notMerged(let commit, let name):
      "the commit \(commit.short) is not merged: the branch of \(name) does not contain it"
    case .nothingEqual(let binding, let names, let others) where !others.isEmpty:
      "no merged commit of \(names.joined(separator: ", ")) has an object that is on the target of "
        + "\(binding) just so: there is nothing to infer from"
    case .nothingEqual(let binding, _, _):
      "no merged commit has an object that is on the target of \(binding) just so: there is "
        + "nothing to infer from"
    case .notInferred(let binding, let places, _):
      "the commits that \(binding) has cannot be inferred: "
        + places.prefix(3).map(\.quoted).joined(separator: ", ")
        + (places.count > 3 ? " and \(places.count - 3) more" : "")
        + " on the target came from one repository once and from another one later"
    }
  }
  package var hints: [String] {
    switch self {
    case .notMerged: ["name a commit that `git log --first-parent` of the branch shows"]
    case .notInferred(let binding, _, let names):
      ["name them: deploysync baseline \(binding)\(Self.options(names))"]
    case .nothingEqual(let binding, _, let names):
      [
        "an empty target needs no baseline: deploysync plan \(binding)",
        "to compare with one commit\(names.isEmpty ? "" : " of each"): "
          + "deploysync baseline \(binding)\(Self.options(names))",
      ]
    }
  }

  private static func options(_ repositories: [String]) -> String {
    " --at COMMIT" + repositories.map { " --at \($0)=COMMIT" }.joined()
  }
}
