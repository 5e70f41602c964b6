import Domain

/// Where a directory target with releases has what: `releases/NUMBER/` with the objects of one
/// release, and the symbolic link `current` that leads to the one that is live.
///
/// A folder `releases/.deploysync-NUMBER` is a release that is being built or removed. A symbolic
/// link `.deploysync-release-NUMBER` beside `current` is the next `current`: where one is there, its
/// release was never live.
struct ReleaseLayout {
  let root: DirectoryRoot

  static let current = EntryName("current")
  static let releases = EntryName("releases")
  private static let linkPrefix = "releases/"
  private static let markerPrefix = ObjectNames.reservedPrefix + "release-"
  /// What a file system has at its top, and no target owns.
  private static let ofFileSystem = EntryName("lost+found")

  init(path: String) throws(TargetError) { root = try DirectoryRoot(path: path) }

  var path: String { root.path }

  static func folderName(_ number: Int) -> EntryName { EntryName(String(number)) }
  /// The folder's name while the release is being built or removed.
  static func workName(_ number: Int) -> EntryName {
    EntryName(ObjectNames.reservedPrefix + String(number))
  }
  static func markerName(_ number: Int) -> EntryName { EntryName(markerPrefix + String(number)) }
  static func linkText(_ number: Int) -> [UInt8] { Array((linkPrefix + String(number)).utf8) }

  func releasePath(_ number: Int) -> String { "\(path)/\(Self.linkPrefix)\(number)" }
  func workPath(_ number: Int) -> String {
    "\(path)/\(Self.linkPrefix)\(ObjectNames.reservedPrefix)\(number)"
  }

  /// The release that is live; nil where there is none yet.
  ///
  /// Throws `TargetError` where the folder holds something else than releases: what lies there would
  /// no longer be live.
  func current() throws(TargetError) -> Int? {
    try root.check()
    switch try told(try root.folder.kind(Self.current)) {
    case .symbolicLink?:
      let text = String(
        decoding: try told(try root.folder.linkTarget(Self.current)), as: UTF8.self)
      guard let number = Self.number(ofLink: text) else {
        throw .notReleases(path: path, found: "`current` leads to \(text)")
      }
      return number
    case let kind?: throw .notReleases(path: path, found: "`current` is \(kind.rawValue)")
    case nil: break
    }
    let strange = try told(try root.folder.names()).filter {
      $0 != Self.releases && $0 != Self.ofFileSystem && !Self.isReserved($0)
    }
    if let name = strange.min(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
      throw .notReleases(path: path, found: "\(GitPath(bytes: name.bytes)) is in no release")
    }
    if let newest = Set(try numbers()).subtracting(try pending()).max() {
      throw .noCurrent(path: path, newest: newest)
    }
    return nil
  }

  /// The numbers of all releases, in no order.
  func numbers() throws(TargetError) -> [Int] {
    guard let folder = try releasesFolder() else { return [] }
    return try told(try folder.names()).compactMap(Self.number(of:))
  }

  /// The releases that a killed run had built and not made live.
  func pending() throws(TargetError) -> [Int] {
    try told(try root.folder.names()).compactMap { name in
      let text = String(decoding: name.bytes, as: UTF8.self)
      guard text.hasPrefix(Self.markerPrefix) else { return nil }
      return Self.number(of: EntryName(String(text.dropFirst(Self.markerPrefix.count))))
    }
  }

  /// The folder that the releases are in; nil where it is not there.
  func releasesFolder() throws(TargetError) -> OpenFolder? {
    switch try told(try root.folder.kind(Self.releases)) {
    case nil: nil
    case .folder?: try told(try root.folder.folder(Self.releases))
    case let kind?: throw .notReleases(path: path, found: "`releases` is \(kind.rawValue)")
    }
  }

  /// Runs a call, and tells its failure as one of the target.
  func told<Value>(_ call: @autoclosure () throws(SystemFailure) -> Value) throws(TargetError)
    -> Value
  {
    do {
      return try call()
    } catch {
      throw .notAccessible(path: path, reason: error.text)
    }
  }

  /// Whether a folder is the top of a target with releases.
  static func isLaidOut(in folder: OpenFolder) -> Bool {
    guard (try? folder.kind(releases)) == .folder,
      (try? folder.kind(current)) == .symbolicLink, let text = try? folder.linkTarget(current)
    else { return false }
    return number(ofLink: String(decoding: text, as: UTF8.self)) != nil
  }

  static func isReserved(_ name: EntryName) -> Bool {
    name.bytes.starts(with: ObjectNames.reservedPrefix.utf8)
  }

  private static func number(ofLink text: String) -> Int? {
    guard text.hasPrefix(linkPrefix) else { return nil }
    return number(of: EntryName(String(text.dropFirst(linkPrefix.count))))
  }

  /// The number that a name says, written the one way: digits without a leading zero.
  static func number(of name: EntryName) -> Int? {
    guard name.bytes.count <= 12, let first = name.bytes.first,
      (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first),
      name.bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(String(decoding: name.bytes, as: UTF8.self))
  }
}
