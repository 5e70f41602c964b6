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
  /// The folder of a target with releases holds something else; `found` is a clause.
  case notReleases(path: String, found: String)
  /// It has releases, and none of them is the current one.
  case noCurrent(path: String, newest: Int)
  /// The folder of a plain target is laid out in releases.
  case holdsReleases(path: String)
  /// Another process is building a release of it.
  case building(path: String)
  /// A system does not answer, or answers what cannot be used.
  case system(message: String, hints: [String])

  package var category: FailureCategory { .failed }

  package var message: String {
    switch self {
    case .system(let message, _): message
    case .missing(let path): "the target's folder \(path) does not exist"
    case .notFolder(let path): "the target's folder \(path) is not a folder"
    case .symbolicLink(let path): "the target's folder \(path) is a symbolic link"
    case .replaced(let path): "the target's folder \(path) was replaced while it was in use"
    case .notAccessible(let path, let reason):
      "the target's folder \(path) cannot be opened: \(reason)"
    case .unreadable(let object, let reason): "\(object) cannot be read: \(reason)"
    case .leftover(let path, let reason):
      "the temporary file \(path) of an earlier run cannot be removed: \(reason)"
    case .notReleases(let path, let found):
      "the target's folder \(path) is not laid out in releases: \(found)"
    case .noCurrent(let path, _):
      "the target's folder \(path) has releases and no link `current`, so none of them is live"
    case .holdsReleases(let path):
      "the target's folder \(path) is laid out in releases, and its description does not say so"
    case .building(let path): "another run is building a release of the target's folder \(path)"
    }
  }

  package var hints: [String] {
    switch self {
    case .system(_, let hints): hints
    case .missing(let path):
      [
        "mount it, or create it, which deploysync never does: mkdir \(ShellWord.quoted(path))"
      ]
    case .notFolder: ["correct the target's `path:` in targets.yaml"]
    case .symbolicLink:
      ["name the folder that the link leads to as the target's `path:` in targets.yaml"]
    case .replaced: ["see that the folder is mounted, then run `deploysync plan` again"]
    case .notReleases(let path, _):
      [
        "to keep what is there as the first release: mkdir -p "
          + "\(ShellWord.quoted("\(path)/releases/1")), move all else into that folder, then: "
          + "ln -s releases/1 \(ShellWord.quoted("\(path)/current"))",
        "or remove `releases` from the target in targets.yaml",
      ]
    case .noCurrent(let path, let newest):
      [
        "make the newest live, or another of \(path)/releases: "
          + "ln -s releases/\(newest) \(ShellWord.quoted("\(path)/current"))"
      ]
    case .holdsReleases(let path):
      [
        "add `releases: true` to the target in targets.yaml",
        "or go back to a plain folder: move what is in \(path)/current/ up into \(path), and remove "
          + "`current` and `releases` there",
      ]
    case .building: ["wait for it: deploysync apply --wait 2m"]
    case .notAccessible(let path, _):
      [
        "see that the user who runs deploysync may read and write there: "
          + "ls -ld \(ShellWord.quoted(path))"
      ]
    case .unreadable, .leftover:
      ["see with `ls -ld` that the user who runs deploysync may read and write there"]
    }
  }
}
