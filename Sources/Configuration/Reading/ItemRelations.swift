/// Checks what items say of each other: `after` and `was`.
enum ItemRelations {
  /// Notes every error in the item that it is in; a circle in all its items.
  static func check(_ items: inout [ItemDraft]) {
    let names = Dictionary(items.indices.map { (items[$0].name, $0) }) { first, _ in first }
    checkOrder(&items, names)
    checkFormerNames(&items, names)
  }

  private static func checkOrder(_ items: inout [ItemDraft], _ names: [String: Int]) {
    // Comparing with each of very many names would take longer than anybody waits.
    let known = items.prefix(1000).map(\.name)
    for index in items.indices {
      for (name, position) in items[index].after where names[name] == nil {
        let others = known.filter { $0 != items[index].name }
        items[index].reader.error(
          "the item \(name.inCode) in `after` is not in this file", at: position,
          suggestion: Suggestion.nearest(to: name, in: others))
      }
      for (name, position) in items[index].after where name == items[index].name {
        items[index].reader.error("the item \(name.inCode) cannot be after itself", at: position)
      }
    }
    let edges = items.indices.map { index in
      items[index].after.compactMap { names[$0.name] }.filter { $0 != index }
    }
    for members in StrongComponents.find(edges) where members.count > 1 {
      let circle = Set(members)
      let more = members.count > 5 ? " and \(members.count - 5) more" : ""
      let list = members.prefix(5).map { items[$0].name }
      let shown = more.isEmpty ? list.enumeration : list.map(\.inCode).joined(separator: ", ")
      for index in members {
        let after = items[index].after
        let next = after.first { names[$0.name].map(circle.contains) ?? false }
        items[index].reader.error(
          "`after` makes a circle of \(shown)\(more)", at: next?.position ?? items[index].position)
      }
    }
  }

  private static func checkFormerNames(_ items: inout [ItemDraft], _ names: [String: Int]) {
    var claims: [String: [Int]] = [:]
    for index in items.indices {
      guard let was = items[index].was else { continue }
      claims[was.name, default: []].append(index)
      if let other = names[was.name] {
        items[index].reader.error(
          "expected a name that no item has any more, found the item of line "
            + "\(items[other].position.line), \(was.name.inCode)",
          at: was.position)
      }
    }
    for (name, claimants) in claims where claimants.count > 1 {
      for index in claimants {
        guard let was = items[index].was else { continue }
        let others = claimants.prefix(6).filter { $0 != index }.map { items[$0].name }
        items[index].reader.error(
          "the former name \(name.inCode) is claimed by \(others.enumeration) too",
          at: was.position)
      }
    }
  }
}
