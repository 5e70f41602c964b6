import Clibgit2
package import Domain
import Faults
import Glibc

extension Repository {
  /// Whether the object is here; packs that appeared since the repository was opened are looked for
  /// only with `refreshing`.
  package func contains(_ id: ObjectID, refreshing: Bool = false) -> Bool {
    id == .emptyTree || unwritten[id] != nil || packs?.holds(id) == true
      || stored(id, refreshing: refreshing)
  }

  /// The bytes of a blob.
  ///
  /// - Throws: `RepositoryError` where it is missing or damaged.
  package func blob(_ id: ObjectID) throws -> [UInt8] { try raw(id, .blob) }

  /// The number of bytes of a blob, without reading them.
  ///
  /// - Throws: `RepositoryError` where it is missing, damaged or no blob.
  package func blobSize(_ id: ObjectID) throws -> Int {
    let (size, kind) = try header(id, expecting: .blob)
    guard kind == GIT_OBJECT_BLOB else {
      throw RepositoryError.wrongKind(id, expected: .blob, found: name(of: kind))
    }
    return size
  }

  /// The ID that a blob of these bytes has in every repository.
  package static func blobID(of bytes: [UInt8]) -> ObjectID { hash(bytes, .blob) ?? .zero }

  /// Stores a blob.
  ///
  /// - Throws: `GitError` where it cannot be written.
  package func writeBlob(_ bytes: [UInt8]) throws -> ObjectID { try write(bytes, .blob) }

  /// The content of an object of the given kind, compared with its name.
  func raw(_ id: ObjectID, _ kind: ObjectKind) throws -> [UInt8] {
    ownObjectsRead += 1
    if let bytes = try quickly(id, kind) { return bytes }
    try requireWhole(id, kind)
    var key = git_oid(id)
    let object: Handle
    do {
      object = try database.withPointer { database throws(GitError) in
        try Handle(
          "git_odb_read", freeing: { unsafe git_odb_object_free($0) },
          making: { unsafe git_odb_read(&$0, database, &key) })
      }
    } catch {
      throw try explain(error, id, kind)
    }
    return try object.withPointer { pointer in
      let found = unsafe git_odb_object_type(pointer)
      guard found == kind.type else {
        throw RepositoryError.wrongKind(id, expected: kind, found: name(of: found))
      }
      let bytes = unsafe Array(
        UnsafeRawBufferPointer(
          start: git_odb_object_data(pointer), count: git_odb_object_size(pointer)))
      if verifiesHashes, let hash = Self.hash(bytes, kind), hash != id {
        throw RepositoryError.corruptedObject(
          id, kind: kind, reason: "its content has the ID \(hash.hex)")
      }
      return bytes
    }
  }

  /// The same without libgit2, which takes two to three times as long; nil for whatever it is to read
  /// or to explain: objects of other places, or of another kind, damaged files.
  private func quickly(_ id: ObjectID, _ kind: ObjectKind) throws(RepositoryError) -> [UInt8]? {
    for read in [{ self.packs?.object(id) }, { self.files?.object(id) }] {
      guard let found = read() else { continue }
      if verifiesHashes, Self.hash(found.bytes, found.kind) != id { continue }
      return found.kind == kind ? found.bytes : nil
    }
    if packs?.holds(id) == true { throw Self.damagedPack(id, kind) }
    return nil
  }

  /// Packs that hold an object and cannot be read are no business of libgit2's: 1.5 reads behind the
  /// end of a pack whose index leads there, and crashes.
  private static func damagedPack(_ id: ObjectID, _ kind: ObjectKind) -> RepositoryError {
    .corruptedObject(id, kind: kind, reason: "its pack is damaged, or the index of that")
  }

  /// Size and kind of an object.
  func header(_ id: ObjectID, expecting kind: ObjectKind) throws -> (Int, git_object_t) {
    ownObjectsRead += 1
    if let packs, packs.holds(id), !packs.canFollow(id) { throw Self.damagedPack(id, kind) }
    try requireWhole(id, kind)
    var key = git_oid(id)
    var size = 0
    var type = GIT_OBJECT_INVALID
    do {
      try database.withPointer { database throws(GitError) in
        _ = try check("git_odb_read_header") {
          unsafe git_odb_read_header(&size, &type, database, &key)
        }
      }
    } catch {
      throw try explain(error, id, kind)
    }
    return (size, type)
  }

  /// Stores an object; one that is there already and damaged, as after a power cut, is written anew.
  func write(_ bytes: [UInt8], _ kind: ObjectKind) throws -> ObjectID {
    if let known = Self.hash(bytes, kind), stored(known, refreshing: false) {
      if (try? raw(known, kind)) == bytes { return known }
      unsafe unlink(loosePath(of: known))
    }
    var id = git_oid()
    try FaultPoint.before(kind).reach()
    try database.withPointer { database throws(GitError) in
      _ = try check("git_odb_write") {
        unsafe bytes.withUnsafeBytes {
          unsafe git_odb_write(&id, database, $0.baseAddress, $0.count, kind.type)
        }
      }
    }
    try FaultPoint.written(kind).reach(writing: .path(loosePath(of: id.value)))
    return id.value
  }

  /// Where an object is as long as it is in no pack (gitrepository-layout(5)).
  func loosePath(of id: ObjectID) -> String {
    let hex = id.hex
    return "\(commonDirectory)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  /// The ID that an object of these bytes has; nil only where the library has no memory.
  static func hash(_ bytes: [UInt8], _ kind: ObjectKind) -> ObjectID? {
    var id = git_oid()
    let result = unsafe bytes.withUnsafeBytes {
      unsafe git_odb_hash(&id, $0.baseAddress, $0.count, kind.type)
    }
    return result < 0 ? nil : id.value
  }

  /// Whether the object database holds it.
  func stored(_ id: ObjectID, refreshing: Bool) -> Bool {
    var key = git_oid(id)
    let flags = refreshing ? 0 : GIT_ODB_LOOKUP_NO_REFRESH.rawValue
    return database.withPointer { unsafe git_odb_exists_ext($0, &key, flags) } == 1
  }
}

extension ObjectKind {
  /// The library's number of the kind.
  var type: git_object_t {
    switch self {
    case .commit: GIT_OBJECT_COMMIT
    case .tree: GIT_OBJECT_TREE
    case .blob: GIT_OBJECT_BLOB
    case .tag: GIT_OBJECT_TAG
    }
  }
}

private func name(of type: git_object_t) -> String {
  guard let text = unsafe git_object_type2string(type) else { return "object of no known kind" }
  return unsafe String(cString: text)
}
