package import Differences
package import Domain
package import Targets
package import YAMLEditing

/// An object of ours that is on the target otherwise than anybody recorded, with its three sides.
package struct DriftedObject: Sendable {
  /// What an apply makes of it.
  package enum Consequence: String, Sendable {
    /// It is as merged: the next apply records it, on any day, without writing.
    case recorded
    /// It is as merged, but what is merged there is held back.
    case heldBack
    /// Nothing that is to be deployed touches it: an apply leaves it as it is and reports it.
    case untouched
    /// What is merged has the change, and more: the next deployment brings that.
    case included
    /// A queued change is about other lines: an apply refuses the object.
    case besides
    /// A queued change is about the same lines, or the object as a whole: an apply refuses it.
    case conflicts
    /// It left the content and is left where it is.
    case leftBehind
    /// Another item owns its place at head.
    case handedOver
    /// Its binding is configured no longer: nothing is run for it.
    case notConfigured
    /// Nobody recorded it, and it is in the way of what is merged: an apply refuses it.
    case unrecorded
  }

  /// Its path in the repository, as recorded.
  package var path: GitPath
  /// Where it is on the target.
  package var place: GitPath
  /// Whether it left the content before and was left behind.
  package var isLeftBehind: Bool
  /// Nil for what is at the place of an object of ours, and no record of ours says so.
  package var recorded: FileVersion?
  /// What is there now; nil where it was removed.
  package var live: LiveReading?
  /// What the content at head has for the place; nil where it has nothing.
  package var merged: FileVersion?
  package var consequence: Consequence
  /// Empty where nothing is recorded.
  package var recordedContent: [UInt8]
  /// Nil where nothing is there, or nothing that can be read.
  package var liveContent: [UInt8]?
  package var mergedContent: [UInt8]?
  /// The live content as it would be committed: our own text with its values, where the target
  /// compares by values.
  package var adoptedContent: ContentEdit?
  /// Which of its values must not be shown.
  package var secrets = SecretKeys()

  /// What a reader compares the live object with: what is recorded, else what is merged.
  var base: (version: FileVersion?, content: [UInt8]) {
    recorded.map { ($0, recordedContent) } ?? (merged, mergedContent ?? [])
  }

  /// A clause that says what is in its place, where that is no object or cannot be read.
  package var obstacle: String? {
    if case .unreadable(let reason)? = live { reason } else { nil }
  }

  /// The live object, where it is one.
  package var liveVersion: LiveObject? {
    if case .object(let version) = live { version } else { nil }
  }
}

/// What was changed on the target among the objects of one binding.
package struct BindingDrift: Sendable {
  package enum Stage: Sendable, Hashable {
    /// So many objects of ours were compared.
    case compared(Int)
    case neverDeployed
    /// This machine does not serve the target.
    case notServed(why: String)
    /// It cannot be told.
    case failed(why: String)
  }

  package var binding: BindingID
  /// The deployed commit.
  package var deployed: ObjectID?
  package var stage: Stage
  /// By path.
  package var objects: [DriftedObject] = []
  /// What else a reader should know: why an apply would do nothing at all.
  package var notes: [String] = []
  /// When the target was read.
  package var seenAt: Timestamp

  /// Whether nothing can be said of the target.
  package var isUnknown: Bool {
    switch stage {
    case .compared, .neverDeployed: false
    case .notServed, .failed: true
    }
  }
}
