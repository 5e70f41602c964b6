/// The oracle's program; all it shares with the product is the definition of a schedule.
///
/// `zones` prints names; `answers` reads a JSON request and writes numbers as little-endian 64-bit
/// integers: for each zone a list of offset changes, then a list of occurrences for each schedule;
/// a list is its length and its numbers.
let zoneOracleScript = #"""
  import calendar, json, struct, sys
  from datetime import date, datetime, timedelta, timezone
  from zoneinfo import ZoneInfo, available_timezones

  EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

  def at(zone, instant):
      return (EPOCH + timedelta(seconds=instant)).astimezone(zone)

  def offset(zone, instant):
      return int(at(zone, instant).utcoffset().total_seconds())

  def first_change(zone, low, high):
      before = offset(zone, low)
      while high - low > 1:
          middle = (low + high) // 2
          if offset(zone, middle) == before: low = middle
          else: high = middle
      return high

  def seconds(local, zone, fold):
      return int((local.replace(tzinfo=zone, fold=fold) - EPOCH).total_seconds())

  def instant(local, zone):
      first = seconds(local, zone, 0)
      if at(zone, first).replace(tzinfo=None) == local:
          return first
      # The clock never shows it: read with the offset after the gap it is before the change.
      return first_change(zone, seconds(local, zone, 1), first)

  def offsets(zone, start, end):
      found = [start, offset(zone, start)]
      for low in range(start, end, 21600):
          high = min(low + 21600, end)
          if offset(zone, low) != offset(zone, high):
              change = first_change(zone, low, high)
              found += [change, offset(zone, change)]
      return found

  def days(schedule, first, last):
      start = date(*schedule["starting"]) if "starting" in schedule else None
      interval = schedule["interval"]
      day = first
      while day <= last:
          if "on" in schedule:
              length = calendar.monthrange(day.year, day.month)[1]
              fits = day.day == min(schedule["on"], length)
              if start:
                  months = (day.year - start.year) * 12 + day.month - start.month
                  fits = fits and months % interval == 0
          elif "weekdays" in schedule:
              fits = day.isoweekday() in schedule["weekdays"]
              if start:
                  monday = lambda d: d - timedelta(days=d.weekday())
                  fits = fits and (monday(day) - monday(start)).days // 7 % interval == 0
          else:
              fits = not start or (day - start).days % interval == 0
          if fits and (not start or day >= start):
              yield day
          day += timedelta(days=1)

  def main():
      if sys.argv[1] == "zones":
          print("\n".join(sorted(available_timezones())))
          return
      request = json.load(sys.stdin)
      first, last = date(request["first"], 1, 1), date(request["last"], 12, 31)
      start = int((datetime(first.year, 1, 1, tzinfo=timezone.utc) - EPOCH).total_seconds())
      end = int((datetime(last.year + 1, 1, 1, tzinfo=timezone.utc) - EPOCH).total_seconds())
      locals = []
      for schedule in request["schedules"]:
          time = timedelta(hours=schedule["hour"], minutes=schedule["minute"])
          locals.append([datetime(d.year, d.month, d.day) + time for d in days(schedule, first, last)])
      for name in request["zones"]:
          zone = ZoneInfo(name)
          lists = [offsets(zone, start - 86400, end + 86400)]
          for times in locals:
              lists.append(sorted({instant(local, zone) for local in times}))
          for numbers in lists:
              sys.stdout.buffer.write(struct.pack("<%dq" % (len(numbers) + 1), len(numbers), *numbers))

  main()
  """#
