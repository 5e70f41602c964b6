/// A place of the schema where keys, or words of a fixed set, can stand.
enum Place: Hashable, Sendable {
  case file, calendar, schedule, freeze, item, binding, limits, ledger
  case exceptions, steps, step, roles
  case targetsFile, directory, repository, git, credentials, oauth, secretPlace
  // Values with a fixed set of words.
  case every, onFreeze, deployment, prune, targetKind, comparison, weekday, boolean, attestable
  case fetching

  /// Every key or word that can stand there in this version, in the order they are explained.
  var words: [String] {
    switch self {
    case .file:
      [
        "version", "branch", "timezone", "repositories", "calendar", "items", "exceptions", "roles",
        "ledger",
      ]
    case .calendar: ["schedules", "freezes", "late"]
    case .schedule: ["every", "interval", "on", "starting", "at", "timezone"]
    case .freeze: ["from", "to", "reason", "items", "targets", "onFreeze", "timezone"]
    case .item: ["paths", "targets", "after", "was", "root", "workflow"]
    case .binding: ["deployment", "schedule", "prune", "limits"]
    case .limits: ["deletes", "changes"]
    case .ledger: ["ref"]
    case .exceptions: ["steps", "distinct", "attest", "expires", "signers"]
    case .steps: ["impact", "decision", "confirmation"]
    case .step: ["by", "approvals"]
    case .roles: ["run", "hold", "rollback"]
    case .targetsFile: ["targets", "repositories", "git"]
    case .repository: ["url", "path", "branch"]
    case .git: ["fetch", "timeout"]
    case .fetching: TargetsFile.Fetching.allCases.map(\.rawValue)
    case .directory: ["kind", "path", "inactive", "releases", "key", "compare", "secrets"]
    case .credentials: ["env", "file", "git", "oauth", "user"]
    case .oauth: ["tokenUrl", "clientId", "clientSecret", "scope"]
    case .secretPlace: ["env", "file"]
    case .every: ["month", "week", "day"]
    case .onFreeze: ["defer", "skip"]
    case .deployment: ["standard", "ad-hoc"]
    case .prune: ["never", "deactivate", "delete"]
    case .targetKind: ["directory"]
    case .comparison: ["bytes", "values"]
    case .weekday:
      ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    case .boolean: ["true", "false"]
    case .attestable: ["request", "impact", "decision", "confirmation"]
    }
  }

  /// The keys of a target of one kind; nil where there is no such kind.
  init?(targetKind word: String) {
    switch word {
    case "directory": self = .directory
    default: return nil
    }
  }

  /// What is missing there, to say so instead of ignoring it.
  var missingWords: [String] { MissingFeature.all.filter { $0.place == self }.map(\.word) }
}
