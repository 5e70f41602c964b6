import Domain
import Fixtures
import Foundation
import Targets
import Testing

/// Files become objects of real systems by the descriptions that come with the program.
@Suite(.enabled(if: RealSystems.areWanted, "\(RealSystems.wish)"), .serialized)
struct WritingTests {
  @Test func `a PowerDNS gets a zone, then its changes, then nothing`() throws {
    let system = try PowerDNS()
    let desk = WritingDesk(system)
    let path = "zones/example.org.yaml"
    let first = """
      name: example.org.
      rrsets:
        - { name: example.org., type: NS, records: [{ content: ns1.example.org. }] }
        - { name: www.example.org., type: A, ttl: 300, records: [{ content: 192.0.2.1 }] }

      """
    #expect(try desk.bring([path: first]) == [.done])
    let second =
      first.replacingOccurrences(
        of: "type: A, ttl: 300, records: [{ content: 192.0.2.1 }]",
        with: "type: CNAME, records: [{ content: example.net. }]") + "account: ops\n"
    #expect(try desk.bring([path: second]) == [.done])
    let zone = try system.ask("GET", "/zones/example.org.").body
    #expect(zone.contains("example.net.") && zone.contains(#""account": "ops""#), "\(zone)")
    #expect(!zone.contains("192.0.2.1"), "\(zone)")
    let counts = try system.counting {
      let again = try desk.bring([path: second])
      #expect(again == [])
    }
    #expect(Set(counts.keys) == ["GET"], "\(counts)")
    #expect(try desk.remove([path]) == [.done])
    #expect(try system.ask("GET", "/zones/example.org.").status == 404)
  }

  @Test func `a Request Tracker gets queues, classes and articles`() throws {
    let system = try RequestTracker()
    let desk = WritingDesk(system)
    let files = [
      "classes/help.yaml": "name: Help\ndescription: For everybody\n",
      "articles/reset.yaml": "name: Reset\nclass: 'Class: Help'\nsummary: How to reset\n"
        + "content: |\n  Press\n  the button.\n",
      "queues/billing.yaml": "name: Billing\ncorrespondAddress: billing@example.org\n",
    ]
    let outcomes = try desk.bring(files)
    #expect(outcomes == [.done, .done, .done], "\(outcomes)")
    let counts = try system.counting {
      let again = try desk.bring(files)
      #expect(again == [])
    }
    #expect(Set(counts.keys) == ["GET"], "\(counts)")
    // The second change fails, and the answer is a 200.
    let taken = try desk.bring(["queues/billing.yaml": "name: General\ndescription: Money\n"])
    guard case .failed(let reason)? = taken.first else {
      Issue.record("\(taken)")
      return
    }
    #expect(reason.contains("Illegal value for Name"), "\(reason)")
    // The first is done, and ours.
    let half = try #require(try desk.halfWrite("queues/billing.yaml"))
    #expect(half.contains("Money") && half.contains("Billing"), "\(half)")
  }

  @Test func `a Roundup gets groups, keywords and triggers`() throws {
    let system = try Roundup()
    let desk = WritingDesk(system)
    var files = [
      "keywords/urgent.yaml": "name: urgent\n",
      // Roundup keeps no white space at the ends of a text, and no text that is empty.
      "groups/billing.yaml": "name: Billing\ndescription: |\n  Money\n  and time\nemail: ''\n",
      "triggers/late.yaml":
        "name: Late\ngroup: 'Group: Billing'\nkeywords: [urgent]\nminutes: 5\nactive: true\n",
    ]
    let outcomes = try desk.bring(files)
    #expect(outcomes == [.done, .done, .done], "\(outcomes)")
    let counts = try system.counting {
      let again = try desk.bring(files)
      #expect(again == [])
    }
    #expect(Set(counts.keys) == ["GET"], "\(counts)")
    files["triggers/late.yaml"] = "name: Very late\ngroup: 'Group: Billing'\nminutes: 30\n"
    let changed = try desk.bring(files)
    #expect(changed == [.done], "\(changed)")
    let trigger = try system.ask("GET", "/data/trigger/1?@verbose=0").body
    #expect(trigger.contains("Very late") && trigger.contains("30"), "\(trigger)")
    files["triggers/late.yaml"] = "name: Very late\n"
    #expect(try desk.bring(files) == [.done])
    let cleared = try system.ask("GET", "/data/trigger/1?@verbose=0").body
    #expect(
      cleared.contains(#""minutes": null"#) && cleared.contains(#""group": null"#), "\(cleared)")
  }

  @Test func `what Roundup only retires counts as deleted, and its name is free`() throws {
    let system = try Roundup()
    let desk = WritingDesk(system)
    let path = "keywords/urgent.yaml"
    #expect(try desk.bring([path: "name: urgent\n"]) == [.done])
    #expect(try desk.remove([path]) == [.done])
    #expect(try system.ask("GET", "/data/keyword/1").status == 200)
    #expect(try desk.bring([path: "name: urgent\n"]) == [.done])
    #expect(try system.ask("GET", "/data/keyword/name=urgent").body.contains(#""id": "2""#))
  }
}
