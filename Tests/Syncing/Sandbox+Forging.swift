import Configuration
import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Queueing

@testable import Syncing

extension Sandbox {
  /// Makes the newest commit of the ledger anew, as somebody could who may push it, with another
  /// message.
  func forge(message: (String) -> String) throws {
    try forge(nil, message: message) { _ in }
  }

  /// The same with a JSON file otherwise.
  func forge(_ path: String, edit: (inout [String: Any]) -> Void) throws {
    try forge(path, message: { $0 }, edit: edit)
  }

  private func forge(
    _ path: String?, message: (String) -> String, edit: (inout [String: Any]) -> Void
  ) throws {
    let reference = ConfigurationFile.defaultLedgerReference
    guard let tip = try repository.reference(reference) else { throw FixtureError("no ledger") }
    let commit = try repository.commit(tip)
    var tree = commit.tree
    if let path {
      guard let file = try repository.entry(at: GitPath(path), in: tree),
        var value = try JSONSerialization.jsonObject(with: Data(repository.blob(file.id)))
          as? [String: Any]
      else { throw FixtureError("no JSON at \(path)") }
      edit(&value)
      let bytes = try JSONSerialization.data(withJSONObject: value)
      let blob = try repository.writeBlob(Array(bytes))
      guard blob != file.id else { throw FixtureError("\(path) is as it was") }
      tree = try repository.replacing(
        [GitPath(path): FileVersion(mode: .regular, content: blob)], in: tree)
    }
    let forged = try repository.createCommit(
      tree: tree, parents: commit.parents, author: commit.author, committer: commit.committer,
      message: message(commit.message))
    guard forged != tip else { throw FixtureError("nothing is forged") }
    try repository.updateReference(reference, from: tip, to: forged, message: "forged")
  }

  /// What the verifier and the audit of the authors have against the ledger.
  func audit() throws -> [String] {
    guard let head else { throw FixtureError("nothing is merged") }
    return try LedgerAudit(
      reference: ConfigurationFile.defaultLedgerReference, head: head,
      history: ConfigurationHistory(repository),
      verify: { _, _, _, _ in .rejected("nothing is signed here") }, in: repository
    ).verifyAll().findings.map(\.problem)
  }
}
