import Domain

/// Where things are in the ledger's tree.
enum LedgerPath {
  static let format = GitPath("format")
  static let deployed = GitPath("deployed")
  static let runs = GitPath("runs")
  static let leases = GitPath("leases")
  static let intended = GitPath("intended")
  static let exceptions = GitPath("exceptions")
  static let locks = GitPath("locks")
  static let procedures = GitPath("procedures")
  static let latest = GitPath("latest")
  static let redactions = GitPath("redactions")
  /// The folders at the top that hold contents of files.
  static let contentFolders: Set<String> = ["deployed", "intended", "exceptions"]

  static func deployed(_ binding: BindingID) -> GitPath {
    GitPath("deployed/\(binding.target)/\(binding.item)")
  }
  static func state(_ binding: BindingID) -> GitPath {
    deployed(binding).appending("state.json".utf8)
  }
  static func content(_ binding: BindingID) -> GitPath {
    deployed(binding).appending("content".utf8)
  }
  static func leftBehind(_ binding: BindingID) -> GitPath {
    deployed(binding).appending("left-behind".utf8)
  }
  /// By mode and content, not by path: what is left behind need not fit into one tree, where a path
  /// was a file once and a folder later.
  static func leftBehind(_ binding: BindingID, _ version: FileVersion) -> GitPath {
    leftBehind(binding).appending("\(version.mode.text)-\(version.content.hex)".utf8)
  }
  static func lease(_ binding: BindingID) -> GitPath {
    GitPath("leases/\(binding.target)/\(binding.item).json")
  }
  static func intended(_ binding: BindingID) -> GitPath {
    GitPath("intended/\(binding.target)/\(binding.item)")
  }
  static func lock(_ binding: BindingID) -> GitPath {
    GitPath("locks/\(binding.target)/\(binding.item).json")
  }
  static func procedure(_ binding: BindingID) -> GitPath {
    GitPath("procedures/\(binding.target)/\(binding.item).json")
  }
  static func latest(_ binding: BindingID) -> GitPath {
    GitPath("latest/\(binding.target)/\(binding.item)")
  }
  static func redaction(_ name: String) -> GitPath {
    GitPath("redactions/\(name)/redaction.json")
  }
  /// Of one that was made anew, its bytes as they were. By the first two digits as git's own files
  /// of objects: a ledger can have tens of thousands of commits.
  static func original(_ commit: ObjectID, in redaction: Int) -> GitPath {
    GitPath("redactions/\(redaction)/commits/\(commit.hex.prefix(2))/\(commit.hex.dropFirst(2))")
  }
  static func exception(_ id: String) -> GitPath { GitPath("exceptions/\(id)") }
  static func step(_ id: String, _ name: String) -> GitPath {
    GitPath("exceptions/\(id)/\(name).json")
  }
  /// Beside the record of the impact, whose file is `NAME.json`.
  static func impactContent(_ id: String, _ name: String, _ binding: BindingID) -> GitPath {
    GitPath("exceptions/\(id)/\(name)/\(binding.target)/\(binding.item)")
  }
  /// By the year and month that the run's ID starts with.
  static func run(_ id: String) -> GitPath {
    GitPath("runs/\(id.prefix(4))/\(id.dropFirst(4).prefix(2))/\(id).json")
  }
}
