import Domain
import Git

/// Reads the contents that a plan would write, and keeps them for its writes as far as there is room:
/// most are a few lines, and reading them twice is what a first run would mostly do.
final class PlannedContents {
  /// How many bytes may still be kept for all plans of a run.
  final class Room {
    fileprivate var bytes = 16 << 20
  }

  /// Of one content so many bytes are kept at most.
  private static let largestBytes = 1 << 20

  private let repository: Repository
  private let room: Room
  private(set) var kept: [ObjectID: [UInt8]] = [:]

  init(_ room: Room, in repository: Repository) {
    self.room = room
    self.repository = repository
  }

  /// The content of a version.
  func content(of version: FileVersion) throws -> [UInt8] {
    if let known = kept[version.content] { return known }
    let bytes = try repository.blob(version.content)
    if bytes.count <= min(room.bytes, Self.largestBytes) {
      kept[version.content] = bytes
      room.bytes -= bytes.count
    }
    return bytes
  }

  /// How many bytes it has. As long as there is room it is read for that, since it will be needed.
  func size(of version: FileVersion) throws -> Int {
    try room.bytes > 0 ? content(of: version).count : repository.blobSize(version.content)
  }
}
