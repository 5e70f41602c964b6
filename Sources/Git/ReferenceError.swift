package import Domain

/// Why a reference was not written.
package enum ReferenceError: ExplainedError, Hashable {
  /// It is not where the caller believed; nil stands for a reference that does not exist.
  case moved(name: String, expected: ObjectID?, found: ObjectID?)
  /// Another process is writing it right now, or died while it was.
  case locked(name: String)
  /// It points to another reference and is never written itself.
  case symbolic(name: String)

  package var category: FailureCategory { .failed }

  package var message: String {
    switch self {
    case .moved(let name, let expected, let found):
      "\(GitPath(name).quoted) moved: \(text(expected)) was expected, \(text(found)) was found"
    case .locked(let name): "\(GitPath(name).quoted) is locked by another process"
    case .symbolic(let name): "\(GitPath(name).quoted) points to another reference"
    }
  }

  package var hints: [String] {
    switch self {
    case .moved: ["run the command again: it will start from what is there now"]
    case .locked(let name):
      [
        "run the command again; if no other git is running, remove the lock first: "
          + "`rm \"$(git rev-parse --git-path \(name).lock)\"`"
      ]
    case .symbolic(let name): ["see where it points: `git symbolic-ref \(name)`"]
    }
  }

  private func text(_ id: ObjectID?) -> String { id?.hex ?? "no commit" }
}
