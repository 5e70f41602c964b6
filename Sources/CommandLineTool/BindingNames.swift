import Configuration
import Domain
import Syncing

/// Finds the bindings that a person names: `ITEM` is all of an item's, `ITEM@TARGET` one.
enum BindingNames {
  /// Nil where nothing is named, which means all. Throws where a name fits nothing.
  ///
  /// - Parameter besides: bindings that the command knows beside those configured or recorded.
  static func resolve(
    _ names: [String], in situation: Situation, besides: [BindingID] = []
  ) throws -> Set<BindingID>? {
    guard !names.isEmpty else { return nil }
    let configuration = situation.configuration
    var known = configuration.bindings.map(\.id)
    for item in configuration.broken {
      known += item.targets.map { BindingID(item: item.name, target: $0) }
    }
    known += try situation.unconfiguredRecords().map(\.binding)
    known += besides
    var found: Set<BindingID> = []
    for name in names {
      let fitting = known.filter { $0.item == name || $0.description == name }
      guard !fitting.isEmpty else { throw unknown(name, known) }
      found.formUnion(fitting)
    }
    return found
  }

  /// So many names are listed where none is near.
  private static let listed = 12

  /// A name that fits nothing, with what was probably meant.
  private static func unknown(_ name: String, _ known: [BindingID]) -> CommandFailure {
    var failure = CommandFailure(
      status: ExitStatus.usage, message: "no item or binding is named \(name)",
      hints: ["all of them: deploysync status"])
    if let typed = BindingID(name), known.contains(where: { $0.item == typed.item }) {
      let targets = known.filter { $0.item == typed.item }.map(\.target)
      failure.causes = ["\(typed.item) goes to \(targets.joined(separator: ", "))"]
      return failure
    }
    var items: [String] = []
    for binding in known where !items.contains(binding.item) { items.append(binding.item) }
    let asked = BindingID(name)?.item ?? name
    let near = Suggestion.all(near: asked, in: items).prefix(3)
    if !near.isEmpty {
      failure.causes = ["near to it: \(near.joined(separator: ", "))"]
    } else if !items.isEmpty {
      let more = items.count > listed ? " and \(items.count - listed) more" : ""
      failure.causes = [
        "the items are: \(items.sorted().prefix(listed).joined(separator: ", "))\(more)"
      ]
    }
    return failure
  }

  /// Exactly one binding, written `ITEM@TARGET`.
  static func one(_ name: String, in situation: Situation) throws -> Binding {
    let found = try resolve([name], in: situation) ?? []
    let bindings = situation.configuration.bindings.filter { found.contains($0.id) }
    guard bindings.count == 1 else {
      throw CommandFailure(
        status: ExitStatus.usage, message: "\(name) is not one binding",
        causes: found.sorted().map { "it fits \($0)" },
        hints: ["name one of them, such as \(found.sorted().first?.description ?? "ITEM@TARGET")"])
    }
    return bindings[0]
  }
}
