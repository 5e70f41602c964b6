package import Domain
import Git

/// Content that was taken out of the ledger because it must not be kept: what
/// `redactions/N/redaction.json` holds.
package struct LedgerRedaction: Codable, Sendable, Hashable {
  package var schema = 1
  /// 1 for the first one, and no gaps.
  package var number: Int
  /// What was taken out: blobs.
  package var blobs: [String]
  /// Where in the ledger's trees they were.
  package var paths: [String]
  /// Why, in one line.
  package var reason: String
  /// Who did it, an e-mail address.
  package var by: String
  /// When, ISO 8601.
  package var at: String
  /// The head of the control repository that it was decided at.
  package var control: String
  /// The ledger's newest commit before, which is in no chain any more.
  package var tip: String
  /// The last commit that stayed as it was; absent where none did.
  package var base: String?
  /// How many commits were made anew.
  package var commits: Int

  package init(
    number: Int, blobs: [ObjectID], paths: [GitPath], reason: String, by: String, at: Timestamp,
    control: ObjectID, tip: ObjectID, base: ObjectID?, commits: Int
  ) {
    self.number = number
    self.blobs = blobs.map(\.hex)
    self.paths = paths.map(\.portable)
    self.reason = reason
    self.by = by
    self.at = at.iso8601
    self.control = control.hex
    self.tip = tip.hex
    self.base = base?.hex
    self.commits = commits
  }

  /// A clause: `redacted on 2026-11-23T12:00:00Z by olga@example.com: a password`.
  package var clause: String { "redacted on \(at) by \(by): \(reason)" }

  /// What stands in the place of a blob, so that whoever reads an old tree learns what became of it.
  /// Time, person and reason make it a text that nothing else has.
  func stub(of blob: ObjectID) -> [UInt8] {
    Array("deploysync: redacted \(blob.hex)\n\(clause)\n".utf8)
  }

  /// The blobs that stand in the places of what was taken out.
  package var stubs: [ObjectID] { Array(blobsByStub.keys) }

  /// The blobs that were taken out, by those that stand in their places.
  var blobsByStub: [ObjectID: ObjectID] {
    Dictionary(
      blobs.compactMap { ObjectID(hex: $0) }.map { (Repository.blobID(of: stub(of: $0)), $0) },
      uniquingKeysWith: { a, _ in a })
  }
}

extension LedgerSnapshot {
  /// What was taken out of the ledger, the oldest redaction first. It reads the newest tree alone.
  package func redactions() throws -> [LedgerRedaction] {
    try entries(at: LedgerPath.redactions).map { folder in
      let name = String(decoding: folder.name, as: UTF8.self)
      let part = "redaction \(name)"
      guard let bytes = try blob(at: LedgerPath.redaction(name)) else {
        throw LedgerError.unreadable(part: part, reason: "its record is missing")
      }
      return try LedgerJSON.decode(LedgerRedaction.self, from: bytes, part: part)
    }.sorted { $0.number < $1.number }
  }

  /// The files of a content that are not there any more, with the redaction that took them out.
  package func redacted(
    in content: ObjectID
  ) throws -> [(path: GitPath, redaction: LedgerRedaction)] {
    var stubs: [ObjectID: LedgerRedaction] = [:]
    for redaction in try redactions() {
      for stub in redaction.blobsByStub.keys { stubs[stub] = redaction }
    }
    guard !stubs.isEmpty else { return [] }
    return try repository.files(in: content).compactMap { path, version in
      stubs[version.content].map { (path, $0) }
    }
  }
}
