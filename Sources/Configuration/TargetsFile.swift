package import Domain

/// A checked `targets.yaml`: where the operator's targets are.
package struct TargetsFile: Hashable, Sendable {
  /// A system that items are deployed to.
  package struct Target: Hashable, Sendable {
    package var name: String
    package var kind: Kind
    /// The folder of the target that deactivated objects are moved below; nil where it cannot
    /// deactivate.
    package var inactive: GitPath?
    /// Names of keys whose values are never shown, besides those that never are.
    package var secrets: [String]
    /// How an object of ours and what is there are compared.
    package var comparison: Comparison

    package init(
      name: String, kind: Kind, inactive: GitPath? = nil, secrets: [String] = [],
      comparison: Comparison = .bytes
    ) {
      self.name = name
      self.kind = kind
      self.inactive = inactive
      self.secrets = secrets
      self.comparison = comparison
    }
  }

  /// When two versions of a file are the same object to a target.
  package enum Comparison: String, Hashable, Sendable {
    /// Where their bytes are.
    case bytes
    /// YAML and JSON where their values are, whatever their text; all else where the bytes are.
    case values
  }

  /// What kind of system it is, and where.
  package enum Kind: Hashable, Sendable {
    /// A folder of this machine; the path is absolute.
    case directory(path: String)
  }

  /// The valid targets by name.
  package var targets: [String: Target]
  /// What is wrong with each of the others; a broken target disables itself alone.
  package var broken: [String: [Problem]]

  package init(targets: [String: Target] = [:], broken: [String: [Problem]] = [:]) {
    self.targets = targets
    self.broken = broken
  }

  /// The file's name where no path was given.
  package static let fileName = "targets.yaml"
}
