import Configuration
package import Domain
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
  }

  private let surroundings: ApplyRun.Surroundings
  private let commit: ObjectID
  private let proof: Proof

  package init(_ surroundings: ApplyRun.Surroundings, commit: ObjectID, proof: Proof) {
    self.surroundings = surroundings
    self.commit = commit
    self.proof = proof
  }

  /// Records it for some bindings. Throws `BaselineError` where the commit is not one of the
  /// branch or a run is at work, and `TargetError` where a target cannot be read.
  package func run(_ bindings: [BindingID]) throws -> (record: RunRecord, results: [Result]) {
    for _ in 0..<200 {
      let situation = try Situation.read(
        surroundings.repository, branch: surroundings.branch, now: surroundings.now())
      guard try surroundings.repository.isAncestor(commit, of: situation.head) else {
        throw BaselineError.notMerged(commit)
      }
      if let done = try attempt(bindings, situation) { return done }
      surroundings.pause()
    }
    throw LedgerError.contended
  }

  private func attempt(
    _ bindings: [BindingID], _ situation: Situation
  ) throws -> (record: RunRecord, results: [Result])? {
    var generator = SystemRandomNumberGenerator()
    let now = surroundings.now()
    let run = RunID.make(at: now, using: &generator)
    let how = proof == .unproven ? "unproven baseline" : "baseline"
    var transition = LedgerTransition(
      subject:
        "\(how) of \(bindings.map(\.description).joined(separator: ", ")) at \(commit.short)",
      run: run)
    let identity = try surroundings.identify(situation)
    try situation.configuration.roles.require(.run, of: identity)
    var results: [Result] = []
    var record = RunRecord(
      run: run, kind: .baseline, state: .finished, startedAt: now, finishedAt: now,
      by: "\(identity.person.name) <\(identity.email)>", reason: how, bindings: [])
    let tree = try surroundings.repository.link(commit).tree
    let configuration = try situation.history.state(in: tree).configuration
    var places = BaselinePlaces(situation, bindings: bindings)
    for binding in bindings {
      try checkFree(binding, situation)
      guard
        let own = situation.configuration.item(named: binding.item)
          ?? configuration?.item(named: binding.item)
      else {
        continue
      }
      let item = configuration.flatMap { own.former(in: $0) } ?? own
      let old = try situation.record(of: binding)
      let (next, differences) = try baseline(
        item, binding, tree: tree, run: run, old: old, places: &places)
      let former = try situation.recordedName(of: binding)
      if former != binding { transition.removeRecord(of: former) }
      try transition.record(next, of: binding)
      let count = try surroundings.repository.files(in: next.tree).count
      results.append(
        Result(binding: binding, commit: commit, recorded: count, differences: differences))
      record.bindings.append(
        BindingResult(
          binding: binding, outcome: .applied, from: old?.commit, to: commit,
          why: why(count, differences)))
    }
    let update = RecordUpdate(run: run, at: now, in: surroundings.repository)
    for (owner, lost) in places.lost.sorted(by: { $0.key < $1.key }) {
      try checkFree(owner, situation)
      guard let old = try situation.record(of: owner) else { continue }
      let (next, released) = try update.record(
        releasing: Dictionary(uniqueKeysWithValues: lost.map { ($0, commit) }), from: old)
      let former = try situation.recordedName(of: owner)
      if former != owner { transition.removeRecord(of: former) }
      try transition.record(next, of: owner)
      RunResults.tell(released, of: owner, in: &record)
    }
    try transition.record(record)
    transition.decided(at: situation.head)
    let writer = LedgerWriter(
      reference: situation.configuration.ledgerReference, person: identity.person,
      sign: identity.sign, in: surroundings.repository)
    guard try writer.append(transition, to: situation.ledger, at: now) != nil else { return nil }
    return (record, results)
  }

  private func checkFree(_ binding: BindingID, _ situation: Situation) throws {
    try situation.requireUnlocked(binding)
    if let lease = try situation.ledger.lease(of: binding) {
      throw BaselineError.atWork(binding, run: lease.run)
    }
  }

  private func why(_ count: Int, _ differences: [Difference]) -> String {
    if proof == .unproven { return "recorded without asking the target" }
    if differences.isEmpty { return "the target equals the commit in all \(count) objects" }
    return "the target differs in \(differences.count) of \(count + differences.count) objects, "
      + "which are not recorded"
  }

  private func baseline(
    _ item: Item, _ binding: BindingID, tree: ObjectID, run: String, old: DeploymentRecord?,
    places: inout BaselinePlaces
  ) throws -> (DeploymentRecord, [Difference]) {
    let repository = surroundings.repository
    var content = try repository.content(of: ItemPaths(item), in: tree)
    var differences: [Difference] = []
    let objects = try TargetObjects.desired(content, root: item.root, in: repository)
    // What another item owns by now is not recorded, and missing does not make it partial.
    let foreign = try places.claim(objects, for: binding)
    content = try repository.replacing(foreign.mapValues { _ in nil }, in: content)
    if proof == .read {
      let live = try surroundings.targets.reader(binding.target).read(objects.byPlace.keys.sorted())
      var missing: [GitPath: FileVersion?] = [:]
      for (place, object) in objects.byPlace
      where foreign[object.path] == nil && live[place] != .object(object.version) {
        missing[object.path] = .some(nil)
        differences.append(Difference(path: object.path, clause: Self.clause(live[place])))
      }
      if !missing.isEmpty { content = try repository.replacing(missing, in: content) }
    }
    let now = surroundings.now()
    let recorded = try Set(
      TargetObjects.desired(content, root: item.root, in: repository).byPlace.keys)
    let record = DeploymentRecord(
      commits: [Repositories.control: commit], at: now, run: run, isProven: proof == .read,
      content: [Repositories.control: content], root: item.root, held: old?.held ?? [],
      leftBehind: (old?.leftBehind ?? []).filter { !recorded.contains($0.place) }, baselineAt: now,
      isPartial: !differences.isEmpty)
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
  case notMerged(ObjectID)
  case atWork(BindingID, run: String)

  package var category: FailureCategory { .refused }
  package var message: String {
    switch self {
    case .notMerged(let commit):
      "the commit \(commit.short) is not merged: the branch does not contain it"
    case .atWork(let binding, let run): "run \(run) is at work on \(binding)"
    }
  }
  package var hints: [String] {
    switch self {
    case .notMerged: ["name a commit that `git log --first-parent` of the branch shows"]
    case .atWork: ["`deploysync apply --wait 2m` waits for it, and settles it if it died"]
    }
  }
}
