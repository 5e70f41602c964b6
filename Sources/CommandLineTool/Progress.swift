/// A bar on standard error, from a quarter of a second on.
final class Progress {
  private let isShown: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var isDrawn = false

  init(isShown: Bool) {
    self.isShown = isShown
    start = clock.now
  }

  /// Draws how many objects of how many are dealt with; with the last one it goes away.
  func update(_ done: Int, _ total: Int) {
    guard isShown, total > 0, isDrawn || clock.now - start > .milliseconds(250) else { return }
    if done >= total {
      if isDrawn { Terminal.raw("\r\u{1B}[K") }
      isDrawn = false
      return
    }
    let width = 30
    let filled = done * width / total
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    Terminal.raw("\r[\(bar)] \(done)/\(total) objects")
    isDrawn = true
  }
}
