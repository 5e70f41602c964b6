import Differences
package import Domain
package import Syncing

/// The answer of `drift`.
package struct DriftReport: Report {
  struct Side: Encodable {
    var mode: String
    var blob: String
  }
  struct ValueSides: Encodable {
    var path: String
    var change: String
    var recorded: Nullable<String>
    var live: Nullable<String>
    var merged: Nullable<String>
    var secret: Bool
  }
  struct ObjectValue: Encodable {
    var path: String
    var place: String
    var leftBehind: Bool
    var change: String
    var recorded: Nullable<Side>
    var live: Nullable<Side>
    var merged: Nullable<Side>
    var why: Nullable<String>
    var consequence: String
    var kind: Nullable<String>
    var values: [ValueSides]
    var patch: Nullable<String>
  }
  struct BindingValue: Encodable {
    var item: String
    var target: String
    var state: String
    var deployed: Nullable<String>
    var compared: Nullable<Int>
    var why: Nullable<String>
    var notes: [String]
    var objects: [ObjectValue]
  }

  var schema = 1
  var head: String
  var seenAt: String?
  var bindings: [BindingValue]
  private var time: TimeText

  private enum CodingKeys: String, CodingKey { case schema, head, seenAt, bindings }

  package init(_ drift: [BindingDrift], head: ObjectID, time: TimeText) {
    self.head = head.hex
    self.time = time
    seenAt = drift.first?.seenAt.iso8601
    bindings = drift.map { binding in
      let (state, compared, why): (String, Int?, String?) =
        switch binding.stage {
        case .compared(let count): ("compared", count, nil)
        case .neverDeployed: ("neverDeployed", nil, "nothing was deployed yet: nothing is ours")
        case .notServed(let why): ("notServed", nil, why)
        case .failed(let why): ("failed", nil, why)
        }
      return BindingValue(
        item: binding.binding.item, target: binding.binding.target, state: state,
        deployed: Nullable(binding.deployed?.hex), compared: Nullable(compared),
        why: Nullable(why), notes: binding.notes,
        objects: binding.objects.map { Self.value($0) })
    }
  }

  private static func value(_ object: DriftedObject) -> ObjectValue {
    let difference = object.difference()
    // Of values a patch would say less, and of secrets too much.
    let showsPatch = difference?.kind != .values && difference?.hasSecrets != true
    return ObjectValue(
      path: object.path.portable, place: object.place.portable, leftBehind: object.isLeftBehind,
      change: object.change.rawValue, recorded: Nullable(object.recorded.map(side)),
      live: Nullable(object.liveVersion.map(side)), merged: Nullable(object.merged.map(side)),
      why: Nullable(object.obstacle), consequence: object.consequence.rawValue,
      kind: Nullable(difference?.kind.rawValue),
      values: object.values().map { sides($0, isRecorded: object.recorded != nil) },
      patch: Nullable(showsPatch ? object.patch.map { String(decoding: $0, as: UTF8.self) } : nil))
  }

  private static func sides(_ value: DriftedObject.Value, isRecorded: Bool) -> ValueSides {
    let change = value.live
    let recorded = isRecorded ? change.old ?? value.merged?.old : nil
    // What is merged is what is recorded where no queued change is about the value; what nobody
    // recorded is compared with what is merged.
    let merged = isRecorded ? value.merged.map(\.new) ?? recorded : change.old
    return ValueSides(
      path: change.path.description, change: change.kind.rawValue,
      recorded: Nullable(recorded.map { ValueText.shown($0) }),
      live: Nullable(change.new.map { ValueText.shown($0) }),
      merged: Nullable(merged.map { ValueText.shown($0) }), secret: change.isSecret)
  }

  private static func side(_ version: FileVersion) -> Side {
    Side(mode: version.mode.text, blob: version.content.hex)
  }

  package var document: Document {
    var document = Document()
    for binding in bindings { add(binding, to: &document) }
    if bindings.isEmpty { document.line("no binding is configured") }
    return document
  }

  private func add(_ binding: BindingValue, to document: inout Document) {
    let id = "\(binding.item)@\(binding.target)"
    let (title, style): (String, Document.Span.Style) =
      switch binding.state {
      case "neverDeployed": ("never deployed", .faint)
      case "notServed": ("not served here: it is not known whether it drifted", .bad)
      case "failed": ("cannot be read: it is not known whether it drifted", .bad)
      default:
        binding.objects.isEmpty
          ? ("no drift in \(counted(binding.compared.value ?? 0, "object"))", .good)
          : (Self.title(binding), .warning)
      }
    document.heading(1, Document.Span(id, .code), Document.Span("  " + title, style))
    if let why = binding.why.value { document.line(Document.Span(why)) }
    for note in binding.notes { document.line(Document.Span(time.sentence(note), .faint)) }
    for object in binding.objects { add(object, to: &document) }
    if !binding.objects.isEmpty { next(binding, id, &document) }
  }

  private static func title(_ binding: BindingValue) -> String {
    let unrecorded = binding.objects.count { $0.recorded.value == nil }
    let changed = binding.objects.count - unrecorded
    let all = counted(binding.compared.value ?? 0, "object")
    if unrecorded == 0 { return "\(changed) of \(all) changed in the system" }
    if changed == 0 { return "\(unrecorded) of \(all) in the system and not recorded" }
    return "\(changed) of \(all) changed in the system, \(unrecorded) not recorded"
  }

  private func add(_ object: ObjectValue, to document: inout Document) {
    let words = DriftedObject.Change(rawValue: object.change)?.words ?? object.change
    document.heading(
      2, Document.Span(object.path, .code), Document.Span("  "),
      Document.Span(object.why.value ?? words, .warning),
      Document.Span(object.leftBehind ? " (left behind)" : ""))
    document.table(
      object.values.map { value in
        let words = object.recorded.value == nil ? unrecordedText(of: value) : text(of: value)
        return [Document.Span(""), Document.Span(words)]
      })
    if object.kind.value == "binary" {
      document.line("  it is binary")
    } else if let patch = object.patch.value, let start = patch.firstRange(of: "@@ ")?.lowerBound {
      document.blocks.append(.verbatim(String(patch[start...].dropLast()), language: "diff"))
    }
    let consequence = DriftedObject.Consequence(rawValue: object.consequence)?.words ?? ""
    document.line(Document.Span("  " + consequence))
  }

  /// `priority: high -> urgent`, with what is merged where that is another value.
  private func text(of value: ValueSides) -> String {
    if value.secret { return "\(value.path): (secret) \(value.change)" }
    var text =
      "\(value.path): \(value.recorded.value ?? "(none)") -> \(value.live.value ?? "(none)")"
    if value.merged.value != value.recorded.value {
      text +=
        value.merged.value == value.live.value
        ? ", merged: the same" : ", merged: \(value.merged.value ?? "(none)")"
    }
    return text
  }

  /// `priority: live urgent, merged high`.
  private func unrecordedText(of value: ValueSides) -> String {
    if value.secret { return "\(value.path): (secret) \(value.change)" }
    return "\(value.path): live \(value.live.value ?? "(none)"), merged "
      + (value.merged.value ?? "(none)")
  }

  /// What can be done about it, as commands.
  private func next(_ binding: BindingValue, _ id: String, _ document: inout Document) {
    let consequences = Set(binding.objects.map(\.consequence))
    if binding.deployed.value != nil,
      !consequences.isSubset(of: ["recorded", "included", "notConfigured", "handedOver"])
    {
      document.line(
        Document.Span("Hint: ", .strong),
        Document.Span("bring it into the repository: deploysync adopt \(id)"))
    }
    let blocking = binding.objects.filter {
      ["besides", "conflicts", "unrecorded"].contains($0.consequence)
    }
    if blocking.contains(where: { $0.why.value != nil }) {
      document.line(
        Document.Span("Hint: ", .strong),
        Document.Span(
          "nothing overwrites what is no object: clear its place on the target by hand, then: "
            + "deploysync apply \(id)"))
    }
    if blocking.contains(where: { $0.why.value == nil }) {
      document.line(
        Document.Span("Hint: ", .strong),
        Document.Span(
          "or overwrite it with what is merged: deploysync apply \(id) --overwrite-drift"))
    }
  }
}

extension DriftedObject.Consequence {
  /// A sentence for people.
  package var words: String {
    switch self {
    case .recorded: "the same as merged: the next apply records it, without writing"
    case .included: "what is merged has it, and more: the next deployment brings the rest"
    case .heldBack: "the same as merged, but what is merged there is held back"
    case .untouched: "nothing that is queued touches it: apply leaves it as it is"
    case .besides:
      "a queued change is about other lines: apply refuses it until it is adopted or overwritten"
    case .conflicts:
      "a queued change is about the same: apply refuses it until it is adopted or overwritten"
    case .unrecorded:
      "what is merged is to be there: apply refuses it until it is adopted or overwritten"
    case .leftBehind: "it left the content: apply leaves it where it is"
    case .handedOver: "another item owns it by now: it changes hands"
    case .notConfigured: "its binding is configured no longer: apply does not run it"
    }
  }
}
