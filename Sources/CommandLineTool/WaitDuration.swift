import ArgumentParser

/// A duration as it is typed: `90s`, `2m`, `1h`, `1d`.
struct WaitDuration: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    guard let unit = argument.last, let number = Int64(argument.dropLast()), number >= 0 else {
      return nil
    }
    let lengths: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let length = lengths[unit], number <= 1_000_000 else { return nil }
    duration = .seconds(number * length)
  }
}
