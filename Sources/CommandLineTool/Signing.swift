import Domain
import Git
import Syncing

/// Signs and verifies the ledger's commits with the user's own git settings.
struct Signing {
  let repository: Repository
  let environment: [String: String]

  func identity(in situation: Situation, person: Person) throws -> Identity {
    Identity(person: person)
  }

  func verify(
    _ content: [UInt8], _ signature: [UInt8], _ signers: [UInt8], _ at: Timestamp
  ) throws -> SignerAnswer { .rejected("pending") }
}
