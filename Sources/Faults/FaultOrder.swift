#if DEBUG
  import Glibc
  import Synchronization

  /// What the environment asks for, and how often each point was met.
  ///
  /// `DEPLOYSYNC_FAULT=POINT[#N]:KIND` lets something happen when the point is met for the N-th time,
  /// the first unless told; several are told with commas between. `DEPLOYSYNC_FAULT_LOG=FILE` gets a
  /// line `POINT#N` for each point that is met. Both count only in a process that leads its group, as
  /// a test starts it: programs that it starts itself inherit the variables and not the fault.
  package final class FaultOrder: Sendable {
    /// One point's turn.
    private struct Place: Hashable {
      var point: FaultPoint
      var occurrence: Int
    }

    private let faults: [Place: FaultKind]
    private let log: String?
    private let counts = Mutex<[FaultPoint: Int]>([:])

    private static let own = FaultOrder()

    private init() {
      guard getpgrp() == getpid() else {
        (faults, log) = ([:], nil)
        return
      }
      log = Self.variable("DEPLOYSYNC_FAULT_LOG")
      var faults: [Place: FaultKind] = [:]
      for text in (Self.variable("DEPLOYSYNC_FAULT") ?? "").split(separator: ",") {
        let parts = text.split(separator: ":", maxSplits: 1)
        let place = parts[0].split(separator: "#", maxSplits: 1)
        // A fault that is misspelt must not pass for one that nothing came of.
        guard parts.count == 2, let point = FaultPoint(rawValue: String(place[0])),
          let kind = FaultKind(rawValue: String(parts[1])),
          let occurrence = place.count == 2 ? Int(place[1]) : 1
        else { _exit(99) }
        faults[Place(point: point, occurrence: occurrence)] = kind
      }
      self.faults = faults
    }

    /// Counts the point, and lets happen what was asked for; the number of the error that the write
    /// is to fail with, nil where it goes on.
    package static func meet(_ point: FaultPoint, _ file: () -> WrittenFile?) -> Int32? {
      let order = own
      guard !order.faults.isEmpty || order.log != nil else { return nil }
      let count = order.counts.withLock { counts in
        counts[point, default: 0] += 1
        return counts[point, default: 0]
      }
      if let log = order.log { append("\(point.rawValue)#\(count)\n", to: log) }
      guard let kind = order.faults[Place(point: point, occurrence: count)] else { return nil }
      return order.happen(kind, file)
    }

    private func happen(_ kind: FaultKind, _ file: () -> WrittenFile?) -> Int32? {
      switch kind {
      case .inputOutput, .noSpace, .noAccess: return kind.errorNumber
      // To the process, as from outside: the threads of the pool hold signals back.
      case .interrupt: send(SIGINT)
      case .terminate: send(SIGTERM)
      case .cut:
        file()?.cutShort()
        Glibc.kill(getpid(), SIGKILL)
      case .kill: Glibc.kill(getpid(), SIGKILL)
      }
      return nil
    }

    private func send(_ signal: Int32) {
      Glibc.kill(getpid(), signal)
      // The thread that does not hold it back may have to wait for its turn.
      var pending = sigset_t()
      for _ in 0..<2_000 {
        usleep(1_000)
        guard sigpending(&pending) == 0, sigismember(&pending, signal) == 1 else { break }
      }
      usleep(2_000)
    }

    private static func variable(_ name: String) -> String? {
      guard let value = getenv(name) else { return nil }
      let text = String(cString: value)
      return text.isEmpty ? nil : text
    }

    private static func append(_ line: String, to path: String) {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return }
      let bytes = Array(line.utf8)
      _ = write(descriptor, bytes, bytes.count)
      close(descriptor)
    }
  }

  extension WrittenFile {
    fileprivate func cutShort() {
      switch self {
      case .descriptor(let number):
        var status = stat()
        guard fstat(number, &status) == 0 else { return }
        ftruncate(number, status.st_size / 2)
      case .path(let path):
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        chmod(path, 0o600)
        truncate(path, status.st_size / 2)
        chmod(path, status.st_mode & 0o7777)
      case .begun(let path, let content):
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, content, content.count / 2)
        close(descriptor)
      }
    }
  }
#endif
