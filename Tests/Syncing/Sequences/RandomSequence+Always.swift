import Configuration
import Domain
import Fixtures
import Git
import Queueing
import Syncing
import Testing

@testable import Ledger

extension RandomSequence {
  /// What must hold after every step.
  func checkAlways() throws {
    let snapshot = try SequenceSnapshot(sandbox)
    for target in Self.targets { try checkFiles(of: target, snapshot) }
    try checkLedger(upTo: snapshot.tip)
    try checkLocked(snapshot)
    guard line.commits.last?.configuration != nil else { return }
    try checkQueues(snapshot)
    guard generator.chance(20) else { return }
    _ = try StatusReader(sandbox.situation()).statuses(nil)
    let after = try SequenceSnapshot(sandbox)
    try require(
      snapshot.tip == after.tip && snapshot.live == after.live, "reading wrote something")
  }

  /// The ledger's verifier looks at the commits that are new since the last step.
  private func checkLedger(upTo tip: ObjectID?) throws {
    var next = tip
    while let id = next, id != verified {
      let commit = try sandbox.repository.commit(id)
      let before = try commit.parents.first.map(sandbox.repository.commit)
      let check = CommitCheck(commit, before: before, in: sandbox.repository)
      try check.perform()
      try require(check.problems.isEmpty, "the ledger's verifier says: \(check.problems)")
      next = commit.parents.first
    }
    verified = tip
  }

  /// Our files on the target are what is recorded and what is left behind; the others are as the
  /// hand left them.
  private func checkFiles(of target: String, _ snapshot: SequenceSnapshot) throws {
    let live = snapshot.live[target] ?? [:]
    let claims = snapshot.claims[target] ?? [:]
    let byHand = handMade[target] ?? [:]
    for place in Set(live.keys).union(claims.keys).union(byHand.keys).sorted() {
      let own = claims[place] ?? []
      try require(
        own.count < 2,
        "\(place) on \(target) is recorded twice: "
          + own.map { "\($0.binding) \($0.path)\($0.isLeftBehind ? " left behind" : "")" }.sorted()
          .joined(separator: ", "))
      if own.first?.version == live[place] {
        handMade[target]?[place] = nil
      } else {
        try require(
          byHand[place] == .some(live[place]),
          "\(place) on \(target) is \(shown(live[place])), recorded is "
            + "\(shown(own.first?.version)) by \(own.first?.binding.description ?? "nobody")"
            + (own.first?.isLeftBehind == true ? " as left behind" : ""))
      }
    }
  }

  func shown(_ version: FileVersion?) -> String {
    version.map { "\($0.mode.text) \($0.content.short)" } ?? "nothing"
  }

  /// The changes are the difference between the recorded tree and the content at head, and the
  /// entries those that git names.
  private func checkQueues(_ snapshot: SequenceSnapshot) throws {
    let situation = try sandbox.situation()
    let queues = try situation.queues(situation.configuration.bindings)
    for queue in queues {
      guard let item = current.item(queue.binding.id.item) else { continue }
      let name = record(of: queue.binding.id, in: snapshot)?.name
      let recorded = name.flatMap { snapshot.files[$0] } ?? [:]
      var content: [GitPath: FileVersion] = [:]
      for (path, version) in item.content(of: line.files) { content[GitPath(path)] = version }
      var expected: [GitPath: [FileVersion?]] = [:]
      for path in Set(recorded.keys).union(content.keys) where recorded[path] != content[path] {
        expected[path] = [recorded[path], content[path]]
      }
      var found: [GitPath: [FileVersion?]] = [:]
      for change in queue.changes {
        found[change.path] = [change.from == nil ? change.old : nil, change.new]
        if let from = change.from { found[from] = [change.old, nil] }
      }
      try require(found == expected, "the changes of \(queue.binding.id) are \(queue.changes)")
    }
    if let queue = generator.pick(queues) { try checkEntries(queue, snapshot) }
  }

  private func checkEntries(_ queue: BindingQueue, _ snapshot: SequenceSnapshot) throws {
    let id = queue.binding.id
    guard let head = line.commits.last?.id, let item = current.item(id.item) else { return }
    let deployed = record(of: id, in: snapshot)?.record.commit
    let range = deployed.map { "\($0.hex)..\(head.hex)" } ?? head.hex
    let paths = item.paths.map { $0.contains("*") ? ":(glob)\($0)" : ":(literal)\($0)" }
    let output = try sandbox.fixture.git(
      ["log", "--first-parent", "-m", "--format=%H", range, "--"] + paths)
    let expected = Set(output.split(separator: "\n").map(String.init))
    let position = deployed.flatMap { line.index(of: $0) } ?? -1
    let entries = try #require(queue.entries, "no entries of \(id): \(queue.why ?? "")")
    let found = entries.filter { entry in
      // One that changed a definition alone may be held as well.
      !entry.paths.isEmpty
        && line.index(of: entry.commit).map { $0 > position } ?? true
    }
    try require(
      Set(found.map(\.commit.hex)) == expected && found.count == expected.count,
      "the entries of \(id) are \(found.map(\.commit.short)), git says \(expected)")
  }

  /// What is recorded of a binding, also under the item's former name.
  func record(
    of binding: BindingID, in snapshot: SequenceSnapshot
  ) -> (name: BindingID, record: DeploymentRecord)? {
    var names = [binding.item]
    if let was = current.item(binding.item)?.was, current.item(was) == nil {
      names.append(was)
    }
    for name in names {
      let id = BindingID(item: name, target: binding.target)
      if let record = snapshot.records[id] { return (id, record) }
    }
    return nil
  }
}
