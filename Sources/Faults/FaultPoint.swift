/// The places where the program writes, and the moments between two writes, each with a name: a
/// test can end the process or make the write fail at just that place.
///
/// What happens is said by two variables of the process's environment (`FaultOrder`), in debug
/// builds alone. In release builds every call here is nothing.
package enum FaultPoint: String, CaseIterable, Sendable {
  // MARK: Objects and references of git
  case blobBefore = "object.blob.before"
  case blobWritten = "object.blob.written"
  case treeBefore = "object.tree.before"
  case treeWritten = "object.tree.written"
  case commitBefore = "object.commit.before"
  case commitWritten = "object.commit.written"
  case referenceBefore = "reference.before"
  case referenceMoved = "reference.moved"

  // MARK: A ledger that a remote keeps
  case ledgerAskBefore = "ledger.ask.before"
  case ledgerFetched = "ledger.fetched"
  case pushBefore = "ledger.push.before"
  /// The remote has answered and nothing here follows it yet.
  case pushed = "ledger.pushed"
  case seenBefore = "ledger.seen.before"
  case seenWritten = "ledger.seen.written"
  case seenPlaceBefore = "ledger.seen.place.before"

  // MARK: The ledger
  /// A step is decided and nothing of it is stored.
  case ledgerDecided = "ledger.decided"
  /// Its commit is stored and no reference names it.
  case ledgerCommitted = "ledger.committed"
  case intentBefore = "run.intent.before"
  case intentRecorded = "run.intent.recorded"
  case renewalBefore = "lease.renewal.before"
  case renewalRecorded = "lease.renewal.recorded"
  case resultBefore = "run.result.before"
  case resultRecorded = "run.result.recorded"
  case takeoverBefore = "lease.takeover.before"
  case takeoverRecorded = "lease.takeover.recorded"
  case settlementBefore = "settlement.before"
  case settlementRecorded = "settlement.recorded"
  case baselineBefore = "baseline.before"
  case baselineRecorded = "baseline.recorded"
  /// A step of no run: an exception's, a hold, a lock.
  case stepBefore = "step.before"
  case stepRecorded = "step.recorded"
  case adoptionCommitted = "adoption.committed"

  // MARK: Folders that are targets
  case journalBefore = "target.journal.before"
  case journalWritten = "target.journal.written"
  case journalKept = "target.journal.kept"
  case stagingBefore = "target.staging.before"
  case stagingWritten = "target.staging.written"
  case stagingLinkBefore = "target.staging.link.before"
  case fileSystemSyncBefore = "target.sync.before"
  case staged = "target.staged"
  case folderMakeBefore = "target.folder.make.before"
  case placeBefore = "target.object.place.before"
  /// The object has its name and its temporary file has one, too.
  case placeLinked = "target.object.place.linked"
  case placed = "target.object.placed"
  case removeBefore = "target.object.remove.before"
  case removed = "target.object.removed"
  case folderRemoveBefore = "target.folder.remove.before"
  case stagingRemoveBefore = "target.staging.remove.before"
  case journalRemoveBefore = "target.journal.remove.before"
  case folderSyncBefore = "target.folder.sync.before"
  case proofBefore = "target.proof.before"
  case leftoverRemoveBefore = "target.leftover.remove.before"

  // MARK: Releases of a target
  case releasesFolderBefore = "release.folder.before"
  case releaseBuildBefore = "release.build.before"
  case releaseCopyBefore = "release.copy.before"
  case releaseBuilt = "release.built"
  case releaseMarkerBefore = "release.marker.before"
  case releaseNumberBefore = "release.number.before"
  case releaseNumbered = "release.numbered"
  case releaseSwitchBefore = "release.switch.before"
  case releaseSwitched = "release.switched"
  case releaseRetireBefore = "release.retire.before"
  case releaseRemoveBefore = "release.remove.before"
  case releaseDiscardBefore = "release.discard.before"
  case releaseLeftoverBefore = "release.leftover.before"

  // MARK: Branches of other repositories that are targets
  /// A commit is stored here, and nobody else has it.
  case branchCommitted = "branch.committed"
  case branchPushBefore = "branch.push.before"
  /// The other repository has answered, and nothing here goes by it yet.
  case branchPushed = "branch.pushed"

  // MARK: Fetching
  case fetchBefore = "fetch.before"
  case fetched = "fetch.done"
  case fetchMarkBefore = "fetch.mark.before"
  case copyFetchBefore = "copy.fetch.before"
  case copyFetched = "copy.fetched"
  case copyMoved = "copy.moved"

  // MARK: Files of the person who runs it
  case fileBefore = "file.before"
  case fileWritten = "file.written"
  case filePlaceBefore = "file.place.before"
  case filePlaced = "file.placed"
  case hookKeepBefore = "hook.keep.before"
  case hookKept = "hook.kept"
  case hookRestoreBefore = "hook.restore.before"
  case hookRemoveBefore = "hook.remove.before"
  /// A file for the program that signs or checks a signature.
  case signingFileBefore = "signing.file.before"
}

extension FaultPoint {
  /// What the program does next is a write: it may be ended here, or the write may fail.
  ///
  /// - Parameter failure: Makes the caller's own error of a system's error number.
  /// - Throws: That error, where a test asked for it.
  @inlinable @inline(__always)
  package func reach<Failure: Error>(_ failure: (_ code: Int32) -> Failure) throws(Failure) {
    #if DEBUG
      if let code = FaultOrder.meet(self, { nil }) { throw failure(code) }
    #endif
  }

  /// The same right after a file's content was written: it may be cut short as well.
  @inlinable @inline(__always)
  package func reach<Failure: Error>(
    writing file: @autoclosure () -> WrittenFile, _ failure: (_ code: Int32) -> Failure
  ) throws(Failure) {
    #if DEBUG
      if let code = FaultOrder.meet(self, file) { throw failure(code) }
    #endif
  }

  /// A moment between two writes: the program may be ended here.
  @inlinable @inline(__always)
  package func pass() {
    #if DEBUG
      _ = FaultOrder.meet(self, { nil })
    #endif
  }
}

/// A file that was written just now, or is being written by a library.
package enum WrittenFile: Sendable {
  case descriptor(Int32)
  case path(String)
  /// A file that a library writes in one call: cutting it short leaves the first half of the
  /// content there.
  case begun(String, content: [UInt8])
}
