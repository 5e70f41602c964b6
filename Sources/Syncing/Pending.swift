import Domain
import Git

extension Repository {
  func signature(of commit: ObjectID) throws -> (signature: [UInt8], content: [UInt8])? { nil }
}
