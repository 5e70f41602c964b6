# Targets with releases: the rest of `agent.sh`.

isNumber() {
  case $1 in
  [1-9]*) ;;
  *) return 1 ;;
  esac
  case $1 in
  *[!0-9]*) return 1 ;;
  esac
  [ ${#1} -le 12 ]
}

# What is in the target's folder: `current` (`-`, `l:` and its text in hexadecimal digits, or `o`), the
# kind of `releases`, the releases, those that never were live, and a name that does not belong there.
facts() {
  cd -P "$top/" || return 0
  current=-
  if [ -L ./current ]; then
    current=l:$(readlink -n ./current | od -An -v -tx1 | tr -d ' \n')
  elif [ -e ./current ]; then
    current=o
  fi
  kind=o
  if [ -L ./releases ]; then
    :
  elif [ -d ./releases ]; then
    kind=d
  elif [ ! -e ./releases ]; then
    kind=-
  fi
  numbers=-
  pending=-
  strange=-
  set +f
  if [ "$kind" = d ]; then
    for name in ./releases/*; do
      if isNumber "${name#./releases/}"; then numbers="$numbers,${name#./releases/}"; fi
    done
  fi
  for name in ./.deploysync-release-*; do
    if [ -L "$name" ] && isNumber "${name#./.deploysync-release-}"; then
      pending="$pending,${name#./.deploysync-release-}"
    fi
  done
  for name in ./* ./.[!.]* ./..?*; do
    case $name in
    ./current | ./releases | ./lost+found | ./.deploysync-*) continue ;;
    esac
    if [ -e "$name" ] || [ -L "$name" ]; then
      strange=:$(printf %s "${name#./}" | od -An -v -tx1 | tr -d ' \n')
      break
    fi
  done
  set -f
  answer facts "$current" "$kind" "$numbers" "$pending" "$strange"
}

# Sets $print to what tells whether a folder and all in it are as they were.
fingerprint() {
  print=$(
    cd -P "$1/" && {
      find . -type d -exec stat -c '%f %n' {} + &&
        find . ! -type d -exec stat -c '%f %i %s %y %n' {} +
    } | sha1sum
  )
}

# Removes a release that never was live.
drop() {
  [ "$(readlink -n "$top/current" 2>/dev/null)" != "releases/$1" ] || return 0
  if [ -L "$top/.deploysync-release-$1" ] && [ -d "$top/releases/$1" ]; then
    mv -T "$top/releases/$1" "$top/releases/.deploysync-$1" 2>/dev/null || return 1
  fi
  rm -rf "$top/releases/.deploysync-$1" 2>/dev/null || return 1
  # The link goes last: it is what says that the release was never live.
  rm -f "$top/.deploysync-release-$1" 2>/dev/null
}

# Removes releases that ended ones were building or removing, as far as no other is at work.
dropAll() {
  cleared=
  others
  for token in $theirs; do
    if [ -f "$top/.deploysync-$token/release" ]; then
      answer building
      return 0
    fi
  done
  set +f
  for name in "$top"/releases/.deploysync-* "$top"/.deploysync-release-*; do
    [ -e "$name" ] || [ -L "$name" ] || continue
    number=${name##*/.deploysync-}
    number=${number#release-}
    isNumber "$number" || continue
    drop "$number" || {
      set -f
      answer failed "$number"
      return 0
    }
    cleared="$cleared,$number"
  done
  set -f
  answer 'done' "${cleared#,}"
}

# Starts a release from another one, or from nothing.
build() {
  atWork || return 0
  cd -P "$top/" || return 0
  if [ ! -d ./releases ] && ! error=$(mkdir ./releases 2>&1); then
    reason "$error"
    answer failed "$why"
    return 0
  fi
  if ! error=$(mkdir "./releases/.deploysync-$1" 2>&1); then
    if [ -d "./releases/.deploysync-$1" ]; then
      answer building
    else
      reason "$error"
      answer failed "$why"
    fi
    return 0
  fi
  new=$top/releases/.deploysync-$1
  if ! printf '%s\n' "$1" 2>/dev/null >"$work/release"; then
    rm -rf "$new"
    answer gone
    return 0
  fi
  stamp=
  if [ "$2" != - ]; then
    old=$top/releases/$2
    fingerprint "$old"
    stamp=$print
    # Linked where that is possible, else copied.
    if ! error=$(cp -al "$old/." "$new/" 2>&1); then
      rm -rf "$new"
      if ! error=$(mkdir "$new" && cp -a "$old/." "$new/" 2>&1); then
        rm -rf "$new"
        reason "$error"
        answer failed "$why"
        return 0
      fi
    fi
    fingerprint "$old"
    if [ "$print" != "$stamp" ]; then
      rm -rf "$new"
      answer failed the live release changed while it was copied
      return 0
    fi
  fi
  answer 'done'
}

# Whether what is live is what was copied. If not, it answers.
isBase() {
  if [ "$1" = - ]; then
    [ ! -e "$top/current" ] && [ ! -L "$top/current" ] && return 0
  elif [ "$(readlink -n "$top/current" 2>/dev/null)" = "releases/$1" ]; then
    fingerprint "$top/releases/$1"
    if [ -n "$print" ] && [ "$print" = "$stamp" ]; then return 0; fi
    answer failed the live release changed while it was built
    return 1
  fi
  answer failed another release went live meanwhile
  return 1
}

# Gives a release its number.
number() {
  atWork || return 0
  isBase "$2" || return 0
  base=$top
  flush
  if error=$( (ln -sT "releases/$1" "$top/.deploysync-release-$1" &&
    mv -T "$top/releases/.deploysync-$1" "$top/releases/$1") 2>&1); then
    flush
    answer 'done'
  else
    reason "$error"
    answer failed "$why"
  fi
}

# Makes a release live.
switch() {
  atWork || return 0
  isBase "$2" || return 0
  if error=$(mv -fT "$top/.deploysync-release-$1" "$top/current" 2>&1); then
    flush
    answer 'done'
  else
    reason "$error"
    answer failed "$why"
  fi
}

discard() {
  base=$top
  if drop "$1"; then answer 'done'; else answer failed; fi
}

# Removes releases.
retire() {
  for number do
    [ "$(readlink -n "$top/current" 2>/dev/null)" != "releases/$number" ] || continue
    mv -T "$top/releases/$number" "$top/releases/.deploysync-$number" 2>/dev/null &&
      rm -rf "$top/releases/.deploysync-$number" 2>/dev/null
  done
  answer 'done'
}
