package import Differences
import Domain

extension DriftedObject {
  /// One value that was changed in the system, with its three sides. Secret values are left out.
  package struct Value: Sendable, Hashable {
    /// From what is recorded, else from what is merged, to what is live.
    package var live: ValueChange
    /// From what is recorded to what is merged; nil where that is the same.
    package var merged: ValueChange?
  }

  /// How the live content differs from the recorded one, else from the merged one, value by value where both are YAML or
  /// JSON; nil where no content is live, or only its mode differs.
  package func difference() -> ContentDifference? {
    liveContent.flatMap {
      .between(base.content, $0, name: path.text, secrets: secrets)
    }
  }

  /// The values that were changed in the system; empty where it cannot be told in values.
  package func values() -> [Value] {
    guard let difference = difference() else { return [] }
    var merged: [String: ValueChange] = [:]
    if recorded != nil, let mergedContent,
      let other = ContentDifference.between(
        recordedContent, mergedContent, name: path.text, secrets: secrets)
    {
      for change in other.changes { merged[Self.origin(of: change.path)] = change }
    }
    return difference.changes.map {
      Value(live: $0, merged: merged[Self.origin(of: $0.path)])
    }
  }

  /// A path by what it is in the recorded file, where the two sides agree.
  private static func origin(of path: ValuePath) -> String {
    path.steps.map { step in
      switch step {
      case .key(let key): ".\(key)"
      case .element(_, _, let identity?): "[\(identity.key)=\(identity.value)]"
      case .element(let old?, _, nil): "[\(old)]"
      case .element(nil, let new, nil): "[+\(new ?? 0)]"
      }
    }.joined(separator: "\u{0}")
  }

  /// What was changed in the system, in lines for people: values from old to new, else how many
  /// lines. No line has a secret in it.
  package var told: [String] {
    guard change != .modeChanged else {
      guard let liveVersion, let recorded else { return [] }
      return ["mode \(recorded.mode.text) -> \(liveVersion.mode.text)"]
    }
    guard let difference = difference() else { return [] }
    switch difference.kind {
    case .values: return difference.changes.map(\.text)
    case .layout: return ["no value differs: its layout or comments do"]
    case .text: return ["its lines differ"]
    case .binary: return ["it is binary"]
    }
  }
}
