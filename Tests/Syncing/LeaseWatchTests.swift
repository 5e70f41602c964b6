import Domain
import Git
import Ledger
import Testing

@testable import Syncing

/// A lease of another machine is taken over only after it was watched for its whole length.
final class LeaseWatchTests {
  private let id = BindingID(named: "a")
  private var clock = Duration.seconds(5)

  /// A lease of a machine of which nothing can be proven here.
  private func lease(_ length: Duration = .seconds(60)) -> Lease {
    var owner = LeaseOwner.current()
    owner.bootID = "another"
    return Lease(
      run: "20260101T000000Z-0123456789", owner: owner, since: Timestamp(seconds: 0),
      commit: .emptyBlob, root: .root, objects: [], length: length)
  }

  private func watch() -> LeaseWatch { LeaseWatch(wait: .seconds(300)) { self.clock } }

  /// One look, whose request and answer take this long.
  private func look(
    _ watch: inout LeaseWatch, at second: Double, answering: Double = 0, _ lease: Lease
  ) -> Bool {
    clock = .seconds(second)
    watch.beginLook()
    clock += .seconds(answering)
    return watch.isDead(id, lease)
  }

  @Test func `it is dead after it was seen unchanged for its length`() {
    var watch = watch()
    let lease = lease()
    #expect(!look(&watch, at: 10, lease))
    #expect(!look(&watch, at: 69.999, lease))
    #expect(look(&watch, at: 70, lease))
  }

  @Test func `time counts from an answer to a request`() {
    var watch = watch()
    let lease = lease()
    #expect(!look(&watch, at: 10, answering: 30, lease))
    #expect(!look(&watch, at: 80, answering: 30, lease), "it was asked for 40 seconds later")
    #expect(look(&watch, at: 110, lease))
  }

  @Test func `a renewal begins the time anew`() {
    var watch = watch()
    var lease = lease()
    #expect(!look(&watch, at: 10, lease))
    lease.renewals += 1
    #expect(!look(&watch, at: 69, lease))
    #expect(!look(&watch, at: 128, lease))
    #expect(look(&watch, at: 129, lease))
  }

  @Test func `it waits for the length that the holder promised`() {
    var watch = watch()
    #expect(!look(&watch, at: 10, lease(.seconds(2))))
    #expect(look(&watch, at: 12, lease(.seconds(2))))
    #expect(!look(&watch, at: 20, lease(.seconds(200))))
    #expect(!look(&watch, at: 200, lease(.seconds(200))))
    #expect(look(&watch, at: 220, lease(.seconds(200))))
  }

  @Test func `a lease without a length stands for a minute`() {
    var old = lease()
    old.length = nil
    #expect(old.promisedLength == .seconds(60))
    old.length = -1
    #expect(old.promisedLength == .zero)
    old.length = 1e300
    #expect(old.promisedLength == .seconds(86_400))
  }

  @Test func `a process that is gone for certain needs no watching`() {
    var watch = watch()
    var gone = lease()
    gone.owner = .current()
    gone.owner.processStart = "1"
    #expect(look(&watch, at: 5, gone))
  }
}
