package import Domain
package import Exceptions
import Ledger
import Queueing
package import Syncing

/// The answer of `exception impact`: what it would ship, and what goes along.
package struct ImpactReport: Report {
  struct EntryValue: Encodable {
    var commit: String
    var repository: String
    var mergeRequest: Nullable<String>
    var title: String
    var author: String
    var paths: [String]
    var deletes: [String]
    var asked: Bool
    var why: Nullable<String>
    /// For people.
    var reference: String

    private enum CodingKeys: String, CodingKey {
      case commit, repository, mergeRequest, title, author, paths, deletes, asked, why
    }
  }
  struct ObjectValue: Encodable {
    var path: String
    var action: String
    var overwrites: Bool
    var isNew: Bool
    var changes: Nullable<ChangeValue>
    /// The same for people; no part of the JSON.
    var change: ObjectChange?

    private enum CodingKeys: String, CodingKey { case path, action, overwrites, isNew, changes }
  }
  struct ObstacleValue: Encodable {
    var kind: String
    var why: String
    var hint: String
  }
  struct BindingValue: Encodable {
    var item: String
    var target: String
    var commit: Nullable<String>
    var takes: [EntryValue]
    var staysBehind: [EntryValue]
    var objects: [ObjectValue]
    var overwrites: [String]
    var freezes: [ExceptionStep.ImpactFreeze]
    var stops: [ObstacleValue]
    var patch: String
    var next: Nullable<String>
    var nextBrings: [String]
  }

  var schema = 1
  var exception: String
  var head: String
  var expires: Nullable<String>
  var before: [String]
  var bindings: [BindingValue]
  /// So many values are shown of one object.
  private static let limitLines = 200
  private var requester: String
  private var reason: String
  private var ticket: String?
  private var time: TimeText
  private var isRenewed: Bool
  private var steps: [ExceptionPolicy.Step]

  private enum CodingKeys: String, CodingKey {
    case schema, exception, head, expires, before, bindings
  }

  package init(
    _ summary: ImpactSummary, chain: ExceptionChain, policy: ExceptionPolicy, time: TimeText
  ) {
    exception = chain.id
    head = summary.impact.head
    expires = Nullable(chain.expiry(under: policy)?.iso8601)
    before = summary.before.map(\.description)
    requester = chain.request?.by ?? ""
    reason = chain.request?.text ?? ""
    ticket = chain.request?.request?.ticket
    isRenewed = summary.previous != nil
    steps = policy.steps
    self.time = time
    let only = chain.request?.request?.only.map(Set.init)
    bindings = summary.contents.indices.map { index in
      Self.value(summary, index, only: only)
    }
  }

  private static func value(
    _ summary: ImpactSummary, _ index: Int, only: Set<String>?
  ) -> BindingValue {
    let content = summary.contents[index]
    let plan = summary.plans[index]
    let taken = Set(content.taken.map(\.commit))
    let known = summary.known[index]
    let staying = (content.queue.entries ?? []).filter {
      !taken.contains($0.commit) && [.queued, .held, .configuration].contains($0.status)
    }
    let deleted = Set(plan.objects.filter { $0.desired == nil || $0.isDeactivation }.map(\.path))
    func entry(_ entry: Entry) -> EntryValue {
      EntryValue(
        commit: entry.commit.hex, repository: entry.repository,
        mergeRequest: Nullable(entry.mergeRequest), title: entry.title,
        author: entry.author.name, paths: entry.paths.map(\.portable),
        deletes: entry.paths.filter(deleted.contains).map(\.portable),
        asked: only?.contains(entry.commit.hex) ?? false, why: Nullable(entry.why),
        reference: entry.reference)
    }
    return BindingValue(
      item: plan.binding.item, target: plan.binding.target,
      commit: Nullable(content.isWhole ? content.desired.commit.hex : nil),
      takes: content.taken.map(entry), staysBehind: staying.reversed().map(entry),
      objects: plan.objects.map { object in
        let change = summary.changes[index][object.path]
        return ObjectValue(
          path: object.path.portable, action: object.action.rawValue,
          overwrites: object.overwritesDrift, isNew: !known.contains(object.path.portable),
          changes: Nullable(change.map(ChangeValue.init)), change: change)
      },
      overwrites: plan.objects.filter(\.overwritesDrift).map(\.path.portable),
      freezes: summary.impact.bindings[index].freezes ?? [],
      stops: summary.obstacles[index].map {
        ObstacleValue(kind: $0.kind.rawValue, why: $0.why, hint: $0.hint)
      },
      patch: String(decoding: summary.patches[index], as: UTF8.self),
      next: Nullable(summary.next[plan.binding]?.iso8601),
      nextBrings: summary.remainders[index].map(\.path.portable))
  }

  package var document: Document {
    var document = Document()
    document.heading(
      1, Document.Span("Impact of exception "), Document.Span(exception, .code),
      Document.Span(isRenewed ? ", renewed: only what is different is shown in full" : ""))
    document.line(Document.Span("requested by \(requester): \(reason)"))
    if let ticket { document.line("ticket: ", Document.Span(ticket)) }
    document.line(
      "as of the merged commit ", Document.Span(String(head.prefix(10)), .code),
      Document.Span("; what is merged later is not shipped"))
    if let expires = expires.value {
      document.line(Document.Span("an agreement to it expires on \(time.text(iso8601: expires))"))
    }
    for binding in bindings { add(binding, to: &document) }
    if !before.isEmpty {
      document.heading(
        2, Document.Span("Ordered before these, with a queue of their own", .warning))
      document.table(before.map { [Document.Span($0, .code)] })
    }
    return document
  }

  private func add(_ binding: BindingValue, to document: inout Document) {
    document.heading(1, Document.Span("\(binding.item)@\(binding.target)", .code))
    let along = binding.takes.filter { !$0.asked }
    let asked = binding.takes.filter(\.asked)
    if !asked.isEmpty {
      document.heading(2, Document.Span("Asked for", .strong))
      document.table(asked.map(row))
    }
    document.heading(
      2, Document.Span(along.isEmpty ? "Nothing goes along unasked" : "Goes along", .strong))
    document.table(along.map(row))
    if !binding.overwrites.isEmpty {
      document.heading(2, Document.Span("Overwrites changes made by hand on the target", .bad))
      document.table(binding.overwrites.map { [Document.Span(ShownPath.text($0), .code)] })
    }
    if !binding.freezes.isEmpty {
      document.heading(2, Document.Span("May be deployed in a freeze", .bad))
      document.table(
        binding.freezes.map { freeze in
          [
            Document.Span("\(freeze.from) to \(freeze.to) \(freeze.timezone)", .strong),
            Document.Span(freeze.reason),
          ]
        })
    }
    if !binding.stops.isEmpty {
      document.heading(2, Document.Span("Will be stopped, as things are now", .bad))
      for stop in binding.stops {
        document.line(
          Document.Span(stop.kind, .strong), Document.Span(": \(time.sentence(stop.why))"))
        document.line(Document.Span("Hint: ", .strong), Document.Span(stop.hint))
      }
    }
    let shown = isRenewed ? binding.objects.filter(\.isNew) : binding.objects
    document.heading(2, Document.Span("What changes on the target", .strong))
    document.objects(
      shown.map {
        (
          [
            Document.Span(ObjectResult.Action(rawValue: $0.action)?.words ?? $0.action),
            Document.Span(ShownPath.text($0.path), .code),
          ], $0.change
        )
      }, limitLines: Self.limitLines)
    if shown.count < binding.objects.count {
      document.line(
        Document.Span("\(binding.objects.count - shown.count) more as in the impact before"))
    }
    document.heading(
      2,
      Document.Span(
        binding.staysBehind.isEmpty ? "Nothing stays behind" : "Stays behind", .strong))
    document.table(binding.staysBehind.map(row))
    if let next = binding.next.value {
      let paths = binding.nextBrings.prefix(10).map { ShownPath.text($0) }.joined(separator: ", ")
      let more = binding.nextBrings.count > 10 ? " and \(binding.nextBrings.count - 10) more" : ""
      document.line(
        Document.Span("The next date, \(time.text(iso8601: next)), "),
        Document.Span(
          binding.nextBrings.isEmpty ? "then brings nothing more" : "then still brings: "),
        Document.Span(paths + more, .code))
    }
  }

  private func row(_ entry: EntryValue) -> [Document.Span] {
    let files = counted(entry.paths.count, "file")
    let deletes =
      entry.deletes.isEmpty
      ? "" : ", deletes \(entry.deletes.map { ShownPath.text($0) }.joined(separator: ", "))"
    return [
      Document.Span(String(entry.commit.prefix(10)), .code),
      Document.Span(entry.reference), Document.Span(entry.author),
      Document.Span(entry.title, canBeCut: true), Document.Span("(\(files)\(deletes))", .faint),
      Document.Span(entry.why.value ?? "", .warning),
    ]
  }
}
