package import Domain

/// One object on a target, for a directory a file: its mode and the ID that git would give its
/// content.
package typealias LiveObject = FileVersion

/// One place that a target is asked about.
package struct SoughtObject {
  package var place: GitPath
  /// What may be there as far as the repository knows, the most likely first: a system that has IDs
  /// of its own finds by the keys in these an object whose ID nobody recorded.
  package var versions: [FileVersion]

  package init(_ place: GitPath, versions: [FileVersion] = []) {
    self.place = place
    self.versions = versions
  }
}

/// What a target is told of the record before it is asked for objects.
package struct KnownObjects {
  /// The recorded ID of every object of ours on the target, by its place.
  package var remoteIDs: () throws -> [GitPath: String]
  /// Reads a version that the repository has.
  package var content: (FileVersion) throws -> [UInt8]
  /// The places of all objects of ours on the target, those left behind among them.
  package var places: () throws -> Set<GitPath>

  package init(
    remoteIDs: @escaping () throws -> [GitPath: String],
    content: @escaping (FileVersion) throws -> [UInt8],
    places: @escaping () throws -> Set<GitPath> = { [] }
  ) {
    self.remoteIDs = remoteIDs
    self.content = content
    self.places = places
  }
}

/// What is at one path of a target that holds something.
package enum LiveReading: Hashable, Sendable {
  case object(LiveObject)
  /// Something is there that is not an object or cannot be read; the text is a clause that says
  /// what (`is a folder`, `cannot be read: Permission denied`).
  case unreadable(String)
}

/// An object as it shall be on a target.
package struct DesiredObject {
  package var path: GitPath
  package var version: FileVersion
  /// Reads the content; for a symbolic link the text of its target. Called when the bytes are
  /// needed, and maybe more than once.
  package var content: () throws -> [UInt8]
  /// Reads how many bytes the content has, where that is known without them; else nil.
  package var size: (() throws -> Int)?
  /// Whether who reads the content compares it with the version's ID.
  package var isVerified: Bool

  package init(
    path: GitPath, version: FileVersion, isVerified: Bool = false,
    size: (() throws -> Int)? = nil, content: @escaping () throws -> [UInt8]
  ) {
    self.isVerified = isVerified
    self.path = path
    self.version = version
    self.size = size
    self.content = content
  }
}

/// The side of a target that plans are made with: it cannot write.
package protocol TargetReader: AnyObject {
  /// What the target can do, by its description.
  var capabilities: TargetCapabilities { get }

  /// Tries by reading alone whether the target can be reached and lets us in; says what it saw, a full
  /// clause. Throws `TargetError` where it cannot be used.
  func preflight() throws -> String

  /// Tells a target what is recorded of it; the latest call counts. Most targets whose objects have
  /// no IDs but their places do not care.
  func use(_ known: KnownObjects)

  /// The family of the objects at a place.
  func family(of place: GitPath) -> ObjectFamily

  /// What is at each place now; one that holds nothing is absent from the result.
  ///
  /// All places of a plan belong in one call: where one of them lies below another (a file that
  /// becomes a folder, or the reverse), the one that is not there counts as nothing, and not as
  /// something foreign in the way.
  ///
  /// Throws `TargetError` where the target as a whole cannot be read.
  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading]

  /// The system's own ID of the object that was read or written last at a place; nil where it has
  /// none but the place.
  func remoteID(of place: GitPath) -> String?

  /// The bytes of an object as it was read, for a symbolic link the text of its target; nil where
  /// something else is at the path by now.
  ///
  /// Throws `TargetError` where the target or the object cannot be read.
  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]?

  /// The same as a text that people compare with one of ours: what counts as the same is spelled in the
  /// same way, where the target has a spelling of its own.
  func content(of live: LiveObject, at path: GitPath, like ours: [UInt8]) throws -> [UInt8]?

  /// What an object counts as where it is compared: two with the same identity are the same object
  /// to this target, whatever their bytes. Right before a write, versions count as they are.
  ///
  /// - Parameter content: Reads the object's bytes, where they are needed.
  ///
  /// Throws what reading the content throws.
  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion

  /// How many recorded objects that a run does not touch are read with it at most, to tell what was
  /// changed on them by hand: of a binding with more, none are. Nil where all are, since reading one
  /// costs what reading all does.
  var lookLimit: Int? { get }

  /// Whether `refusals` has to know all objects, and not only those whose names could collide.
  var needsAllPlaces: Bool { get }

  /// The objects that this target cannot or must not hold, each with its reason, a full clause.
  ///
  /// - Parameters:
  ///   - writing: what the plan would write.
  ///   - all: the paths of all objects that will be ours on the target after the run, of all
  ///     items; those of `writing` may be missing from it. Unless the target `needsAllPlaces`, at
  ///     least those whose path, or a folder of it, has the name of one of `writing`, or of its
  ///     folders, where case is ignored (`FoldedName`): of those below one of `writing`, one.
  ///
  /// Throws what reading the content throws.
  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String]
}

extension TargetReader {
  /// Compares by bytes.
  package func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion { version }

  package var capabilities: TargetCapabilities { TargetCapabilities() }

  package var lookLimit: Int? { nil }
  package var needsAllPlaces: Bool { true }

  package func content(
    of live: LiveObject, at path: GitPath, like ours: [UInt8]
  ) throws -> [UInt8]? { try content(of: live, at: path) }

  package func family(of place: GitPath) -> ObjectFamily {
    ObjectFamily(key: capabilities.identityKey)
  }

  package func use(_ known: KnownObjects) {}

  package func preflight() throws -> String {
    _ = try read([SoughtObject]())
    return "it can be read"
  }

  package func remoteID(of place: GitPath) -> String? { nil }

  /// What is at each place now, where nothing is known of what should be there.
  package func read(_ places: [GitPath]) throws -> [GitPath: LiveReading] {
    try read(places.map { SoughtObject($0) })
  }
}
