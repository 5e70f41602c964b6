import Domain
import Git
import Targets

extension DriftedObject {
  /// What was done to it in the system.
  package enum Change: String, Sendable {
    case removed, changed, modeChanged, unreadable, replaced, unrecorded

    /// A clause that says so.
    package var words: String {
      switch self {
      case .removed: "was removed in the system"
      case .changed: "was changed in the system"
      case .modeChanged: "has another mode in the system"
      case .replaced: "was replaced in the system by another kind of object"
      case .unreadable: "cannot be read"
      case .unrecorded: "is in the system, and no record of ours says so"
      }
    }
  }

  /// What was done to it in the system.
  package var change: Change {
    switch live {
    case nil: return .removed
    case .unreadable: return .unreadable
    case .object(let live):
      guard let recorded else { return .unrecorded }
      if live.content == recorded.content, live.mode != recorded.mode { return .modeChanged }
      return (live.mode == .symbolicLink) == (recorded.mode == .symbolicLink) ? .changed : .replaced
    }
  }

  /// The difference from what is recorded, else from what is merged, to what is live, as git shows it;
  /// nil where no object is live.
  package var patch: [UInt8]? {
    guard let liveVersion else { return nil }
    let base = base
    return try? Repository.patch(
      old: base.version, new: liveVersion, oldPath: path, newPath: path
    ) { version in
      version == base.version ? base.content : version == liveVersion ? liveContent ?? [] : []
    }
  }
}
