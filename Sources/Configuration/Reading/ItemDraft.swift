import Domain

/// An item as read on its own, before it is compared with the others.
struct ItemDraft {
  var name: String
  /// Where its name is.
  var position: Position
  var reader: ValueReader
  var paths: [PathPattern] = []
  var root: GitPath = .root
  var after: [(name: String, position: Position)] = []
  var was: (name: String, position: Position)?
  var workflow: String?
  var procedure: [ProcedureStep] = []
  var bindings: [Binding] = []
  /// The targets as far as they could be read.
  var targets: [String] = []

  /// Reads what stands below the item's name; what is wrong is in `reader`.
  init(
    _ field: YAMLField, schedules: KnownSchedules, repositories: [String], file: String
  ) {
    name = field.key
    position = field.position
    reader = ValueReader(file: file, item: field.key)
    _ = reader.checkName(name, kind: "item", at: position)
    let fields = reader.fields(
      field.value, of: .item, expected: "an item with `paths` and `targets`", owner: position)
    guard let fields else { return }
    readContent(fields, repositories)
    if let value = fields["after"] {
      after = reader.names(value, kind: "item", expected: "a list of items") ?? []
    }
    if let value = fields["was"] { readFormerName(value) }
    if let value = fields["workflow"] {
      workflow = reader.text(value, expected: "a text or a link")
    }
    if let value = fields["targets"] {
      (bindings, targets) = reader.bindings(value, of: name, schedules: schedules)
    }
    if let steps = reader.procedure(fields, of: name, for: bindings) { procedure = steps }
    if targets.isEmpty, !reader.hasErrors {
      reader.warning(
        "the item \(name.inCode) has no `targets`, so it is deployed nowhere", at: position)
    }
  }

  private mutating func readContent(_ fields: Fields, _ repositories: [String]) {
    guard let value = fields["paths"] else {
      reader.error("expected `paths` in the item \(name.inCode)", at: position)
      if let value = fields["root"] { _ = reader.root(value) }
      return
    }
    let located = reader.paths(value, repositories: repositories) ?? []
    paths = located.map(\.pattern)
    guard let value = fields["root"], let root = reader.root(value) else { return }
    self.root = root
    // Of the paths of other repositories the root is only stripped where they are below it.
    for path in located
    where path.pattern.repository == Repositories.control
      && !path.pattern.literalPrefix.isOrIsBelow(root)
    {
      reader.error(
        "the path \(path.pattern.description.inCode) is not below the root \(root.text.inCode)",
        at: path.position)
    }
  }

  private mutating func readFormerName(_ value: YAMLValue) {
    guard let text = value.text else {
      reader.mismatch(value, expected: "the name that the item had before")
      return
    }
    guard reader.checkName(text, kind: "item", at: value.position) else { return }
    was = (text, value.position)
  }

  /// The item, where nothing is wrong with it.
  var item: Item? {
    guard !reader.hasErrors else { return nil }
    return Item(
      name: name, paths: paths, root: root, after: after.map(\.name), was: was?.name,
      workflow: workflow, procedure: procedure, bindings: bindings)
  }

  /// What stands for the item where something is wrong with it.
  var broken: BrokenItem {
    BrokenItem(name: name, problems: reader.problems.inFileOrder, targets: targets)
  }
}
