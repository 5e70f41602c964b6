package import Domain
import Git
import Queueing

/// Finds the change that a person asks about, queued or not.
package struct ChangeName {
  private let situation: Situation

  package init(_ situation: Situation) { self.situation = situation }

  /// A merge request (`12`, `!12`, `#12`, `group/project!12`) by the first-parent commits of what is
  /// merged, or a commit by at least 7 digits; with a repository before it (`managed!12`) only one of
  /// that repository. Throws `ChangeNameError` where none or several fit.
  package func resolve(_ name: String) throws -> ObjectID {
    let repository = situation.repository
    var found: [ObjectID] = []
    if Self.isHex(name) { found += try repository.commits(startingWith: name.lowercased()) }
    for source in situation.lines {
      let own = EntryName.own(name, in: source.name)
      if let own, Self.isHex(own) {
        found += try repository.commits(startingWith: own.lowercased()).filter {
          try repository.isAncestor($0, of: source.head)
        }
      }
      for commit in try mergeRequests([name, own].compactMap(\.self), of: source)
      where !found.contains(commit) {
        found.append(commit)
      }
    }
    guard found.count < 2 else {
      throw ChangeNameError.ambiguous(
        name,
        choices: try found.prefix(20).map {
          let commit = try repository.commit($0)
          let reference = MergeRequest.reference(in: commit.message).map { "\($0) " } ?? ""
          return "\($0.short) \(reference)\(commit.subject)"
        })
    }
    guard let only = found.first else { throw ChangeNameError.unknown(name) }
    return only
  }

  private static func isHex(_ name: String) -> Bool {
    (7...40).contains(name.utf8.count) && name.allSatisfy(\.isHexDigit)
  }

  /// The first-parent commits whose merge request has one of the names.
  private func mergeRequests(_ names: [String], of source: RepositoryLine) throws -> [ObjectID] {
    let names = names.filter {
      $0.contains(where: \.isNumber) && ($0.utf8.count < 7 || $0.contains(where: "!#".contains))
    }
    guard !names.isEmpty else { return [] }
    var found: [ObjectID] = []
    var position = 0
    while let commit = try source.line.commit(at: position) {
      position += 1
      let message = try situation.repository.commit(commit.id).message
      if let reference = MergeRequest.reference(in: message),
        names.contains(where: { MergeRequest.names($0, reference) })
      {
        found.append(commit.id)
      }
    }
    return found
  }
}

/// Why a change cannot be explained: nobody knows which is meant.
package enum ChangeNameError: ExplainedError {
  case unknown(String)
  case ambiguous(String, choices: [String])

  package var category: FailureCategory { .usage }
  package var message: String {
    switch self {
    case .unknown(let name): "no merged change and no commit here is named \(name)"
    case .ambiguous(let name, _): "\(name) names several changes"
    }
  }
  package var causes: [String] {
    if case .ambiguous(_, let choices) = self { choices } else { [] }
  }
  package var hints: [String] {
    switch self {
    case .unknown:
      [
        "a merge request that is not merged is known by its commit only: at least 7 digits of its "
          + "ID; `deploysync explain NAME --fetch` looks at the newest branch"
      ]
    case .ambiguous: ["name the commit by more digits: deploysync explain COMMIT"]
    }
  }
}
