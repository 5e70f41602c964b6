import Configuration
import Domain
import Git
import Queueing

/// The configurations that were in force along the first-parent line, newest first: read once for
/// all bindings, and no further than somebody asks.
final class ConfigurationEpochs {
  /// One configuration, with what is asked of it often.
  final class Version {
    let blob: ObjectID
    let configuration: ConfigurationFile
    /// The items that an error inside them disables.
    let broken: Set<String>

    init(blob: ObjectID, configuration: ConfigurationFile) {
      self.blob = blob
      self.configuration = configuration
      broken = Set(configuration.broken.map(\.name))
    }
  }

  /// A span of time in which one configuration was in force; neighbours may have the same one.
  struct Piece {
    var from: Timestamp
    /// Nil for the newest.
    var until: Timestamp?
    /// Nil where there was no configuration.
    var version: Version?
    /// The position of its oldest commit.
    var position: Int
  }

  /// So many commits are read at once: a piece ends there though its configuration goes on, so
  /// that a recent answer does not need all of a long history.
  private static let pieceLength = 256

  private let line: FirstParentLine
  private let history: ConfigurationHistory
  private var pieces: [Piece] = []
  private var position = 0
  /// The earliest committer time so far (see `EpochBuilder`).
  private var earliest: Timestamp?
  private var versions: [ObjectID: Version] = [:]
  /// The newest version at or before the position that can be read.
  private var readable: (position: Int, version: Version?)?

  init(line: FirstParentLine, history: ConfigurationHistory) {
    self.line = line
    self.history = history
  }

  /// The piece of that number, the newest first; nil behind the oldest.
  func piece(at index: Int) throws -> Piece? {
    while pieces.count <= index {
      guard let piece = try nextPiece() else { return nil }
      pieces.append(piece)
    }
    return pieces[index]
  }

  /// The newest configuration older than a position that can be read and in which the item is not
  /// broken; nil where there is none.
  func sound(before position: Int, _ name: HistoricalName) throws -> ConfigurationFile? {
    var older = position + 1
    while let commit = try line.commit(at: older) {
      switch try history.state(in: commit.link.tree) {
      case .absent: return nil
      case .invalid: break
      case .valid(let configuration, _):
        let broken = Set(configuration.broken.map(\.name))
        if !name.isBroken(in: configuration, broken: broken) { return configuration }
      }
      older += 1
    }
    return nil
  }

  private func nextPiece() throws -> Piece? {
    var piece: Piece?
    var taken = 0
    while taken < Self.pieceLength || piece == nil, let commit = try line.commit(at: position) {
      let committedAt = commit.link.committedAt
      // Hidden by a newer commit with an earlier time, it was never in force.
      if let earliest, committedAt >= earliest {
        if let piece, try self.version(at: position) !== piece.version { break }
        position += 1
        continue
      }
      let version = try version(at: position)
      if let piece, piece.version !== version { break }
      piece = Piece(
        from: committedAt, until: piece == nil ? earliest : piece?.until, version: version,
        position: position)
      earliest = committedAt
      position += 1
      taken += 1
    }
    return piece
  }

  /// The configuration of a commit; where it cannot be read, that of the newest older one that can.
  private func version(at position: Int) throws -> Version? {
    if let readable, readable.position >= position { return readable.version }
    var older = position
    while let commit = try line.commit(at: older) {
      switch try history.state(in: commit.link.tree) {
      case .valid(let configuration, _):
        guard let blob = try history.blob(in: commit.link.tree) else { break }
        let version =
          versions[blob] ?? Version(blob: blob, configuration: configuration)
        versions[blob] = version
        readable = (older, version)
        return version
      case .absent:
        readable = (older, nil)
        return nil
      case .invalid: break
      }
      older += 1
    }
    readable = (older, nil)
    return nil
  }
}
