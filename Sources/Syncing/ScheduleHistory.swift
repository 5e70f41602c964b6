import Configuration
import Domain
import Git
import Queueing
import Scheduling

/// The schedule of one binding over time, read from the first-parent line as far as it is needed.
struct ScheduleHistory {
  private var binding: BindingID
  /// The name that the item had before, by a newer configuration.
  private var formerItem: String?
  private let line: FirstParentLine
  private let history: ConfigurationHistory
  private var position = 0
  private var builder = EpochBuilder()

  init(of binding: BindingID, line: FirstParentLine, history: ConfigurationHistory) {
    self.binding = binding
    self.line = line
    self.history = history
  }

  /// The next older epoch. A commit whose configuration cannot be read counts as the newest older
  /// one that can.
  mutating func next() throws -> Epoch? {
    while let commit = try line.commit(at: position) {
      let configuration = try CutOff.readable(from: position, line: line, history: history)?
        .configuration
      position += 1
      let own = configuration.flatMap { binding(in: $0) }
      let epoch = builder.add(
        committedAt: commit.link.committedAt, exists: own != nil,
        schedule: own?.deployment.schedule)
      if let epoch { return epoch }
    }
    return nil
  }

  /// The binding in a configuration; where the item is not there, under its former name from there
  /// on.
  private mutating func binding(in configuration: ConfigurationFile) -> Binding? {
    if let item = configuration.item(named: binding.item) {
      formerItem = item.was
    } else if let former = formerItem, let item = configuration.item(named: former) {
      binding.item = former
      formerItem = item.was
    }
    return configuration.binding(binding)
  }
}

/// The commit that an occurrence deploys.
struct CutOff {
  /// Its position on the first-parent line.
  var position: Int
  var commit: ObjectID
  /// Newer commits that were passed over because their configuration cannot be read.
  var passedOver: [ObjectID]

  /// The newest first-parent commit whose committer time is not after the occurrence and whose
  /// configuration can be read; nil where there is none.
  static func of(
    _ occurrence: Timestamp, line: FirstParentLine, history: ConfigurationHistory
  ) throws -> CutOff? {
    guard let start = try line.newest(notAfter: occurrence),
      let found = try readable(from: start, line: line, history: history),
      let commit = try line.commit(at: found.position)
    else { return nil }
    let passedOver = try (start..<found.position).compactMap { try line.commit(at: $0)?.id }
    return CutOff(position: found.position, commit: commit.id, passedOver: passedOver)
  }

  /// The newest configuration that can be read at or before a position; nil where there is none.
  static func readable(
    from position: Int, line: FirstParentLine, history: ConfigurationHistory
  ) throws -> (position: Int, configuration: ConfigurationFile)? {
    var position = position
    while let commit = try line.commit(at: position) {
      switch try history.state(in: commit.link.tree) {
      case .valid(let configuration, _): return (position, configuration)
      case .absent: return nil
      case .invalid: position += 1
      }
    }
    return nil
  }

  /// Commits of the line within a day of the occurrence, newest first: a fast-forward merge keeps
  /// the older time of its commit, so they deserve a look.
  static func near(_ occurrence: Timestamp, line: FirstParentLine) throws -> [ObjectID] {
    let day: Int64 = 86_400
    var near: [ObjectID] = []
    var position = 0
    while let commit = try line.commit(at: position), near.count < 20 {
      let distance = commit.link.committedAt - occurrence
      if distance < -day { break }
      if distance <= day { near.append(commit.id) }
      position += 1
    }
    return near
  }
}
