import Domain
import Git

extension Repository {
  func commitContent(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) throws -> [UInt8] { throw LedgerError.contended }
  func writeSignedCommit(content: [UInt8], signature: [UInt8]) throws -> ObjectID {
    throw LedgerError.contended
  }
}
