import Domain

/// The key that a person signs with, as git's `user.signingKey` names it (git-config(1)).
package enum SigningKey: Hashable, Sendable {
  /// The file of a private key, or of the public part of one that the agent has. A path that is
  /// not absolute starts at the folder of the program that signs.
  case file(path: String)
  /// A public key, of which the agent has the private part.
  case literal(String)

  /// Reads the setting the way git does (`sign_buffer_ssh` in its gpg-interface.c): what starts
  /// with `key::` or `ssh-` is a key, everything else a path. Nil for an empty one.
  ///
  /// - Parameter home: What a `~` at the start of the path stands for.
  package init?(setting: String, home: String?) {
    if setting.isEmpty { return nil }
    if setting.hasPrefix("key::") {
      self = .literal(String(setting.dropFirst(5)))
    } else if setting.hasPrefix("ssh-") {
      self = .literal(setting)
    } else if setting.hasPrefix("~/"), let home {
      self = .file(path: home + setting.dropFirst())
    } else {
      self = .file(path: setting)
    }
  }

  /// The key for people.
  var shown: String {
    switch self {
    case .file(let path): "the key \(GitPath(path).quoted)"
    case .literal(let key):
      "the agent's key \(GitPath(key.split(separator: " ").prefix(2).joined(separator: " ")).quoted)"
    }
  }
}
