package import Domain

/// Why an object was not written: what it was to hold is not allowed.
package enum InvalidObjectError: ExplainedError, Hashable {
  /// A name that git refuses in a tree, or that could escape the folder it is written to.
  case name(GitPath)
  /// Two entries of one tree have the same name.
  case duplicate(GitPath)
  /// A file was to be set at the path, and others below it.
  case fileAndFolder(GitPath)
  /// A name or mail address that is empty, or a message with a NUL.
  case commit(reason: String)

  package var category: FailureCategory { .failed }

  package var message: String {
    switch self {
    case .name(let name): "git does not allow a file or folder to be called \"\(name.quoted)\""
    case .duplicate(let name): "two entries of one folder are called \(name.quoted)"
    case .fileAndFolder(let path): "\(path.quoted) cannot be a file and a folder at once"
    case .commit(let reason): "the commit cannot be written: \(reason)"
    }
  }

  package var hints: [String] {
    switch self {
    case .commit: ["say who you are: `git config user.name NAME` and `git config user.email MAIL`"]
    default: []
    }
  }
}
