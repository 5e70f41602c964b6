import Configuration
import Domain
import Git

/// Finds the commits of the line that changed the definition of an item which was defined before.
struct DefinitionChanges {
  /// What one commit of the line says anew, by the names that items have in it.
  struct Change {
    var position: Int
    /// The items whose definition differs from what it was before.
    var items: Set<String> = []
    /// What renamed items were called before.
    var oldNames: [String: String] = [:]
  }

  private let line: FirstParentLine
  private let history: ConfigurationHistory

  init(line: FirstParentLine, history: ConfigurationHistory) {
    self.line = line
    self.history = history
  }

  /// What changed at a position; a commit whose configuration cannot be read is passed over for
  /// the next older one, and so is one for an item that is broken in it.
  func change(at position: Int) throws -> Change {
    var change = Change(position: position)
    guard let commit = try line.commit(at: position),
      let new = try history.state(in: commit.link.tree).configuration,
      let before = try configuration(before: position)
    else { return change }
    let old = before.configuration.items.reduce(into: [:]) { $0[$1.name] = $1 }
    let names = Set(new.items.map(\.name)).union(new.broken.map(\.name))
    for item in new.items {
      var earlier = try old[item.name] ?? self.earlier(item.name, than: before)
      if earlier == nil, let name = item.was, !names.contains(name) {
        earlier = try old[name] ?? self.earlier(name, than: before)
        if earlier != nil { change.oldNames[item.name] = name }
      }
      if let earlier, earlier.definition != item.definition { change.items.insert(item.name) }
    }
    return change
  }

  private typealias Version = (configuration: ConfigurationFile, position: Int)

  /// The newest earlier definition of an item that is broken in this version; nil where it is new.
  private func earlier(_ name: String, than version: Version) throws -> Item? {
    var version = version
    while version.configuration.broken.contains(where: { $0.name == name }),
      let before = try configuration(before: version.position)
    {
      if let item = before.configuration.item(named: name) { return item }
      version = before
    }
    return nil
  }

  private func configuration(before position: Int) throws -> Version? {
    var older = position + 1
    while let commit = try line.commit(at: older) {
      switch try history.state(in: commit.link.tree) {
      case .valid(let configuration, _): return (configuration, older)
      case .absent: return nil
      case .invalid: older += 1
      }
    }
    return nil
  }
}
