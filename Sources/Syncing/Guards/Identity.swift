package import Domain

/// Who takes a step, and how their commits are signed.
package struct Identity {
  /// The e-mail address that counts: of the signature where steps are signed, else of git's user.
  package var email: String
  /// Author and committer of the ledger's commits.
  package var person: Person
  /// Makes a signature of a commit's bytes; nil where nothing is signed.
  package var sign: (([UInt8]) throws -> [UInt8])?

  package init(person: Person, email: String? = nil, sign: (([UInt8]) throws -> [UInt8])? = nil) {
    self.email = email ?? person.email
    self.person = person
    self.sign = sign
  }
}

/// What only some may do, by `roles:`.
package enum Role: String, Sendable {
  case run, hold, rollback
}

/// Somebody is not in the role that a command needs.
package struct RoleMissing: ExplainedError, Hashable {
  package var role: Role
  package var email: String
  package var people: [String]

  package var category: FailureCategory { .refused }
  package var message: String {
    let what =
      switch role {
      case .run: "run deployments"
      case .hold: "hold"
      case .rollback: "roll back"
      }
    return "\(email) may not \(what) here"
  }
  package var causes: [String] {
    ["deploysync.yaml lets \(people.joined(separator: ", ")) do it (`roles.\(role.rawValue)`)"]
  }
  package var hints: [String] { ["ask one of them"] }
}

extension Roles {
  /// Throws `RoleMissing` where the role is given to people and this is none of them.
  package func require(_ role: Role, of identity: Identity) throws {
    let people: [String]? =
      switch role {
      case .run: run
      case .hold: hold
      case .rollback: rollback
      }
    guard let people else { return }
    if !people.contains(where: { $0.lowercased() == identity.email.lowercased() }) {
      throw RoleMissing(role: role, email: identity.email, people: people)
    }
  }
}
