package import Domain
package import Ledger

/// What a content is needed for, so that it cannot be taken out of the ledger now.
package enum RedactionObstacle: Hashable, Sendable, CustomStringConvertible {
  case deployed(BindingID, GitPath)
  case leftBehind(BindingID)
  case exception(String)
  case atWork(String)
  /// It is a file that the ledger itself consists of.
  case record(GitPath)

  package var description: String {
    switch self {
    case .deployed(let binding, let path): "\(path.quoted) of \(binding) is deployed with it"
    case .leftBehind(let binding): "it is left behind on the target of \(binding)"
    case .exception(let id): "the impact of \(id), which is open, has it"
    case .atWork(let run): "run \(run) is at work"
    case .record(let path): "\(path.quoted) is a record of the ledger itself"
    }
  }

  /// What to do about it; nil where nothing helps.
  package var remedy: String? {
    switch self {
    case .deployed(let binding, _):
      "merge a version without it and deploy that: deploysync apply \(binding)"
    case .leftBehind(let binding):
      "remove it from the target: merge `prune: delete` for \(binding) and deploy that"
    case .exception(let id): "deploysync exception withdraw \(id)"
    case .atWork: "wait for it, or settle it if it died: deploysync apply --wait 2m"
    case .record: nil
    }
  }
}

/// Why nothing is taken out of the ledger.
package enum RedactionError: ExplainedError {
  case notFound(RedactionDesk.Content)
  case severalVersions(GitPath, BindingID, [FoundContent])
  case inUse([RedactionObstacle])
  /// It stands in the place of something that was taken out already.
  case isRedacted(ObjectID)
  /// It was taken out already, and nothing of it is left.
  case done(RedactionDesk.Content, LedgerRedaction)
  case unsound(ObjectID)

  package var category: FailureCategory {
    switch self {
    case .notFound, .severalVersions: .usage
    case .inUse, .isRedacted, .done: .refused
    case .unsound: .unreadable
    }
  }

  package var message: String {
    switch self {
    case .notFound(.blobs(let blobs)):
      "no content of the ledger is \(blobs.map(\.hex).joined(separator: " or "))"
    case .notFound(.file(let path, let binding)):
      "the ledger never had \(path.quoted) as a file of \(binding)"
    case .severalVersions(let path, let binding, _):
      "\(path.quoted) of \(binding) had several versions"
    case .inUse: "the content is needed as long as it is in use"
    case .isRedacted(let blob): "\(blob.hex) stands for content that was redacted already"
    case .done(.blobs(let blobs), let redaction):
      "\(blobs.map(\.hex).joined(separator: " and ")) was \(redaction.clause)"
    case .done(.file(let path, let binding), let redaction):
      "\(path.quoted) of \(binding) was \(redaction.clause)"
    case .unsound(let commit):
      "the ledger is not sound at its commit \(commit.short): taking content out would hide that"
    }
  }

  package var causes: [String] {
    switch self {
    case .severalVersions(_, _, let versions):
      versions.map { "\($0.blob.hex) from \($0.firstAt.iso8601) to \($0.lastAt.iso8601)" }
    case .inUse(let obstacles): obstacles.map(\.description)
    case .notFound, .isRedacted, .done, .unsound: []
    }
  }

  package var hints: [String] {
    switch self {
    case .notFound:
      ["the ID of a file's content: git rev-parse COMMIT:PATH, or git hash-object FILE"]
    case .severalVersions(_, _, let versions):
      [
        "look at one: git cat-file -p \(versions.first?.blob.hex ?? "ID")",
        "name those that must go: deploysync ledger redact --blob ID --blob ID",
      ]
    case .inUse(let obstacles):
      obstacles.compactMap(\.remedy).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    case .isRedacted, .done: ["what was redacted: deploysync history"]
    case .unsound: ["deploysync ledger verify", "propose a new chain: deploysync ledger rebuild"]
    }
  }
}

/// Something that was asked for has content that was taken out of the ledger.
package struct ContentRedactedError: ExplainedError {
  /// What has it, such as `run R of triggers@production`.
  package var what: String
  package var files: [(path: GitPath, redaction: LedgerRedaction)]

  package var category: FailureCategory { .refused }
  package var message: String {
    "\(what) cannot be brought back: content of it was redacted from the ledger"
  }
  package var causes: [String] {
    files.prefix(20).map { "\($0.path.quoted) was \($0.redaction.clause)" }
  }
  package var hints: [String] {
    ["choose a run without it: deploysync history", "or merge what you want and deploy that"]
  }
}
