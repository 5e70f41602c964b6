import Configuration
import Domain
import Scheduling

/// The schedule of one binding over time, read from the first-parent line as far as it is needed.
struct ScheduleHistory {
  private var name: HistoricalName
  private let epochs: ConfigurationEpochs
  private var index = 0

  init(of binding: BindingID, epochs: ConfigurationEpochs) {
    name = HistoricalName(binding: binding)
    self.epochs = epochs
  }

  /// The next older epoch. A commit whose configuration cannot be read, or in which the item is
  /// broken, counts as the newest older one that says what the binding is.
  mutating func next() throws -> Epoch? {
    guard let piece = try epochs.piece(at: index) else { return nil }
    index += 1
    let own: Binding?
    if let version = piece.version, name.isBroken(in: version) {
      // A copy: what the item is called further back is found out piece by piece.
      var name = name
      own = try epochs.sound(before: piece.position, name).flatMap { name.binding(in: $0) }
    } else {
      own = piece.version.flatMap { name.binding(in: $0.configuration) }
    }
    return Epoch(
      from: piece.from, until: piece.until, schedule: own?.deployment.schedule, exists: own != nil)
  }
}

/// The name of a binding in ever older configurations.
struct HistoricalName {
  private(set) var binding: BindingID
  /// The name that the item had before, by a newer configuration.
  private var formerItem: String?

  init(binding: BindingID, was former: String? = nil) {
    self.binding = binding
    formerItem = former
  }

  /// Whether its item is there, with an error inside.
  func isBroken(in version: ConfigurationEpochs.Version) -> Bool {
    isBroken(in: version.configuration, broken: version.broken)
  }

  /// The same, with the names of the items that are broken in the configuration.
  func isBroken(in configuration: ConfigurationFile, broken: Set<String>) -> Bool {
    if broken.contains(binding.item) { return true }
    guard configuration.item(named: binding.item) == nil, let formerItem else { return false }
    return broken.contains(formerItem)
  }

  /// The binding in a configuration; where the item is not there, under its former name from there
  /// on.
  mutating func binding(in configuration: ConfigurationFile) -> Binding? {
    if let item = configuration.item(named: binding.item) {
      formerItem = item.was
    } else if let former = formerItem, let item = configuration.item(named: former) {
      binding.item = former
      formerItem = item.was
    }
    return configuration.binding(binding)
  }
}
