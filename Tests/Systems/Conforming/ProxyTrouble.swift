import Conformance
import Fixtures
import Synchronization

/// Lets one write through a proxy go wrong.
enum ProxyTrouble {
  private final class State: Sendable {
    let value = Mutex((count: 0, isDead: false))

    func die() { value.withLock { $0.isDead = true } }
  }

  /// The first request that does not only read is 1.
  static func arm(
    _ proxy: LoopbackProxy, _ trouble: WriteTrouble, at number: Int,
    kill: @escaping @Sendable () -> Void
  ) {
    let state = State()
    proxy.goWrong { request in
      guard request.method != "GET" else { return .pass }
      let (count, isDead) = state.value.withLock { value in
        value.count += 1
        return (value.count, value.isDead)
      }
      // What was on its way when the program died.
      guard !isDead else { return .lost }
      guard count == number else { return .pass }
      switch trouble {
      case .refused: return .answer("422 Unprocessable Entity", body: #"{"error":"not taken"}"#)
      case .killedBefore:
        state.die()
        kill()
        return .lost
      case .killedAfter:
        return .doneAndLost {
          state.die()
          kill()
        }
      }
    }
  }
}
