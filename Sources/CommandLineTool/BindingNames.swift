import Configuration
import Domain
import Syncing

/// Finds the bindings that a person names: `ITEM` is all of an item's, `ITEM@TARGET` one.
enum BindingNames {
  /// Nil where nothing is named, which means all. Throws where a name fits nothing.
  static func resolve(_ names: [String], in situation: Situation) throws -> Set<BindingID>? {
    guard !names.isEmpty else { return nil }
    let configuration = situation.configuration
    var known = configuration.bindings.map(\.id)
    for item in configuration.broken {
      known += item.targets.map { BindingID(item: item.name, target: $0) }
    }
    known += try situation.unconfiguredRecords().map(\.binding)
    var found: Set<BindingID> = []
    for name in names {
      let fitting = known.filter { $0.item == name || $0.description == name }
      guard !fitting.isEmpty else {
        let items = Set(known.map(\.item)).sorted().joined(separator: ", ")
        throw CommandFailure(
          status: ExitStatus.usage, message: "no item or binding is named \(name)",
          causes: items.isEmpty ? [] : ["the items are: \(items)"])
      }
      found.formUnion(fitting)
    }
    return found
  }

  /// Exactly one binding, written `ITEM@TARGET`.
  static func one(_ name: String, in situation: Situation) throws -> Binding {
    let found = try resolve([name], in: situation) ?? []
    let bindings = situation.configuration.bindings.filter { found.contains($0.id) }
    guard bindings.count == 1 else {
      throw CommandFailure(
        status: ExitStatus.usage, message: "\(name) is not one binding",
        causes: found.sorted().map { "it fits \($0)" }, hints: ["write ITEM@TARGET"])
    }
    return bindings[0]
  }
}
