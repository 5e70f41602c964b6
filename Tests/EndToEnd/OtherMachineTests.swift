import Fixtures
import Foundation
import Testing

/// A run of another machine holds the binding: nobody here can prove that it is gone.
struct OtherMachineTests {
  @Test func `without --wait it is refused with whose it is, since when and which objects`() throws
  {
    let other = try OtherMachine()
    let before = try other.world.ledger()
    let target = other.world.target()
    let result = try other.world.deploysync("apply")
    #expect(result.status == 3, "\(result.all)")
    #expect(result.all.contains("run \(other.run) is at work on it since "), "\(result.all)")
    #expect(result.all.contains(" on far.example"), "\(result.all)")
    #expect(result.all.contains("it is to change data/triggers/a.yaml, "), "\(result.all)")
    #expect(result.all.contains("deploysync apply --wait 2m"), "\(result.all)")
    #expect(try other.world.ledger() == before)
    #expect(other.world.target() == target)
  }

  @Test func `with --wait it is watched for its length, taken over and finished`() throws {
    let other = try OtherMachine()
    let world = other.world
    // The dead run had brought some objects; somebody has changed one of the others since.
    let place = "targets/production/triggers/d.yaml"
    try world.folder.write("title: by hand\n", to: place)
    let clock = ContinuousClock()
    let start = clock.now
    let result = try world.deploysync("apply", "--wait", "1m")
    #expect(clock.now - start >= .seconds(OtherMachine.length))
    // The target was read anew: what was changed since is not written over.
    #expect(result.status == 1, "\(result.all)")
    #expect(result.all.contains("data/triggers/d.yaml is on the target already"), "\(result.all)")
    #expect(world.folder.text(of: place) == "title: by hand\n")
    for name in OtherMachine.objects.dropLast() {
      let text = world.folder.text(of: "targets/production/triggers/\(name).yaml")
      #expect(text == "title: \(name)\n")
    }
    #expect(world.target().keys.allSatisfy { !$0.contains(".deploysync") }, "\(world.target())")
    let subjects = try other.subjects()
    #expect(subjects.dropFirst().first == "take over run \(other.run), which ended early")
    #expect(subjects.dropFirst(2).first == "settle run \(other.run), which ended early")
    let leases = try world.server.git("ls-tree", "-r", "--name-only", World.serverLedger)
    #expect(!leases.contains("leases/"), "\(leases)")
    let verified = try world.deploysync("ledger", "verify")
    #expect(verified.status == 0, "\(verified.all)")
    let runs = try world.deploysync("history", "--format", "json").json["runs"].list
    #expect(runs.count { $0["state"] == "interrupted" } == 1)
  }

  @Test func `while its holder renews it, it is not taken over`() throws {
    let other = try OtherMachine()
    let world = other.world
    let target = world.target()
    let waiting = try world.start(["apply", "--wait", "\(OtherMachine.length * 2)s"])
    let clock = ContinuousClock()
    let end = clock.now + .seconds(OtherMachine.length * 2)
    while clock.now < end {
      #expect(try other.renew(), "it was taken over")
      usleep(300_000)
    }
    let result = try waiting.wait()
    #expect(result.status == 3, "\(result.all)")
    #expect(result.all.contains(" on far.example"), "\(result.all)")
    let subjects = try other.subjects()
    #expect(subjects.count > 4, "\(subjects)")
    #expect(subjects.dropFirst().allSatisfy { $0.hasPrefix("renew the leases") }, "\(subjects)")
    #expect(world.target() == target)
    let verified = try world.deploysync("ledger", "verify")
    #expect(verified.status == 0, "\(verified.all)")
  }
}
