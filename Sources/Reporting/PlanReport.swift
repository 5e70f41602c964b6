import Domain
import Ledger
import Queueing
import Scheduling
package import Syncing

/// The answer of `plan` and of `apply --dry-run`.
package struct PlanReport: Report {
  struct ObjectValue: Encodable {
    var path: String
    var action: String
    var verdict: String
    var why: Nullable<String>
    var from: Nullable<String>
    var changes: Nullable<ChangeValue>
    /// The same for people; no part of the JSON.
    var change: ObjectChange?

    private enum CodingKeys: String, CodingKey { case path, action, verdict, why, from, changes }
  }
  struct BindingValue: Encodable {
    var item: String
    var target: String
    var decision: String
    var occurrence: Nullable<String>
    var next: Nullable<String>
    var deferred: Nullable<DeferralValue>
    var from: Nullable<String>
    var to: Nullable<String>
    var why: Nullable<String>
    var notes: [String]
    var objects: [ObjectValue]
    var drift: [String]
  }

  var schema = 1
  var head: String
  var bindings: [BindingValue]
  private var hints: [String: [String]] = [:]
  /// The procedures of special bindings, by their names.
  private var procedures: [String: ProcedureStanding] = [:]
  private var next: [String: NextDate] = [:]
  private var time: TimeText

  private enum CodingKeys: String, CodingKey { case schema, head, bindings }

  /// So many objects are compared value by value.
  private static let limitObjects = 1000
  /// So many lines are shown of one object.
  private static let limitLines = 12

  /// With `changes`, what changes about the objects is told value by value. Throws what reading
  /// them throws.
  package init(_ preparation: Preparation, time: TimeText, changes: ChangeReader) throws {
    head = preparation.situation.head.hex
    self.time = time
    var left = Self.limitObjects
    bindings = try preparation.bindings.map { try Self.value($0, changes, &left) }
    for prepared in preparation.bindings {
      hints[prepared.binding.id.description] = prepared.hints()
      procedures[prepared.binding.id.description] = prepared.decided?.procedure
      next[prepared.binding.id.description] = prepared.decided?.nextDate
    }
  }

  /// Whether the plan holds something that would be refused or fail.
  package var isBlocked: Bool {
    bindings.contains { binding in
      ["refused", "failed"].contains(binding.decision)
        || (binding.decision == "deploy" && binding.objects.contains { $0.verdict != "proceed" })
    }
  }

  private static func value(
    _ prepared: PreparedBinding, _ changes: ChangeReader, _ left: inout Int
  ) throws -> BindingValue {
    let decision: String
    var why: String?
    var plan: BindingPlan?
    var refused: [PlannedObject] = []
    var date: Timestamp?
    switch prepared.stage {
    case .planned(let own, let occurrence): (decision, plan, date) = ("deploy", own, occurrence)
    case .waiting(let reason, let own):
      let isFrozen = prepared.decided?.decision.isFrozen == true
      (decision, why, plan) = (isFrozen ? "frozen" : "notDue", reason, own)
    case .unchanged(let reason): (decision, why) = ("unchanged", reason)
    case .refused(let reason, _, let objects):
      (decision, why, refused) = ("refused", reason, objects)
    case .failed(let reason): (decision, why) = ("failed", reason)
    case .notServed(let reason): (decision, why) = ("notServed", reason)
    }
    var notes = prepared.decided?.notes ?? []
    let all = plan?.objects ?? refused
    let writing = all.count(where: \.writes)
    if writing > left {
      notes.append(
        "the values of \(counted(writing - left, "object")) are not compared: plan fewer bindings")
    }
    let isHeld = plan?.isHeldWhole ?? false
    if let reason = plan?.reasonHeldWhole {
      if why == nil { why = reason } else { notes.insert(reason, at: 0) }
    }
    // What blocks all the rest comes first.
    let inOrder =
      isHeld
      ? all.filter { $0.verdict != .proceed } + all.filter { $0.verdict == .proceed } : all
    let objects = try inOrder.map { object in
      var change: ObjectChange?
      if object.writes, left > 0 {
        left -= 1
        change = try changes.change(of: object, on: prepared.binding.id.target)
      }
      return Self.value(object, change, isHeld: isHeld)
    }
    return BindingValue(
      item: prepared.binding.id.item, target: prepared.binding.id.target, decision: decision,
      occurrence: Nullable(date?.iso8601), next: Nullable(prepared.decided?.next?.iso8601),
      deferred: Nullable(DeferralValue(prepared.decided?.nextDate)),
      from: Nullable(prepared.queue?.record?.commit?.hex),
      // Chosen entries move no commit: those of an exception that takes not all of the queue.
      to: Nullable(
        (plan?.carries == nil ? plan?.desired.commit : prepared.queue?.record?.commit)?.hex),
      why: Nullable(why), notes: notes, objects: objects,
      drift: plan?.drift.map(\.portable) ?? [])
  }

  private static func value(
    _ object: PlannedObject, _ change: ObjectChange?, isHeld: Bool
  ) -> ObjectValue {
    let (verdict, why): (String, String?) =
      switch object.verdict {
      case .proceed where isHeld && object.writes: ("waits", BindingPlan.waitsForOthers)
      case .proceed: ("proceed", nil)
      case .drift(let clause): ("drift", clause)
      case .occupied(let clause): ("occupied", clause)
      case .impossible(let clause): ("impossible", clause)
      case .unsupported(let clause): ("unsupported", clause)
      }
    return ObjectValue(
      path: object.path.portable, action: object.action.rawValue, verdict: verdict,
      why: Nullable(why), from: Nullable(object.fromPath?.portable),
      changes: Nullable(change.map(ChangeValue.init)), change: change)
  }

  package var document: Document {
    var document = Document()
    for binding in bindings { add(binding, to: &document) }
    if bindings.isEmpty { document.line("no binding is configured") }
    return document
  }

  private func add(_ binding: BindingValue, to document: inout Document) {
    let id = "\(binding.item)@\(binding.target)"
    var title = ""
    var style = Document.Span.Style.faint
    switch binding.decision {
    case "deploy":
      let isHeld = binding.objects.contains { $0.verdict == "waits" }
      title = "would deploy \(isHeld ? "nothing of " : "")\(binding.to.value?.prefix(10) ?? "")"
      if let date = binding.occurrence.value {
        title += " for the date \(time.text(iso8601: date))"
      }
      style = isHeld ? .bad : .good
    case "notDue", "frozen":
      title = binding.decision == "frozen" ? "frozen" : "not due"
      if let next = next[id] { title += ", next date \(time.text(next))" }
    case "notServed": title = "not served here"
    case "refused", "failed":
      title = binding.decision
      style = .bad
    default: title = binding.decision
    }
    document.heading(1, Document.Span(id, .code), Document.Span("  " + title, style))
    if let why = binding.why.value { document.line(Document.Span(time.sentence(why))) }
    for hint in hints[id] ?? [] {
      document.line(Document.Span("Hint: ", .strong), Document.Span(hint))
    }
    for note in binding.notes { document.line(Document.Span(time.sentence(note), .faint)) }
    if let standing = procedures[id], binding.decision != "unchanged" {
      let steps = standing.open?.steps.map(\.words) ?? standing.steps.map(\.words)
      let list = steps.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "; ")
      document.line(Document.Span("its procedure: \(list)", .faint))
    }
    if ["notDue", "frozen"].contains(binding.decision), binding.to.value != nil,
      !binding.objects.isEmpty
    {
      // Of a date that a freeze put off, the cut-off has passed.
      let isCutOff = binding.decision == "frozen" && binding.deferred.value != nil
      document.line(
        procedures[id] != nil
          ? "its procedure would bring:"
          : isCutOff ? "on its date:" : "on its date, with what is merged now:")
    }
    if binding.objects.isEmpty, binding.decision == "deploy" {
      document.line(Document.Span("the target has it all; the date is recorded", .faint))
    }
    document.objects(
      binding.objects.map { (row($0), $0.change) }, limitLines: Self.limitLines)
    if !binding.drift.isEmpty {
      document.line(
        Document.Span("changed on the target and not touched by this plan:", .warning))
      document.table(binding.drift.map { ["", Document.Span(ShownPath.text($0), .code)] })
    }
  }

  private func row(_ object: ObjectValue) -> [Document.Span] {
    let words = ObjectResult.Action(rawValue: object.action)?.words ?? object.action
    let path = ShownPath.text(object.path, from: object.from.value)
    let style: Document.Span.Style =
      switch object.verdict {
      case "proceed": .good
      case "waits": .faint
      default: .bad
      }
    let verdict = object.verdict == "proceed" ? "" : object.verdict
    return [
      Document.Span(words, style), Document.Span(path, .code), Document.Span(verdict, .bad),
      Document.Span(object.why.value ?? ""),
    ]
  }
}
