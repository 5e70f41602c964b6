import Domain
import Scheduling
import Testing

struct StandingTests {
  private let latest = Timestamp(seconds: 1_000_000)
  private let next = Timestamp(seconds: 2_000_000)
  private let late: Int64 = 72 * 3600

  private func standing(
    latest: Timestamp?, recorded: Timestamp? = nil, isContained: Bool = false,
    changesNothing: Bool = false, after seconds: Int64 = 0
  ) -> Standing {
    Due.standing(
      latest: latest, recordedOccurrence: recorded, isContained: isContained,
      changesNothing: changesNothing, late: late, now: self.latest + seconds, next: next)
  }

  @Test func `before the first occurrence a binding only has a next one`() {
    #expect(standing(latest: nil) == .never(next: next))
    #expect(standing(latest: latest, after: -1) == .never(next: next))
    #expect(standing(latest: nil, recorded: latest) == .never(next: next))
  }

  @Test func `an occurrence is due from its own second until late has passed`() {
    #expect(standing(latest: latest) == .due(latest, next: next))
    #expect(standing(latest: latest, after: late) == .due(latest, next: next))
    #expect(
      standing(latest: latest, after: late + 1)
        == .missed(latest, since: latest + late, next: next))
  }

  @Test func `a finished run that recorded it or a later one fulfils an occurrence`() {
    for recorded in [latest, latest + 1] {
      #expect(
        standing(latest: latest, recorded: recorded, after: late + 1)
          == .fulfilled(latest, next: next))
    }
    #expect(standing(latest: latest, recorded: latest + -1) == .due(latest, next: next))
  }

  @Test func `a deployed commit that contains the cut-off fulfils an occurrence`() {
    #expect(
      standing(latest: latest, isContained: true, after: late + 1)
        == .fulfilled(latest, next: next))
  }

  @Test func `an occurrence that changes nothing is never missed`() {
    #expect(
      standing(latest: latest, changesNothing: true, after: late * 100)
        == .due(latest, next: next))
    #expect(
      standing(latest: latest, recorded: latest, changesNothing: true)
        == .fulfilled(latest, next: next))
  }

  @Test func `every standing tells its occurrence and the next one`() {
    let since = latest + late
    let all: [Standing] = [
      .fulfilled(latest, next: next), .due(latest, next: next),
      .missed(latest, since: since, next: next),
    ]
    #expect(all.allSatisfy { $0.occurrence == latest && $0.next == next })
    #expect(Standing.never(next: next).occurrence == nil)
    #expect(Standing.never(next: nil).next == nil)
  }
}
