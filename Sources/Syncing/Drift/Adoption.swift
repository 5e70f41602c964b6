package import Domain
import Git

/// Hand-made changes of one binding as a commit that is to be made.
package struct Adoption: Sendable {
  /// An object whose change is in the commit.
  package struct Adopted: Sendable {
    package var object: DriftedObject
    /// Its version in the commit; nil where it is removed.
    package var version: FileVersion?
    /// What a reader should know: that it was merged with other changes, or written anew.
    package var note: String?
  }

  /// An object whose change is not in the commit.
  package struct Left: Sendable, Hashable {
    package var path: GitPath
    /// A clause that says why.
    package var reason: String
    /// What can be done about it.
    package var remedy: String?
  }

  package var binding: BindingID
  /// The commit that it stands on.
  package var deployed: ObjectID
  package var seenAt: Timestamp
  package var tree: ObjectID
  package var message: String
  package var adopted: [Adopted]
  /// What cannot be adopted.
  package var left: [Left]
  /// What is merged already, or in the deployed commit: nothing is to be adopted there.
  package var merged: [GitPath]

  /// The branch where none is named.
  package static func defaultBranch(for binding: BindingID) -> String {
    "adopt/\(binding.item)-\(binding.target)"
  }
}

/// Why nothing can be adopted.
package enum AdoptionError: ExplainedError {
  case neverDeployed(BindingID)
  case noDeployedCommit(BindingID)
  case commitGone(BindingID, ObjectID)
  /// The target cannot be read.
  case unreadable(BindingID, why: String)
  case noDrift(BindingID, compared: Int)
  /// All that drifted is merged by now.
  case isMerged(BindingID)
  case nothingAdoptable(BindingID, [Adoption.Left])
  case branchExists(String)
  /// A branch with another name that git cannot keep beside it.
  case branchInTheWay(String, of: String)
  case branchName(String)

  package var category: FailureCategory {
    switch self {
    case .unreadable: .failed
    case .branchName: .usage
    default: .refused
    }
  }

  package var message: String {
    switch self {
    case .neverDeployed(let binding):
      "nothing was deployed to \(binding) yet, so nothing that is there is ours"
    case .noDeployedCommit(let binding):
      "\(binding) has no deployed commit that a branch could start at"
    case .commitGone(let binding, let commit):
      "the deployed commit \(commit.short) of \(binding) is not in this repository"
    case .unreadable(let binding, _): "it cannot be told what was changed on \(binding)"
    case .noDrift(let binding, let count):
      "nothing was changed by hand on \(binding): all \(count) objects are as recorded"
    case .isMerged(let binding): "all that was changed by hand on \(binding) is merged already"
    case .nothingAdoptable(let binding, _):
      "nothing of what was changed by hand on \(binding) can be adopted"
    case .branchExists(let name): "there is a branch \(name) already"
    case .branchInTheWay(let other, let name):
      "there is a branch \(other) already, and git cannot have \(name) beside it"
    case .branchName(let name):
      "\(GitPath(name).quoted) is not taken as the name of a branch to adopt to"
    }
  }

  package var causes: [String] {
    switch self {
    case .unreadable(_, let why): [why]
    case .nothingAdoptable(_, let left): left.map { "\($0.path) \($0.reason)" }
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .neverDeployed(let binding), .noDeployedCommit(let binding):
      ["record what it has: deploysync baseline \(binding) --at COMMIT"]
    case .commitGone(let binding, let commit):
      [
        "fetch it if the remote still has it: git fetch origin \(commit.hex)",
        "or name the place anew: deploysync baseline \(binding) --at COMMIT",
      ]
    case .unreadable(let binding, _): ["deploysync drift \(binding)"]
    case .noDrift(let binding, _): ["deploysync plan \(binding)"]
    case .isMerged(let binding):
      ["the next apply records it without writing: deploysync apply \(binding)"]
    case .nothingAdoptable(let binding, let left):
      left.compactMap(\.remedy).first.map { [$0] } ?? ["deploysync drift \(binding)"]
    case .branchExists(let name):
      // Only what an earlier run made is safe to delete.
      name.hasPrefix("adopt/")
        ? ["name another one with --branch, or delete it: git branch -D \(ShellWord.quoted(name))"]
        : ["choose another name with --branch"]
    case .branchInTheWay: ["choose another name with --branch, such as `adopted-by-hand`"]
    case .branchName: ["name it like `adopt/triggers-production`, see `git help check-ref-format`"]
    }
  }
}
