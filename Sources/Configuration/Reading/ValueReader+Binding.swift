import Domain

extension ValueReader {
  /// The bindings of an item and the names of its targets, as far as they can be read: from a list
  /// of targets, which all get the defaults, or a mapping with the rules of each.
  mutating func bindings(
    _ value: YAMLValue, of item: String, schedules: KnownSchedules
  ) -> (bindings: [Binding], targets: [String]) {
    let expected = "a list or a mapping of targets"
    guard case .fields = value.content else {
      let names = names(value, kind: "target", expected: expected) ?? []
      let bindings = names.compactMap { name, position in
        binding(
          BindingID(item: item, target: name), Fields(owner: position), schedules: schedules)
      }
      return (bindings, names.map(\.name))
    }
    var bindings: [Binding] = []
    var targets: [String] = []
    for field in namedFields(value, expected: expected) ?? [] {
      guard checkName(field.key, kind: "target", at: field.position) else { continue }
      targets.append(field.key)
      let fields = fields(
        field.value, of: .binding, expected: "the rules of the binding, such as `{ prune: never }`",
        owner: field.position)
      guard let fields,
        let binding = binding(
          BindingID(item: item, target: field.key), fields, schedules: schedules)
      else { continue }
      bindings.append(binding)
    }
    return (bindings, targets)
  }

  private mutating func binding(
    _ id: BindingID, _ fields: Fields, schedules: KnownSchedules
  ) -> Binding? {
    let deployment = deployment(fields, schedules: schedules)
    let prune = fields["prune"].map { word($0, of: .prune).flatMap(PrunePolicy.init) } ?? .never
    let limits = fields["limits"].map { self.limits($0, in: fields) } ?? Limits()
    if limits?.deletes != nil, prune == .never, let position = fields.positions["limits"] {
      warning("a limit on `deletes` has no effect with `prune: never`", at: position)
    }
    guard let deployment, let prune, let limits else { return nil }
    return Binding(id: id, deployment: deployment, prune: prune, limits: limits)
  }

  private mutating func deployment(_ fields: Fields, schedules: KnownSchedules) -> Deployment? {
    var kind: String? = "standard"
    if let value = fields["deployment"] { kind = word(value, of: .deployment) }
    guard let value = fields["schedule"] else {
      if kind == "ad-hoc" { return .adHoc }
      if kind == "special" { return .special }
      return kind == nil ? nil : schedules.valid["monthly"].map(Deployment.standard)
    }
    if let kind, kind != "standard" {
      error(
        "`schedule` does not go with `deployment: \(kind)`",
        at: fields.positions["schedule"] ?? value.position)
      return nil
    }
    guard let name = value.text, schedules.names.contains(name) else {
      mismatch(
        value, expected: "a schedule of the calendar",
        suggestion: value.text.flatMap {
          Suggestion.nearest(to: $0, in: schedules.names.sorted())
        })
      return nil
    }
    return kind == nil ? nil : schedules.valid[name].map(Deployment.standard)
  }

  private mutating func limits(_ value: YAMLValue, in binding: Fields) -> Limits? {
    guard
      let fields = fields(
        value, of: .limits, expected: "limits such as `{ deletes: 0, changes: 30% }`",
        owner: binding.owner)
    else { return nil }
    let deletes = fields["deletes"].map { bound($0) }
    let changes = fields["changes"].map { bound($0) }
    return Limits(
      deletes: deletes ?? nil, changes: changes ?? nil, line: binding.positions["limits"]?.line)
  }
}
