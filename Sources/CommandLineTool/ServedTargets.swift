import Domain
import Syncing

/// A binding that somebody named must be on a target that this machine serves.
enum ServedTargets {
  static func require(_ named: [String], of preparation: Preparation) throws {
    guard !named.isEmpty, let target = preparation.targetsNotServed.first else { return }
    throw TargetNotServed(target: target)
  }

  static func require(
    _ bindings: Set<BindingID>?, by named: [String], in targets: TargetAccess
  ) throws {
    guard !named.isEmpty else { return }
    for binding in (bindings ?? []).sorted() where !targets.serves(binding.target) {
      throw TargetNotServed(target: binding.target)
    }
  }
}
