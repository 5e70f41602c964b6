import Domain

/// A freeze as read on its own, before the names in it are compared with the items.
struct FreezeDraft {
  var freeze: Freeze
  var position: Position
  var items: [(selection: Freeze.Selection, position: Position)] = []
  var targets: [(name: String, position: Position)] = []
}

extension ValueReader {
  /// The freezes of the calendar, those with an error left out.
  mutating func freezeDrafts(_ value: YAMLValue, zone: String) -> [FreezeDraft] {
    (list(value, expected: "a list of freezes") ?? []).compactMap { freeze($0, zone: zone) }
  }

  private mutating func freeze(_ value: YAMLValue, zone: String) -> FreezeDraft? {
    guard
      let fields = fields(
        value, of: .freeze,
        expected: "a freeze such as `{ from: 2026-12-20, to: 2027-01-04, reason: \"year-end\" }`",
        owner: value.position)
    else { return nil }
    let from = day("from", fields)
    let to = day("to", fields)
    if let from, let to, to < from {
      error(
        "expected the last day of the freeze, which is not before its first, \(from), found \(to)",
        at: fields["to"]?.position ?? value.position)
    }
    let reason = reason(fields)
    let effect = fields["onFreeze"].map { word($0, of: .onFreeze).flatMap(Freeze.Effect.init) }
    let own = fields["timezone"].map { timeZone($0) } ?? zone
    let items = fields["items"].map { selections($0) }
    let targets = fields["targets"].map { value -> [(name: String, position: Position)]? in
      notEmpty(value, "target", names(value, kind: "target", expected: "a list of targets"))
    }
    guard let from, let to, from <= to, let reason, let own, let effect = effect ?? .putOff
    else { return nil }
    if let items, items == nil { return nil }
    if let targets, targets == nil { return nil }
    let freeze = Freeze(
      from: from, to: to, reason: reason, items: items??.map(\.selection),
      targets: targets??.map(\.name), effect: effect, timeZone: own)
    return FreezeDraft(
      freeze: freeze, position: value.position, items: (items ?? []) ?? [],
      targets: (targets ?? []) ?? [])
  }

  private mutating func day(_ key: String, _ fields: Fields) -> LocalDate? {
    guard let value = fields[key] else {
      let which = key == "from" ? "first" : "last"
      error("expected `\(key)`, the \(which) day of the freeze", at: fields.owner)
      return nil
    }
    return date(value)
  }

  private mutating func reason(_ fields: Fields) -> String? {
    let expected = "`reason`, why nothing is deployed on these days"
    guard let value = fields["reason"] else {
      error("expected \(expected)", at: fields.owner)
      return nil
    }
    return text(value, expected: expected)
  }

  /// The items or bindings in a list, each once, with their places.
  private mutating func selections(
    _ value: YAMLValue
  ) -> [(selection: Freeze.Selection, position: Position)]? {
    guard let values = list(value, expected: "a list of items") else { return nil }
    var first: [String: Position] = [:]
    var found: [(selection: Freeze.Selection, position: Position)] = []
    for value in values {
      guard let text = value.text else {
        mismatch(value, expected: "an item or a binding (ITEM@TARGET)")
        continue
      }
      let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      guard checkName(parts[0], kind: "item", at: value.position),
        parts.count == 1 || checkName(parts[1], kind: "target", at: value.position)
      else { continue }
      if let other = first[text] {
        error("\(text.inCode) is named twice, first in line \(other.line)", at: value.position)
        continue
      }
      first[text] = value.position
      let target = parts.count > 1 ? parts[1] : nil
      found.append((Freeze.Selection(item: parts[0], target: target), value.position))
    }
    return notEmpty(value, "item", found)
  }

  /// A list that is there and empty would freeze nothing, which nobody means.
  private mutating func notEmpty<Element>(
    _ value: YAMLValue, _ kind: String, _ elements: [Element]?
  ) -> [Element]? {
    guard let elements, elements.isEmpty, !hasProblem(at: value) else { return elements }
    error(
      "expected at least one \(kind), found none; without the key the freeze is for all",
      at: value.position)
    return nil
  }

  private func hasProblem(at value: YAMLValue) -> Bool {
    guard case .list(let values) = value.content else { return false }
    return !values.isEmpty
  }
}

extension ValueReader {
  /// The freezes, after the names in them were looked up among the items of the file.
  mutating func freezes(_ drafts: [FreezeDraft], among items: [ItemDraft]) -> [Freeze] {
    guard !drafts.isEmpty else { return [] }
    let byName = Dictionary(items.map { ($0.name, $0) }) { first, _ in first }
    let targets = Set(items.flatMap(\.targets))
    // What an item with an error would name cannot be told.
    let isComplete = !items.contains { $0.reader.hasErrors }
    for draft in drafts {
      for (selection, position) in draft.items {
        check(selection, at: position, byName, known: items.prefix(1000).map(\.name))
      }
      for (name, position) in draft.targets where isComplete && !targets.contains(name) {
        error(
          "no item has the target \(name.inCode)", at: position,
          suggestion: Suggestion.nearest(to: name, in: targets.sorted().prefix(1000)))
      }
      let covers = items.contains { $0.bindings.contains { draft.freeze.covers($0.id) } }
      if isComplete, !hasErrors, !covers {
        warning("this freeze covers no binding", at: draft.position)
      }
    }
    return drafts.map(\.freeze)
  }

  private mutating func check(
    _ selection: Freeze.Selection, at position: Position, _ items: [String: ItemDraft],
    known: [String]
  ) {
    guard let item = items[selection.item] else {
      error(
        "the item \(selection.item.inCode) is not in this file", at: position,
        suggestion: Suggestion.nearest(to: selection.item, in: known).map { name in
          Freeze.Selection(item: name, target: selection.target).description
        })
      return
    }
    guard let target = selection.target, !item.reader.hasErrors, !item.targets.contains(target)
    else { return }
    error(
      "the item \(selection.item.inCode) has no target \(target.inCode)", at: position,
      suggestion: Suggestion.nearest(to: target, in: item.targets).map { name in
        Freeze.Selection(item: selection.item, target: name).description
      })
  }
}
