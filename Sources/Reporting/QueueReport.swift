package import Domain
package import Ledger
package import Queueing
package import Scheduling

/// The answer of `queued`.
package struct QueueReport: Report {
  struct Head: Encodable {
    var commit: String
    var ref: Nullable<String>
  }
  struct Deployed: Encodable {
    var commit: String
    var commits: [String: String]
    var at: String
    var run: String
    var proven: Bool
  }
  struct EntryValue: Encodable {
    struct Author: Encodable {
      var name: String
      var email: String
    }
    var commit: String
    var repository: String
    var subject: String
    var author: Author
    var committedAt: String
    var mergeRequest: Nullable<String>
    var status: String
    var why: String?
    var commits: [String]?
    var submodules: [SubmoduleValue]?
  }
  struct SubmoduleValue: Encodable {
    var path: String
    var repository: String
    var from: Nullable<String>
    var to: Nullable<String>
    var commits: [String]?
    var takenBack: [String]?
  }
  struct ChangeValue: Encodable {
    var kind: String
    var path: String
    var repository: String
    var from: Nullable<String>
  }
  struct BindingValue: Encodable {
    var item: String
    var target: String
    var deployment: String
    var schedule: Nullable<String>
    var deployed: Nullable<Deployed>
    var next: Nullable<String>
    var deferred: Nullable<DeferralValue>
    var rewritten: Bool
    var entries: Nullable<[EntryValue]>
    var why: String?
    var notes: [String]?
    var changes: [ChangeValue]
    var leftBehind: [String]
    /// Those of `leftBehind` that are turned off.
    var deactivated: [String]
    var configured: Bool
    var lock: Nullable<LockValue>
    var procedure: Nullable<ProcedureValue>
  }

  private var head: Head
  private var queues: [BindingQueue]
  private var next: [BindingID: NextDate]
  private var locks: [BindingID: BindingLock]
  private var procedures: [BindingID: Procedure]
  private var time: TimeText

  private enum CodingKeys: String, CodingKey { case schema, head, bindings }

  /// - Parameters:
  ///   - next: the next date of each binding that has one.
  ///   - locks: somebody's locks on bindings.
  ///   - procedures: those that are open.
  package init(
    head: ObjectID, reference: String?, queues: [BindingQueue], next: [BindingID: NextDate],
    locks: [BindingID: BindingLock] = [:], procedures: [BindingID: Procedure] = [:],
    time: TimeText
  ) {
    self.procedures = procedures
    self.locks = locks
    self.head = Head(commit: head.hex, ref: Nullable(reference))
    self.queues = queues
    self.next = next
    self.time = time
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(1, forKey: .schema)
    try container.encode(head, forKey: .head)
    try container.encode(
      queues.map {
        Self.value(
          $0, next: next[$0.binding.id], lock: locks[$0.binding.id],
          procedure: procedures[$0.binding.id])
      }, forKey: .bindings)
  }

  private static func value(
    _ queue: BindingQueue, next: NextDate?, lock: BindingLock?, procedure: Procedure?
  ) -> BindingValue {
    BindingValue(
      item: queue.binding.id.item, target: queue.binding.id.target,
      deployment: queue.binding.deployment.name,
      schedule: Nullable(queue.binding.deployment.schedule?.name),
      deployed: Nullable(queue.record.flatMap(Self.deployed)),
      next: Nullable(next?.at.iso8601), deferred: Nullable(DeferralValue(next)),
      rewritten: queue.isRewritten,
      entries: Nullable(queue.entries?.map(Self.value)), why: queue.why,
      notes: queue.notes.isEmpty ? nil : queue.notes,
      changes: queue.changes.map {
        ChangeValue(
          kind: $0.kind.rawValue, path: $0.path.ownPath.portable, repository: $0.repository,
          from: Nullable($0.formerPath?.portable))
      },
      leftBehind: queue.record?.leftBehind.map(\.path.portable) ?? [],
      deactivated: queue.record?.leftBehind.deactivatedPaths ?? [], configured: true,
      lock: Nullable(lock.map(LockValue.init)),
      procedure: Nullable(procedure.map(ProcedureValue.init)))
  }

  private static func deployed(_ record: DeploymentRecord) -> Deployed? {
    guard let commit = record.commit else { return nil }
    return Deployed(
      commit: commit.hex, commits: record.commits.mapValues(\.hex), at: record.at.iso8601,
      run: record.run, proven: record.isProven)
  }

  private static func value(_ entry: Entry) -> EntryValue {
    EntryValue(
      commit: entry.commit.hex, repository: entry.repository, subject: entry.subject,
      author: EntryValue.Author(name: entry.author.name, email: entry.author.email),
      committedAt: entry.committedAt.iso8601, mergeRequest: Nullable(entry.mergeRequest),
      status: entry.status.rawValue, why: entry.why, commits: entry.commits?.map(\.hex),
      submodules: entry.submodules.isEmpty
        ? nil
        : entry.submodules.map {
          SubmoduleValue(
            path: $0.path.portable, repository: $0.repository, from: Nullable($0.from?.hex),
            to: Nullable($0.to?.hex), commits: $0.commits?.map(\.hex),
            takenBack: $0.takenBack?.map(\.hex))
        })
  }

  package var document: Document {
    var document = Document()
    for queue in queues { add(queue, to: &document) }
    if queues.isEmpty { document.line("no binding is configured") }
    return document
  }

  private func add(_ queue: BindingQueue, to document: inout Document) {
    let id = queue.binding.id
    var rule = "  \(queue.binding.deployment.name)"
    if let date = next[id] { rule += ", next date \(time.text(date))" }
    document.heading(1, Document.Span(id.description, .code), Document.Span(rule, .faint))
    if let lock = locks[id] { document.add(LockValue(lock), time) }
    if let open = procedures[id] {
      document.line(Document.Span(ProcedureValue(open).sentence(time), .warning))
    }
    guard let record = queue.record, let deployed = record.commit else {
      let entries = queue.entries.map { counted($0.count, "entry", "entries") } ?? "unknown entries"
      document.line(
        Document.Span("never deployed", .warning),
        Document.Span(": \(entries), \(counted(queue.changes.count, "file"))"))
      addLeftBehind(queue, to: &document)
      return
    }
    document.line(
      "deployed ", Document.Span(deployed.short, .code),
      Document.Span(record.otherCommits),
      Document.Span(" on \(time.text(record.at))\(record.isProven ? "" : ", not proven")"))
    if queue.isRewritten {
      document.line(
        Document.Span("history was rewritten: ", .bad),
        Document.Span(queue.why ?? queue.notes.first ?? ""))
    } else {
      for note in queue.notes { document.line(Document.Span(note, .faint)) }
    }
    if let entries = queue.entries {
      if entries.isEmpty && queue.changes.isEmpty {
        document.line(Document.Span("nothing is queued", .good))
      } else {
        document.line(
          Document.Span(summary(entries), .strong),
          Document.Span(", \(counted(queue.changes.count, "change"))"))
      }
      document.table(entries.map(row))
    } else if !queue.isRewritten {
      document.line(Document.Span("entries cannot be told: ", .bad), Document.Span(queue.why ?? ""))
    }
    if !queue.changes.isEmpty {
      document.table(queue.changes.map(Self.row))
    }
    addLeftBehind(queue, to: &document)
  }

  private func addLeftBehind(_ queue: BindingQueue, to document: inout Document) {
    guard let left = queue.record?.leftBehind, !left.isEmpty else { return }
    document.line(Document.Span("left behind on the target:", .warning))
    document.table(
      left.map {
        ["", Document.Span($0.path.quoted, .code), $0.isDeactivated ? "deactivated" : ""]
      })
  }

  private func summary(_ entries: [Entry]) -> String {
    let statuses: [Entry.Status] = [.queued, .configuration, .held, .carried, .cancelled]
    let counts = statuses.compactMap { status -> String? in
      let count = entries.count { $0.status == status }
      return count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    return counts.isEmpty ? "no entries" : counts.joined(separator: ", ")
  }

  private func row(_ entry: Entry) -> [Document.Span] {
    let style: Document.Span.Style =
      switch entry.status {
      case .queued, .configuration: .warning
      case .held: .bad
      case .carried, .cancelled: .faint
      }
    var row = [
      Document.Span(entry.status.rawValue, style), Document.Span(entry.commit.short, .code),
      Document.Span(entry.reference),
      Document.Span(time.text(entry.committedAt), .faint),
      Document.Span(entry.author.name, canBeCut: true),
      Document.Span(entry.title, canBeCut: true),
    ]
    if let why = entry.why { row.append(Document.Span("(\(why))", .warning)) }
    if let commits = entry.commits {
      row.append(
        Document.Span("[" + commits.map(\.short).joined(separator: " ") + "]", .faint))
    }
    row += entry.submodules.map { Document.Span($0.clause, .faint) }
    return row
  }

  static func row(_ change: Change) -> [Document.Span] {
    let letter =
      switch change.kind {
      case .added: "A"
      case .modified: "M"
      case .deleted: "D"
      case .renamed: "R"
      case .typeChanged: "T"
      }
    let path = change.from.map { "\($0.quoted) -> \(change.path.quoted)" } ?? change.path.quoted
    return [Document.Span(letter), Document.Span(path, .code)]
  }
}

extension [LeftBehind] {
  /// The paths of those that are turned off.
  var deactivatedPaths: [String] { filter(\.isDeactivated).map(\.path.portable) }
}

extension DeploymentRecord {
  /// `, managed 1f2e3d4c5b`: the deployed commits of other repositories, for people.
  var otherCommits: String {
    commits.filter { $0.key != Repositories.control }.sorted { $0.key < $1.key }
      .map { ", \($0.key) \($0.value.short)" }.joined()
  }
}

extension Change {
  /// Where a renamed file was: its path there, and where that is in another repository, with it.
  fileprivate var formerPath: GitPath? {
    from.map { $0.repository == repository ? $0.ownPath : $0 }
  }
}
