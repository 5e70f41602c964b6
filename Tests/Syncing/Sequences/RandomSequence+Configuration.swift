import Domain
import Fixtures

extension RandomSequence {
  private static let forms: [[String]] = [
    ["data/a", "data/a/*.yaml", "data/a/**/*.yaml"], ["data/b", "data/b/**/*.yaml"],
    ["shared", "shared/one.yaml", "shared/sub"], ["pages", "pages/*.yaml"], ["extra"],
    ["top.yaml"],
  ]

  /// Merges another configuration, or one that cannot be read and then one that can.
  func mergeConfiguration() throws {
    if generator.chance(8) {
      try merge("break deploysync.yaml", [:], isBroken: true)
      return
    }
    var next = configuration
    if generator.chance(20) {
      next.freezes = .random(around: sandbox.now, &generator)
      try merge(
        "freezes \(next.freezes.yaml(targets: ["alpha", "beta"]))", [:], configuration: next)
      return
    }
    let told = change(&next)
    try merge(told, [:], configuration: next)
  }

  private func change(_ next: inout ModelConfiguration) -> String {
    let index = Int.random(in: next.items.indices, using: &generator)
    let item = next.items[index]
    let target = generator.pick(item.bindings.keys.sorted()) ?? "alpha"
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<22:
      let rules = Self.rules(&generator)
      next.items[index].bindings[target]?.schedule = rules.schedule
      return "\(item.name)@\(target) is \(rules.schedule ?? "ad-hoc")"
    case ..<36:
      let others: [PrunePolicy] = [.never, .deactivate, .delete].filter {
        $0 != item.bindings[target]?.prune
      }
      let prune: PrunePolicy = generator.pick(others) ?? .never
      next.items[index].bindings[target]?.prune = prune
      return "\(item.name)@\(target) prunes: \(prune.rawValue)"
    case ..<46:
      let root = generator.pick(["data", "shared", "pages", nil])?.flatMap(\.self)
      next.items[index].root = root
      if !next.items[index].isValid, generator.chance(80) { next.items[index].root = nil }
      return "\(item.name) has the root \(root ?? "none")"
    case ..<58:
      let form = generator.pick(generator.pick(Self.forms) ?? []) ?? "extra"
      next.items[index].paths = generator.chance(50) ? [form] : item.paths + [form]
      next.items[index].paths = Array(Set(next.items[index].paths)).sorted()
      if !next.items[index].isValid, generator.chance(80) { next.items[index].root = nil }
      return "\(item.name) has the paths \(next.items[index].paths)"
    case ..<70: return move(from: index, in: &next)
    case ..<78: return removeOrAdd(index, in: &next)
    case ..<88:
      // One name before is all that a definition tells.
      guard item.was == nil else { return "nothing" }
      counter += 1
      let name = "name\(counter)"
      next.items[index].name = name
      next.items[index].was = item.name
      for other in next.items.indices {
        next.items[other].after = next.items[other].after.map { $0 == item.name ? name : $0 }
      }
      return "\(item.name) is now \(name)"
    default:
      let other = target == "alpha" ? "beta" : "alpha"
      if item.bindings[other] == nil {
        next.items[index].bindings[other] = Self.rules(&generator)
        return "\(item.name) goes to \(other) too"
      }
      next.items[index].bindings[other] = nil
      return "\(item.name) goes to \(other) no longer"
    }
  }

  /// Gives a path of one item to another one.
  private func move(from index: Int, in next: inout ModelConfiguration) -> String {
    guard let path = generator.pick(next.items[index].paths) else { return "nothing" }
    let other = Int.random(in: next.items.indices, using: &generator)
    guard other != index, !next.items[other].paths.contains(path) else { return "nothing" }
    next.items[other].paths.append(path)
    next.items[index].paths.removeAll { $0 == path }
    if !next.items[other].isValid, generator.chance(80) { next.items[other].root = nil }
    if next.items[index].paths.isEmpty {
      next.items[index].paths = [(next.items[index].root.map { $0 + "/" } ?? "") + "none-\(index)"]
    }
    return "\(next.items[index].name) gives \(path) to \(next.items[other].name)"
  }

  private func removeOrAdd(_ index: Int, in next: inout ModelConfiguration) -> String {
    let known = line.commits.reversed().flatMap { $0.configuration?.items ?? [] }
    let gone = known.filter { item in
      !next.items.contains { $0.origin == item.origin || $0.name == item.name }
    }
    if let item = generator.pick(gone), generator.chance(60) {
      var again = item
      // The newest definition, without what may be gone by now.
      again = known.first { $0.origin == item.origin } ?? item
      again.after = []
      next.items.append(again)
      return "\(again.name) is back"
    }
    guard next.items.count > 2 else { return "nothing" }
    let removed = next.items.remove(at: index)
    for other in next.items.indices { next.items[other].after.removeAll { $0 == removed.name } }
    return "\(removed.name) is gone"
  }
}
