import Configuration
import Domain
import Git
import Queueing
import Reporting
import Synchronization
import Syncing

/// Shows the times in errors as the answers show theirs: in the configured zone.
enum ShownTimes {
  private static let zone = Mutex<(@Sendable () -> String?)?>(nil)

  /// From now on times are in the zone that is configured at the head of a branch. The configuration
  /// is only read where a time has to be shown.
  static func follow(_ branch: MergedBranch, in repository: Repository) {
    let directory = repository.gitDirectory
    zone.withLock { zone in
      zone = {
        guard let repository = try? Repository.open(directory),
          let head = try? branch.head(in: repository),
          let tree = try? repository.link(head).tree,
          let state = try? ConfigurationHistory(repository).state(in: tree)
        else { return nil }
        return state.configuration?.timeZone
      }
    }
  }

  /// A sentence with its instants in the zone; as it is where no zone is known.
  static func sentence(_ text: String) -> String {
    guard text.contains(#/\dT\d\d:\d\d:\d\dZ/#),
      let name = zone.withLock({ $0 })?()
    else { return text }
    return TimeText(timeZone: name).sentence(text)
  }
}
