import Configuration
package import Domain
package import Exceptions
import Git
import Ledger
import Queueing
import Targets

/// Finds out whether an agreement still holds: against the branch, the configuration, the ledger
/// and, where there are targets, the live objects.
package struct AgreementChecker {
  /// So many seconds the clocks of two machines may differ.
  private static let clockTolerance: Int64 = 600

  private let situation: Situation
  private let policy: ExceptionPolicy
  private let targets: TargetAccess?

  /// Without targets the live objects are not looked at.
  package init(_ situation: Situation, policy: ExceptionPolicy, targets: TargetAccess?) {
    self.situation = situation
    self.policy = policy
    self.targets = targets
  }

  /// Everything that makes the agreement void; empty where it holds. Nothing can be void before
  /// there is an impact.
  package func breaks(_ chain: ExceptionChain) throws -> [AgreementBreak] {
    guard let named = chain.impact, let impact = named.step.impact,
      let pinned = ObjectID(hex: impact.head)
    else { return [] }
    var breaks: [AgreementBreak] = []
    if let expiry = chain.expiry(under: policy), situation.now > expiry {
      breaks.append(.expired(expiry))
    }
    // An agreement lasts from its impact on: one of tomorrow would last longer than agreed.
    if let at = Timestamp(iso8601: named.step.at), at > situation.now + Self.clockTolerance {
      breaks.append(.notYet(at))
    }
    if impact.policy != policy.canonicalText { breaks.append(.policyChanged) }
    guard situation.repository.contains(pinned),
      try situation.repository.isAncestor(pinned, of: situation.head)
    else { return breaks + [.headGone(pinned)] }
    let heads = impact.pinned
    for (name, head) in heads.sorted(by: { $0.key < $1.key }) {
      // Who decides needs no copy of the other repositories; who deploys has one.
      guard let now = situation.heads[name] else { continue }
      guard situation.repository.contains(head),
        try situation.repository.isAncestor(head, of: now)
      else { return breaks + [.headGone(head)] }
    }
    for binding in impact.bindings where canTell(binding) {
      breaks += try self.breaks(
        binding, pinned: heads, stored: storedTree(chain.id, named.name, binding.binding))
    }
    return breaks
  }

  /// Whether the content can be worked out here: without a copy of its repositories that is left to
  /// those who have one.
  func canTell(_ impact: ExceptionStep.BindingImpact) -> Bool {
    guard let id = BindingID(impact.binding) else { return true }
    if situation.absentItems.contains(id.item) { return false }
    let item = situation.configuration.item(named: id.item)
    let submodules = item.map { situation.repository.submodules(of: ItemPaths($0)) } ?? []
    if submodules.contains(where: { $0.head == nil }) { return false }
    let names = item?.otherRepositories ?? []
    return names.allSatisfy { situation.heads[$0] != nil }
  }

  private func storedTree(_ id: String, _ impact: String, _ binding: String) throws -> ObjectID? {
    guard let binding = BindingID(binding) else { return nil }
    return try situation.ledger.impactContent(of: id, impact: impact, binding: binding)
  }

  private func breaks(
    _ impact: ExceptionStep.BindingImpact, pinned: [String: ObjectID], stored: ObjectID?
  ) throws -> [AgreementBreak] {
    guard let id = BindingID(impact.binding),
      let binding = situation.configuration.binding(id)
    else { return [.bindingGone(impact.binding)] }
    var breaks: [AgreementBreak] = []
    let entries = impact.entries.compactMap { ObjectID(hex: $0) }
    guard let queue = try situation.queues([binding]).first else { return [] }
    let names = impact.entryRepositories
    let merger = EntryMerger(queue.item, repositories: names, in: situation.repository)
    let agreedHead = try situation.repository.content(of: queue.item.paths, at: pinned)
    for entry in entries {
      let own = names[entry] ?? Repositories.control
      let name = (own == Repositories.control ? "" : "\(own) ") + String(entry.hex.prefix(10))
      guard situation.repository.contains(entry),
        try situation.repository.isIncluded(entry, of: own, in: situation.heads)
      else {
        breaks.append(.entryGone(name))
        continue
      }
      // What was taken back when the impact was made already is part of what was agreed to.
      if try merger.isReverted(entry, at: queue.content),
        try !merger.isReverted(entry, at: agreedHead)
      {
        breaks.append(.entryReverted(name))
      }
    }
    guard breaks.isEmpty else { return breaks }
    let result = try content(impact, binding, pinned: pinned)
    guard let result, result.desired.tree.hex == impact.tree, stored == result.desired.tree else {
      return [.resultMoved(binding: impact.binding)]
    }
    return try liveBreaks(impact)
  }

  /// What the exception would bring now, at the heads that it pins; nil where that cannot be.
  package func content(
    _ impact: ExceptionStep.BindingImpact, _ binding: Binding, pinned: [String: ObjectID]
  ) throws -> ExceptionContent? {
    guard let head = pinned[Repositories.control] else { return nil }
    let others = pinned.filter { $0.key != Repositories.control }
    let reader = QueueReader(
      head: head, line: FirstParentLine(of: head, in: situation.repository),
      history: situation.history,
      others: others.map { RepositoryLine($0.key, head: $0.value, in: situation.repository) },
      in: situation.repository)
    guard let request = try situation.requests(for: [binding]).first,
      request.item.otherRepositories.allSatisfy({ others[$0] != nil }),
      let queue = try reader.queues([request]).first
    else { return nil }
    if queue.isRewritten { return nil }
    if impact.commit != nil {
      return try ExceptionContent.of(
        queue, only: nil, head: head, others: others, history: situation.history,
        in: situation.repository)
    }
    let entries = impact.entries.compactMap { ObjectID(hex: $0) }
    let merger = EntryMerger(
      queue.item, repositories: impact.entryRepositories, in: situation.repository)
    let recorded = queue.record?.tree ?? .emptyTree
    // What its own earlier run brought is recorded as it was agreed to: only the rest is merged.
    let settled = try settledPaths(impact, entries, merger, recorded)
    guard case .clean(let tree) = try merger.merge(entries, onto: recorded, leaving: settled)
    else { return nil }
    var item = queue.item
    if let record = queue.record, record.commit != nil { item.root = record.root }
    let taken = (queue.entries ?? []).filter { entries.contains($0.commit) }.reversed()
    return ExceptionContent(
      queue: queue,
      desired: DesiredContent(
        commit: head, others: others.filter { item.otherRepositories.contains($0.key) },
        item: item, tree: tree, prune: queue.binding.prune),
      taken: Array(taken), pick: Pick(taken: Array(taken), tree: tree))
  }

  /// The paths of the entries that are recorded as the agreement would leave them.
  private func settledPaths(
    _ impact: ExceptionStep.BindingImpact, _ entries: [ObjectID], _ merger: EntryMerger,
    _ recorded: ObjectID
  ) throws -> Set<GitPath> {
    let repository = situation.repository
    guard let agreed = ObjectID(hex: impact.tree), repository.contains(agreed) else { return [] }
    let paths = try Set(entries.flatMap { try merger.changedPaths(of: $0) })
    return try paths.filter {
      try repository.file(at: $0, in: recorded) == repository.file(at: $0, in: agreed)
    }
  }

  /// Objects that were changed on the target by others than its own runs.
  private func liveBreaks(_ impact: ExceptionStep.BindingImpact) throws -> [AgreementBreak] {
    guard let targets, let id = BindingID(impact.binding), targets.serves(id.target) else {
      return []
    }
    let reader = try targets.reader(id.target, by: situation.ledger)
    let comparison = LiveComparison(reader, in: situation.repository)
    let read = try reader.read(try sought(impact, id))
    let live = try read.reduce(into: [GitPath: LiveReading]()) { result, entry in
      guard case .object(let version) = entry.value else { return result[entry.key] = entry.value }
      result[entry.key] = .object(try comparison.identity(ofLive: version, at: entry.key))
    }
    return impact.objects.compactMap { object in
      guard let place = GitPath(portable: object.place) else { return nil }
      let now = live[place].map(Self.text)
      guard now == object.live || now == object.desired else {
        return .liveMoved(binding: impact.binding, path: object.path)
      }
      guard let source = object.fromPlace, let from = GitPath(portable: source) else { return nil }
      let left = live[from].map(Self.text)
      return left == nil || left == object.liveFrom
        ? nil : .liveMoved(binding: impact.binding, path: object.from ?? source)
    }
  }

  /// The objects of an impact, with what the repository knows of them.
  private func sought(
    _ impact: ExceptionStep.BindingImpact, _ binding: BindingID
  ) throws -> [SoughtObject] {
    let repository = situation.repository
    let recorded = try situation.record(of: binding)?.tree
    let agreed = ObjectID(hex: impact.tree).flatMap { repository.contains($0) ? $0 : nil }
    var sought: [GitPath: [FileVersion]] = [:]
    for object in impact.objects {
      let paths = [object.from, object.path].compactMap(\.self).compactMap(GitPath.init(portable:))
      let versions = try [recorded, agreed].compactMap(\.self).flatMap { tree in
        try paths.compactMap { try repository.file(at: $0, in: tree) }
      }
      for place in [object.place, object.fromPlace].compactMap(\.self) {
        guard let place = GitPath(portable: place) else { continue }
        sought[place, default: []] += versions
      }
    }
    return sought.sought
  }

  /// A live object as an impact names it.
  static func text(_ reading: LiveReading) -> String {
    switch reading {
    case .object(let version): text(version)
    case .unreadable(let reason): "unreadable: \(reason)"
    }
  }

  static func text(_ version: FileVersion) -> String {
    "\(version.mode.text) \(version.content.hex)"
  }
}

extension ExceptionStep.Impact {
  /// The head of each repository that it pins.
  var pinned: [String: ObjectID] {
    var heads = (heads ?? [:]).compactMapValues { ObjectID(hex: $0) }
    heads[Repositories.control] = ObjectID(hex: head)
    return heads
  }
}

extension ExceptionStep.BindingImpact {
  /// The repositories of those of its entries that are not of the control one.
  var entryRepositories: [ObjectID: String] {
    Dictionary(
      (repositories ?? [:]).compactMap { hex, name in ObjectID(hex: hex).map { ($0, name) } },
      uniquingKeysWith: { a, _ in a })
  }
}
