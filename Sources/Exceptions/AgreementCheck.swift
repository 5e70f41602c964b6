package import Domain

/// What has moved since an impact was recorded, so that the agreement to it is void.
package enum AgreementBreak: Sendable, Hashable {
  case expired(Timestamp)
  /// The impact has a time that has not come yet.
  case notYet(Timestamp)
  /// The steps, people or rules at head are not those it was agreed under.
  case policyChanged
  /// The branch no longer contains the commit that the impact pinned.
  case headGone(ObjectID)
  case entryGone(String)
  case entryReverted(String)
  /// Another tree would be on the target.
  case resultMoved(binding: String)
  /// An object that it touches was changed on the target since.
  case liveMoved(binding: String, path: String)
  /// The binding is configured no longer.
  case bindingGone(String)

  /// A clause that says what happened.
  package var reason: String {
    switch self {
    case .expired(let instant): "the agreement expired on \(instant.iso8601)"
    case .notYet(let instant):
      "the impact is dated \(instant.iso8601), which has not come yet: a clock is wrong"
    case .policyChanged: "the approval rules in deploysync.yaml were changed since the impact"
    case .headGone(let commit): "the branch no longer contains the commit \(commit.short)"
    case .entryGone(let entry): "the entry \(entry) is no longer on the branch"
    case .entryReverted(let entry): "the entry \(entry) was reverted since"
    case .resultMoved(let binding):
      "the result on \(binding) would not be what was agreed to: what is deployed there has changed"
    case .liveMoved(let binding, let path):
      "\(path) was changed on the target of \(binding) since the impact"
    case .bindingGone(let binding): "\(binding) is configured no longer"
    }
  }
}

extension ExceptionPolicy {
  /// All of the policy that an agreement depends on, as one line: two policies with the same line
  /// are the same.
  package var canonicalText: String {
    let steps = steps.map { step in
      let by =
        switch step.by {
        case .anyone: "anyone"
        case .requester: "requester"
        case .people(let people):
          people.map { $0.lowercased() }.sorted().joined(separator: ",")
        }
      return "\(step.kind.rawValue)(\(by);\(step.approvals))"
    }
    return [
      steps.joined(separator: "→"), "distinct=\(isDistinct)",
      "attest=\(attestable.sorted().joined(separator: ","))", "expires=\(expires)",
      "signers=\(signers?.portable ?? "")",
    ].joined(separator: " ")
  }
}
