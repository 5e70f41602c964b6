package import Domain

/// The kinds of git objects, by git's names.
package enum ObjectKind: String, Sendable, Hashable {
  case commit, tree, blob, tag
}

/// Why a repository, or something in it, cannot be read.
package enum RepositoryError: ExplainedError, Hashable {
  /// Neither the folder nor one above it is a repository.
  case notARepository(path: String)
  /// The folder belongs to another user.
  case foreignOwner(path: String)
  /// The format has an extension that libgit2 cannot read (git's repository-version document).
  case unknownExtension(path: String, name: String)
  /// The format version is newer than libgit2.
  case unknownFormatVersion(path: String, version: String)
  /// The object names are SHA-256.
  case sha256(path: String)
  /// The references are stored as reftables.
  case reftable(path: String)
  /// The history of this clone ends before the commit that is asked for.
  case shallowBoundary(missing: ObjectID, boundary: ObjectID)
  /// The object was left out when the repository was cloned.
  case partialClone(missing: ObjectID, kind: ObjectKind)
  /// The object is not there although nothing says that it was left out.
  case missingObject(ObjectID, kind: ObjectKind, isShallow: Bool)
  /// The object is there and is not what its name says.
  case corruptedObject(ObjectID, kind: ObjectKind, reason: String)
  /// The ID names an object of another kind.
  case wrongKind(ObjectID, expected: ObjectKind, found: String)
  /// Folders are nested deeper than `limit`.
  case tooDeep(ObjectID, limit: Int)
  /// A file of git's own cannot be read or understood.
  case unreadableFile(path: String, reason: String)
  /// The library failed for another reason.
  case failed(GitError)

  package var category: FailureCategory { .unreadable }

  package var message: String {
    switch self {
    case .notARepository(let path): "\(shown(path)) is not in a git repository"
    case .foreignOwner(let path): "the repository \(shown(path)) belongs to another user"
    case .unknownExtension(let path, let name):
      "the repository \(shown(path)) uses the extension \(shown(name)), which cannot be read"
    case .unknownFormatVersion(let path, let version):
      "the repository \(shown(path)) has format version \(shown(version)), which cannot be read"
    case .sha256(let path): "the repository \(shown(path)) uses SHA-256 object names"
    case .reftable(let path): "the repository \(shown(path)) keeps its references in reftables"
    case .shallowBoundary(let missing, let boundary):
      "the history of this clone is cut off: \(boundary.hex) is its last commit, and its parent "
        + "\(missing.hex) is not here"
    case .partialClone(let missing, let kind):
      "the \(kind.rawValue) \(missing.hex) was left out of this partial clone"
    case .missingObject(let id, let kind, _): "the \(kind.rawValue) \(id.hex) is missing"
    case .corruptedObject(let id, let kind, _): "the \(kind.rawValue) \(id.hex) is corrupted"
    case .wrongKind(let id, let expected, let found):
      "\(id.hex) is a \(found) and not a \(expected.rawValue)"
    case .tooDeep(let id, let limit):
      "the tree \(id.hex) has folders nested deeper than \(limit)"
    case .unreadableFile(let path, _): "the file \(shown(path)) cannot be read"
    case .failed: "the repository cannot be read"
    }
  }

  package var causes: [String] {
    switch self {
    case .corruptedObject(_, _, let reason), .unreadableFile(_, let reason): [reason]
    case .failed(let error): [error.message]
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .notARepository: ["name a clone with `-C PATH`, or make one: `git clone URL`"]
    case .foreignOwner(let path):
      ["trust it if you know whose it is: `git config --global --add safe.directory \(word(path))`"]
    case .unknownExtension(let path, _):
      ["work in a plain clone: `git clone --no-local \(word(path)) PATH`"]
    case .unknownFormatVersion:
      ["update libgit2, or work in a plain clone made by this machine's git: `git clone URL`"]
    case .sha256(let path):
      [
        "convert it: `git init NEW && git -C \(word(path)) fast-export --all | "
          + "git -C NEW fast-import`"
      ]
    case .reftable(let path):
      ["convert it with git 2.46 or later: `git -C \(word(path)) refs migrate --ref-format=files`"]
    case .shallowBoundary:
      [
        "get the whole history: `git fetch --unshallow`",
        "or let commands do so: `git: { fetch: auto }` in targets.yaml",
      ]
    case .partialClone(let missing, _):
      [
        "get this object: `git cat-file -e \(missing.hex)`",
        "get all of them: `git -c remote.origin.partialclonefilter=blob:limit=1t fetch --refetch`, "
          + "or clone again without `--filter`",
      ]
    case .missingObject(_, _, let isShallow):
      (isShallow ? ["get the whole history first: `git fetch --unshallow`"] : [])
        + ["see what else is missing: `git fsck --full`"]
    case .corruptedObject: ["see what else is damaged: `git fsck --full`"]
    case .wrongKind(let id, _, _): ["see what it is: `git cat-file -p \(id.hex)`"]
    case .tooDeep, .unreadableFile, .failed: ["check the repository: `git fsck --full`"]
    }
  }

  /// A name as people see it: quoted where it could control a terminal.
  private func shown(_ text: String) -> String { GitPath(text).quoted }

  /// A path as one word of a command line.
  private func word(_ path: String) -> String {
    let plain = path.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "+")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }
    return plain
      ? path
      : "'"
        + path.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }
}
