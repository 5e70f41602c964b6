package import Domain

/// Why a target's credential is not there. It names where it was looked for and never its value.
package enum CredentialError: ExplainedError, Hashable {
  /// The variable is not set, or empty.
  case noVariable(String)
  case noFile(path: String)
  /// The file cannot be read; `reason` is the system's own text or a clause.
  case unreadable(path: String, reason: String)
  /// Its group or others can read or write the file.
  case open(path: String)
  /// It belongs to neither this user nor root.
  case foreignOwner(path: String)
  /// There is nothing in it.
  case empty(path: String)
  /// A variable's or file's value holds more than one line, or what is no text.
  case notOneLine(place: String)
  /// git's helpers have none, or what they said cannot be used.
  case notInGit(host: String, reasons: [String])
  /// git itself did not answer.
  case git(host: String, reasons: [String])

  package var category: FailureCategory { .failed }

  package var message: String {
    switch self {
    case .noVariable(let name):
      "the credential is not there: the environment variable `\(name)` is not set"
    case .noFile(let path): "the credential is not there: the file \(path) does not exist"
    case .unreadable(let path, let reason):
      "the credential's file \(path) cannot be read: \(reason)"
    case .open(let path): "the credential's file \(path) is open to others than its owner"
    case .foreignOwner(let path):
      "the credential's file \(path) belongs to neither this user nor root"
    case .empty(let path): "the credential is not there: the file \(path) is empty"
    case .notOneLine(let place): "the credential in \(place) is not one line of text"
    case .notInGit(let host, _): "git has no credential for \(host)"
    case .git(let host, _): "git did not say the credential for \(host)"
    }
  }

  package var causes: [String] {
    switch self {
    case .notInGit(_, let reasons), .git(_, let reasons): reasons
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .noVariable(let name): ["set it where deploysync is started: `export \(name)=…`"]
    case .noFile(let path), .empty(let path):
      ["write it there: `install -m 600 /dev/stdin \(ShellWord.quoted(path))`"]
    case .unreadable(let path, _): ["look at it: `ls -l \(ShellWord.quoted(path))`"]
    case .open(let path): ["close it: `chmod go= \(ShellWord.quoted(path))`"]
    case .foreignOwner(let path):
      ["look at it: `ls -l \(ShellWord.quoted(path))`, and make it this user's"]
    case .notOneLine: ["write the password or token alone, on one line"]
    case .notInGit(let host, _), .git(let host, _):
      ["see what git says: `echo url=https://\(host) | git credential fill`"]
    }
  }
}
