package import Configuration
package import Domain

/// The order in which bindings are deployed: as in the file, but every item behind those that its
/// `after` names.
package enum DependencyOrder {
  /// Sorts bindings; the order of those that do not depend on each other stays. `ConfigurationFile`
  /// has refused circles.
  package static func sort(_ bindings: [Binding], by configuration: ConfigurationFile) -> [Binding]
  {
    var sorted: [Binding] = []
    var visited: Set<BindingID> = []
    let byID = Dictionary(bindings.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    func visit(_ binding: Binding) {
      guard visited.insert(binding.id).inserted else { return }
      for id in predecessors(of: binding.id, in: configuration) {
        if let before = byID[id] { visit(before) }
      }
      sorted.append(binding)
    }
    for binding in bindings { visit(binding) }
    return sorted
  }

  /// The bindings on the same target that go before this one.
  package static func predecessors(
    of binding: BindingID, in configuration: ConfigurationFile
  ) -> [BindingID] {
    (configuration.item(named: binding.item)?.after ?? []).map {
      BindingID(item: $0, target: binding.target)
    }
  }
}
