import Configuration
import Domain
import Git
import Queueing

/// The commit that an occurrence deploys.
struct CutOff {
  /// Why a commit is not it, though it is newer.
  enum Flaw {
    /// Its deploysync.yaml cannot be read.
    case unreadable
    /// The item has an error in it.
    case itemBroken
  }

  /// Its position on the first-parent line.
  var position: Int
  var commit: ObjectID
  /// Newer commits that were passed over.
  var passedOver: [(commit: ObjectID, flaw: Flaw)]

  /// The newest commit of the line from a position on whose configuration can be read, with the
  /// item if it is there; nil where there is none.
  static func of(
    _ queue: BindingQueue, from start: Int, line: FirstParentLine, history: ConfigurationHistory
  ) throws -> CutOff? {
    let name = HistoricalName(binding: queue.binding.id, was: queue.item.was)
    var passedOver: [(commit: ObjectID, flaw: Flaw)] = []
    var position = start
    while let commit = try line.commit(at: position) {
      switch try history.state(in: commit.link.tree) {
      case .absent: return nil
      case .invalid: passedOver.append((commit.id, .unreadable))
      case .valid(let configuration, _):
        let broken = Set(configuration.broken.map(\.name))
        guard name.isBroken(in: configuration, broken: broken) else {
          return CutOff(position: position, commit: commit.id, passedOver: passedOver)
        }
        passedOver.append((commit.id, .itemBroken))
      }
      position += 1
    }
    return nil
  }

  /// What a run must say of the commits that were passed over.
  func notes(item: String) -> [String] {
    passedOver.map { commit, flaw in
      switch flaw {
      case .unreadable: "\(commit.short) is passed over: its deploysync.yaml cannot be read"
      case .itemBroken:
        "\(commit.short) is passed over: the definition of \(item) in its deploysync.yaml is invalid"
      }
    }
  }

  /// What a run must say of the entries within a day of the occurrence: a fast-forward merge keeps
  /// the older time of its commit, so they deserve a look.
  func nearNotes(
    _ occurrence: Timestamp, queue: BindingQueue, isIncluded: (Entry) throws -> Bool
  ) throws -> [String] {
    let day: Int64 = 86_400
    let near = (queue.entries ?? []).filter {
      !$0.paths.isEmpty && abs($0.committedAt - occurrence) <= day
    }
    return try near.prefix(20).map { entry in
      let isIn = try isIncluded(entry)
      let place = entry.repository == Repositories.control ? "" : "\(entry.repository) "
      return "\(place)\(entry.commit.short) was committed within a day of the cut-off and is "
        + (isIn ? "included" : "not included")
    }
  }
}
