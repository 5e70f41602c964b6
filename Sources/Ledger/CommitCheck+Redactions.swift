import Domain
import Git

extension CommitCheck {
  /// A redaction adds its record and the commits as they were, and nothing else. Whether the chain
  /// before it is theirs is proven of the ledger as a whole.
  func checkRedaction(_ trailers: LedgerTrailers) throws {
    checkNothingElse("a redaction")
    if !step.exceptions.isEmpty { report("it takes a step of an exception, and is a redaction") }
    let next = try count(of: LedgerPath.redactions, in: before) + 1
    guard trailers.redactions == ["\(next)"], step.redactions.keys.sorted() == ["\(next)"],
      let changes = step.redactions["\(next)"]
    else { return report("it does not make the redaction \(next), which is the next one") }
    var kept: Set<ObjectID> = []
    var record: LedgerRedaction?
    for change in changes.sorted(by: { $0.path < $1.path }) {
      guard change.old == nil, let version = change.new else {
        report("it changes \(change.path.quoted), which stays as it was taken")
        continue
      }
      if change.path == LedgerPath.redaction("\(next)") {
        record = try decode(LedgerRedaction.self, version, at: change.path)
      } else if let commit = try original(version, at: change.path, in: next) {
        kept.insert(commit)
      }
    }
    guard let record else { return report("it has no record of the redaction \(next)") }
    if record.schema != 1 || record.number != next {
      report("its record is not that of the redaction \(next)")
    }
    let bad =
      (record.blobs + [record.control, record.tip] + [record.base].compactMap(\.self))
      .filter { ObjectID(hex: $0) == nil } + [record.at].filter { Timestamp(iso8601: $0) == nil }
    for value in bad { report("the record of redaction \(next) holds the value \(shown(value))") }
    if kept.count != record.commits {
      report("it keeps \(kept.count) commits, and says that it made \(record.commits) anew")
    }
  }

  /// The commit whose bytes are kept here; nil, and reported, where they are not those of its name.
  private func original(
    _ version: FileVersion, at path: GitPath, in redaction: Int
  ) throws -> ObjectID? {
    guard let bytes = try reading(path, { try repository.blob(version.content) }) else {
      return nil
    }
    guard let commit = RawCommit(bytes), LedgerPath.original(commit.id, in: redaction) == path
    else {
      report("\(path.quoted) is not the commit that it is named by")
      return nil
    }
    return commit.id
  }

  private func count(of folder: GitPath, in tree: ObjectID) throws -> Int {
    guard
      let entry = try reading(folder, { try repository.entry(at: folder, in: tree) })
        .flatMap(\.self), entry.mode == .folder
    else { return 0 }
    return try reading(folder, { try repository.tree(entry.id) })?.count ?? 0
  }
}
