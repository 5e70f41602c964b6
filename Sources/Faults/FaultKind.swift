#if DEBUG
  import Glibc

  /// What can happen at a point.
  package enum FaultKind: String, CaseIterable, Sendable {
    /// The process is gone, without a word.
    case kill
    /// The write fails with the error of that name (errno(3)).
    case inputOutput = "EIO"
    case noSpace = "ENOSPC"
    case noAccess = "EACCES"
    /// The file loses its second half, and the process is gone.
    case cut
    /// The process gets a signal that asks it to end, and goes on.
    case interrupt = "SIGINT"
    case terminate = "SIGTERM"

    /// The number of the error; nil for the kinds that are none.
    var errorNumber: Int32? {
      switch self {
      case .inputOutput: EIO
      case .noSpace: ENOSPC
      case .noAccess: EACCES
      case .kill, .cut, .interrupt, .terminate: nil
      }
    }
  }

  extension FaultPoint {
    /// What can happen there: a moment has no write to fail, and only a file can be cut short.
    package var kinds: [FaultKind] {
      let ends: [FaultKind] = [.kill, .interrupt, .terminate]
      if isMoment { return ends }
      return ends + [.inputOutput, .noSpace, .noAccess] + (isFile ? [.cut] : [])
    }

    private var isMoment: Bool {
      switch self {
      case .ledgerAskBefore, .ledgerFetched, .pushBefore, .pushed, .ledgerDecided, .ledgerCommitted,
        .intentBefore, .intentRecorded, .renewalBefore,
        .renewalRecorded, .takeoverBefore, .takeoverRecorded, .resultBefore, .resultRecorded,
        .settlementBefore, .settlementRecorded,
        .baselineBefore, .baselineRecorded, .stepBefore, .stepRecorded, .adoptionCommitted,
        .journalKept, .staged, .placeLinked, .removed, .proofBefore, .releaseBuilt,
        .releaseNumbered, .branchCommitted, .branchPushBefore, .branchPushed, .fetchBefore,
        .fetched, .copyFetchBefore, .copyFetched, .copyMoved,
        .filePlaced, .hookKept:
        true
      default: false
      }
    }

    private var isFile: Bool {
      switch self {
      case .blobWritten, .treeWritten, .commitWritten, .referenceBefore, .journalWritten,
        .stagingWritten, .fileWritten, .seenWritten:
        true
      default: false
      }
    }
  }
#endif
