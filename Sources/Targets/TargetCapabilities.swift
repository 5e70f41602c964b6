package import Domain

/// Objects that can become each other when they are renamed: no rename leads from one family to
/// another.
package struct ObjectFamily: Hashable, Sendable {
  package var name: String
  /// The key at the top of an object's file whose value identifies the object among its family; nil
  /// where none does.
  package var key: String?

  package init(name: String = "", key: String? = nil) {
    self.name = name
    self.key = key
  }
}

/// What a target can do with an object besides creating and replacing it.
package struct TargetCapabilities: Hashable, Sendable {
  /// How an object is turned off.
  package enum Deactivation: Hashable, Sendable {
    /// It is moved below this folder of the target, where it keeps its path. Nothing of an item
    /// may be placed there.
    case moving(below: GitPath)
  }

  /// Nil where an object cannot be turned off.
  package var deactivation: Deactivation?
  /// Whether an object can be removed for good.
  package var canDelete: Bool
  /// The key at the top of an object's file whose value identifies the object; nil where none does, or
  /// where that depends on the place (`TargetReader.family(of:)`).
  package var identityKey: String?
  /// Whether a rename, and turning off, is one write, so that nothing is ever there under two names.
  package var movesAtOnce: Bool
  /// Whether the system itself knows the place of an object. Where it does not, an object is found
  /// wherever its file is, and one whose file only moved is as it is to be.
  package var knowsPlaces: Bool
  /// Whether all that one run brings for a binding goes live at once, or nothing of it.
  package var goesLiveAsWhole: Bool

  package init(
    deactivation: Deactivation? = nil, identityKey: String? = nil, canDelete: Bool = true,
    goesLiveAsWhole: Bool = false, movesAtOnce: Bool = false, knowsPlaces: Bool = true
  ) {
    self.knowsPlaces = knowsPlaces
    self.movesAtOnce = movesAtOnce
    self.deactivation = deactivation
    self.identityKey = identityKey
    self.canDelete = canDelete
    self.goesLiveAsWhole = goesLiveAsWhole
  }

  /// The mildest way in which an object can be taken away; nil where there is none.
  package var mildestRemoval: PrunePolicy? {
    deactivation != nil ? .deactivate : canDelete ? .delete : nil
  }

  /// Where the object of a place is while it is turned off; nil where it cannot be.
  package func inactivePlace(of place: GitPath) -> GitPath? {
    guard case .moving(let folder)? = deactivation else { return nil }
    return GitPath(bytes: folder.bytes + [UInt8(ascii: "/")] + place.bytes)
  }

  /// The folder that is kept for what is turned off.
  package var reservedFolder: GitPath? {
    if case .moving(let folder)? = deactivation { folder } else { nil }
  }
}
