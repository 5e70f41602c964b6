package import Domain

/// Why a target cannot be used at all.
package enum TargetError: ExplainedError, Hashable {
  case missing(path: String)
  case notFolder(path: String)
  case symbolicLink(path: String)
  /// Another folder is at the path than when the target was opened: an unmounted file system, or
  /// one that was moved away.
  case replaced(path: String)
  /// The system refuses it; `reason` is its own text.
  case notAccessible(path: String, reason: String)
  /// One object cannot be read; `reason` is the system's own text.
  case unreadable(object: GitPath, reason: String)
  /// What a killed run left lying cannot be cleared away.
  case leftover(path: String, reason: String)

  package var category: FailureCategory { .failed }

  package var message: String {
    switch self {
    case .missing(let path): "the target's folder \(path) does not exist"
    case .notFolder(let path): "the target's folder \(path) is not a folder"
    case .symbolicLink(let path): "the target's folder \(path) is a symbolic link"
    case .replaced(let path): "the target's folder \(path) was replaced while it was in use"
    case .notAccessible(let path, let reason):
      "the target's folder \(path) cannot be opened: \(reason)"
    case .unreadable(let object, let reason): "\(object) cannot be read: \(reason)"
    case .leftover(let path, let reason):
      "the temporary file \(path) of an earlier run cannot be removed: \(reason)"
    }
  }

  package var hints: [String] {
    switch self {
    case .missing:
      ["mount it or create it with `mkdir`; deploysync never creates a target's own folder"]
    case .notFolder: ["correct the target's `path:` in targets.yaml"]
    case .symbolicLink:
      ["name the folder that the link leads to as the target's `path:` in targets.yaml"]
    case .replaced: ["see that the folder is mounted, then run `deploysync plan` again"]
    case .notAccessible, .unreadable, .leftover:
      ["see with `ls -ld` that the user who runs deploysync may read and write there"]
    }
  }
}
