import Domain
import Faults

extension DirectoryBatch {
  /// Brings the folders that changed to the disk.
  func syncFolders() {
    do throws(SystemFailure) {
      if !touched.isEmpty { try FaultPoint.folderSyncBefore.reach() }
      if touched.count <= Self.syncedSingly {
        // A folder that is gone by now is told by the one that it was in.
        for path in touched { try (try? walk.folder(path))?.sync() }
      } else {
        for path in touched {
          guard let folder = try? walk.folder(path) else { continue }
          fileSystems[UInt(folder.device)] = folder
        }
        try syncFileSystems()
      }
    } catch {
      failUndecided("it cannot be brought to the disk: \(error.text)")
    }
  }

  /// Reads every object that was written back, from the root on and through no folder that is
  /// still open, and decides what is done.
  func prove() {
    do {
      try root.check()
    } catch {
      return failUndecided(error.message)
    }
    let reading = DirectoryReading(root: root.folder, asked: Set(writes.map(\.path)))
    var last: [GitPath: Int] = [:]
    for index in undecided { last[writes[index].path] = index }
    for index in undecided {
      // What a later write of the same path replaced cannot be read back, and has been followed.
      guard last[writes[index].path] == index else {
        outcomes[index] = .done
        continue
      }
      let found = reading.read(writes[index].path)
      if found == writes[index].result || isSame(found, as: writes[index], reading) {
        outcomes[index] = .done
      } else {
        fail(index, "read back, \(ObjectWrite.clause(readBack: found))")
      }
    }
  }

  /// Whether the system rewrote what it got, and it still counts as the same object.
  private func isSame(
    _ found: LiveReading?, as write: ObjectWrite, _ reading: DirectoryReading
  ) -> Bool {
    guard case .object(let live)? = found, case .put(let object) = write.action else {
      return false
    }
    do {
      guard let content = try reading.content(of: live, at: write.path) else { return false }
      return try reader.identity(of: live, at: write.path) { content }
        == reader.identity(of: object.version, at: write.path, content: object.content)
    } catch {
      return false
    }
  }
}

extension ObjectWrite {
  /// What is to be read at the path afterwards.
  var result: LiveReading? {
    if case .put(let object) = action { .object(object.version) } else { nil }
  }

  /// What was read instead, following "read back, ".
  static func clause(readBack found: LiveReading?) -> String {
    switch found {
    case nil: "it is gone again"
    case .unreadable(let reason)?: "it \(reason)"
    case .object(let object)?: "it is \(object.mode.text) \(object.content)"
    }
  }
}
