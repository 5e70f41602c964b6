import Domain
import Fixtures
import Foundation

/// Python's `zoneinfo` with the system's tz data: what it says of zones and schedules.
enum ZoneOracle {
  /// What it says of one zone.
  struct Answer {
    var zone: String
    /// The offset at the window's start, and then each change of it: seconds ahead of UTC.
    var offsets: [(from: Timestamp, seconds: Int64)]
    /// The occurrences in the window, one list for each schedule.
    var occurrences: [[Timestamp]]
  }

  struct Unusable: Error, CustomStringConvertible {
    var description: String
  }

  /// Every name of a zone that the system's tz data has.
  static func zones() throws -> [String] {
    let names = String(decoding: try run(["zones"], input: Data()), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    guard names.count > 400 else {
      throw Unusable(description: "python3 knows only \(names.count) zones: install tzdata")
    }
    return names
  }

  /// Occurrences from the first local day of `years` to the last.
  static func answers(
    zones: [String], schedules: [Schedule], years: ClosedRange<Int>
  ) throws -> [Answer] {
    let request: [String: Any] = [
      "zones": zones, "first": years.lowerBound, "last": years.upperBound,
      "schedules": schedules.map(described),
    ]
    let output = try run(["answers"], input: JSONSerialization.data(withJSONObject: request))
    var numbers = output.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map {
        Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int64.self))
      }
    }[...]
    func list() -> [Int64] {
      let count = Int(numbers.removeFirst())
      defer { numbers.removeFirst(count) }
      return Array(numbers.prefix(count))
    }
    return zones.map { zone in
      let changes = list()
      return Answer(
        zone: zone,
        offsets: stride(from: 0, to: changes.count, by: 2).map {
          (Timestamp(seconds: changes[$0]), changes[$0 + 1])
        },
        occurrences: schedules.map { _ in list().map { Timestamp(seconds: $0) } })
    }
  }

  private static func described(_ schedule: Schedule) -> [String: Any] {
    var fields: [String: Any] = [
      "interval": schedule.interval, "hour": schedule.at.hour, "minute": schedule.at.minute,
    ]
    fields["starting"] = schedule.starting.map { [$0.year, $0.month, $0.day] }
    switch schedule.recurrence {
    case .month(let day): fields["on"] = day
    case .lastDayOfMonth: fields["on"] = 31
    case .week(let days): fields["weekdays"] = days.map(\.rawValue)
    case .day: break
    }
    return fields
  }

  private static func run(_ arguments: [String], input: Data) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let result: ProgramResult
    do {
      result = try Program.run(
        "python3", ["-c", zoneOracleScript] + arguments, in: folder.path,
        environment: HermeticEnvironment.variables(home: folder.path), input: Array(input),
        timeLimitSeconds: 300)
    } catch {
      throw Unusable(description: "python3 is needed as oracle, install it and tzdata: \(error)")
    }
    guard result.status == 0 else {
      throw Unusable(description: "python3 failed: \(result.errorText)")
    }
    return result.output
  }
}
