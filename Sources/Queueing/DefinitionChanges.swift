import Configuration
import Domain
import Git

/// Finds the commits of the line that changed the definition of an item which was defined before.
struct DefinitionChanges {
  private let line: FirstParentLine
  private let history: ConfigurationHistory

  init(line: FirstParentLine, history: ConfigurationHistory) {
    self.line = line
    self.history = history
  }

  /// The names of the items whose definition differs at a position from what it was before it; a
  /// commit whose configuration cannot be read is passed over for the next older one.
  func items(changedAt position: Int) throws -> Set<String> {
    guard let commit = try line.commit(at: position),
      let new = try history.state(in: commit.link.tree).configuration,
      let old = try configuration(before: position)
    else { return [] }
    let changed = new.items.filter { item in
      old.item(named: item.name).map { $0.definition != item.definition } ?? false
    }
    return Set(changed.map(\.name))
  }

  private func configuration(before position: Int) throws -> ConfigurationFile? {
    var older = position + 1
    while let commit = try line.commit(at: older) {
      switch try history.state(in: commit.link.tree) {
      case .valid(let configuration, _): return configuration
      case .absent: return nil
      case .invalid: older += 1
      }
    }
    return nil
  }
}
