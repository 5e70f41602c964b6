/// A place of the schema where keys, or words of a fixed set, can stand.
enum Place: Hashable, Sendable {
  case file, calendar, schedule, freeze, item, binding, limits, ledger, procedureStep
  case exceptions, steps, step, roles
  case targetsFile, directory, rest, command, branch, author, ssh, repository, git, credentials,
    oauth
  case secretPlace
  // Values with a fixed set of words.
  case every, onFreeze, deployment, prune, targetKind, comparison, weekday, boolean, attestable
  case fetching
  // Descriptions of systems.
  case restDescription, restLimits, restKind, restField, restType, restRequest, restElements
  case restListing, restPage, restDeactivation

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
    case .item: ["paths", "targets", "after", "was", "root", "workflow", "procedure"]
    case .binding: ["deployment", "schedule", "prune", "limits"]
    case .limits: ["deletes", "changes"]
    case .procedureStep: ["manual", "sync"]
    case .ledger: ["ref"]
    case .exceptions: ["steps", "distinct", "attest", "expires", "signers"]
    case .steps: ["impact", "decision", "confirmation"]
    case .step: ["by", "approvals"]
    case .roles: ["run", "hold", "rollback"]
    case .targetsFile: ["targets", "repositories", "git"]
    case .repository: ["url", "path", "branch", "submodules"]
    case .git: ["fetch", "timeout"]
    case .fetching: TargetsFile.Fetching.allCases.map(\.rawValue)
    case .directory: ["kind", "path", "inactive", "releases", "key", "compare", "secrets"]
    case .rest:
      [
        "kind", "url", "description", "credentials", "requestsPerMinute", "concurrency", "ca",
        "allowPlainHTTP", "secrets",
      ]
    case .command:
      ["kind", "command", "environment", "timeout", "credentials", "key", "compare", "secrets"]
    case .branch:
      [
        "kind", "url", "path", "branch", "folder", "author", "inactive", "key", "compare",
        "secrets",
      ]
    case .author: ["name", "email"]
    case .ssh:
      [
        "kind", "host", "port", "path", "config", "timeout", "inactive", "releases", "key",
        "compare", "secrets",
      ]
    case .credentials: ["env", "file", "git", "oauth", "user"]
    case .oauth: ["tokenUrl", "clientId", "clientSecret", "scope"]
    case .secretPlace: ["env", "file"]
    case .every: ["month", "week", "day"]
    case .onFreeze: ["defer", "skip"]
    case .deployment: ["standard", "ad-hoc", "special"]
    case .prune: ["never", "deactivate", "delete"]
    case .targetKind: ["directory", "rest", "command", "git", "ssh"]
    case .comparison: ["bytes", "values"]
    case .weekday:
      ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    case .boolean: ["true", "false"]
    case .restDescription:
      [
        "version", "name", "authentication", "headers", "limits", "etag", "retryConflicts",
        "messages", "kinds",
      ]
    case .restLimits: ["requestsPerMinute", "concurrency"]
    case .restKind:
      [
        "files", "key", "rename", "fields", "list", "read", "create", "update", "delete",
        "deactivate",
      ]
    case .restField:
      [
        "type", "at", "sendAt", "default", "null", "trim", "readOnly", "immutable", "secret",
        "true", "false", "kind", "as",
        "elements", "fields", "unordered", "key", "without",
      ]
    case .restType: ["text", "number", "boolean", "reference", "list", "map", "any"]
    case .restRequest:
      ["method", "path", "query", "body", "id", "fields", "changed", "elements", "also"]
    case .restElements: ["field", "set", "remove"]
    case .restListing: ["path", "query", "items", "id", "page", "total", "whole"]
    case .restPage: ["number", "first", "last", "link", "cursor", "next"]
    case .restDeactivation: ["state", "off", "unlisted", "turnOff", "turnOn"]
    case .attestable: ["request", "impact", "decision", "confirmation"]
    }
  }

  /// The keys of a target of one kind; nil where there is no such kind.
  init?(targetKind word: String) {
    switch word {
    case "directory": self = .directory
    case "rest": self = .rest
    case "command": self = .command
    case "git": self = .branch
    case "ssh": self = .ssh
    default: return nil
    }
  }

  /// What is missing there, to say so instead of ignoring it.
  var missingWords: [String] { MissingFeature.all.filter { $0.place == self }.map(\.word) }
}
