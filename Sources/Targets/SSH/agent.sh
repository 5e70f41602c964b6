# What runs on the other machine for a target of the kind `ssh`: a POSIX shell with coreutils or
# busybox is all it needs. It is sent over the connection and stored nowhere.
#
# It reads one request a line, a verb and words, and gives one answer a line. In words, bytes other
# than letters, digits and some signs are written as `\0` and three octal digits, for printf(1).
#
# It goes into folders one component at a time and never through a symbolic link, and works on names
# of the folder that it is in. What it changes it changes by a link or a rename between there and a
# folder of its own, `.deploysync-TOKEN` in the target's folder: once that has another name, it can
# change nothing any more.
set -f
umask 022
LC_ALL=C
export LC_ALL
unset CDPATH
exec 3<&0 </dev/null
nl='
'
top=
base=
work=
stamp=
boot=-
{ IFS= read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || boot=-

answer() { printf '%s\n' "$*"; }

# Sets $path to what a word stands for.
decode() {
  case $1 in
  *\\*) path=$(printf '%b.' "$1") path=${path%.} ;;
  *) path=$1 ;;
  esac
}

# Sets $why to the reason in a program's message.
reason() {
  why=${1##*"$nl"}
  why=${why##*: }
  [ -n "$why" ] || why='no reason was given'
}

# Goes to the folder of $path below $base, and sets $name to the last component. With $make it makes
# folders that are missing. Where it cannot go, $obstacle is what is in the way and its depth.
enter() {
  depth=0
  made=
  at=$base
  rest=$path
  obstacle='moved 0'
  cd -P "$base/" 2>/dev/null || return 1
  [ "$PWD" = "${base:-/}" ] || return 1
  while :; do
    case $rest in
    */*) ;;
    *)
      name=$rest
      return 0
      ;;
    esac
    part=${rest%%/*}
    rest=${rest#*/}
    if [ -L "./$part" ]; then
      obstacle="link $depth"
      return 1
    elif [ -d "./$part" ]; then
      :
    elif [ -e "./$part" ]; then
      obstacle="file $depth"
      return 1
    elif [ -z "$make" ]; then
      obstacle="missing $depth"
      return 1
    else
      if [ -z "$made" ]; then
        made=$depth
        if [ "$base" = "$top" ]; then
          printf '%s %s\n' "$depth" "$word" 2>/dev/null >>"$work/made" || {
            obstacle="gone $depth"
            return 1
          }
        fi
      fi
      if ! error=$(mkdir "./$part" 2>&1); then
        reason "$error"
        obstacle="failed $depth $why"
        return 1
      fi
    fi
    at=$at/$part
    if ! cd -P "./$part" 2>/dev/null; then
      obstacle="denied $depth"
      return 1
    fi
    if [ "$PWD" != "$at" ]; then
      obstacle="moved $depth"
      return 1
    fi
    depth=$((depth + 1))
  done
}

# Removes the folders that $path is in as far as they are empty, but for the first $1 of them.
prune() {
  count=0
  rest=$path
  while :; do
    case $rest in
    */*) ;;
    *) break ;;
    esac
    rest=${rest#*/}
    count=$((count + 1))
  done
  folders=${path%/*}
  make=
  while [ "$count" -gt "$1" ]; do
    path=$folders
    enter || return 0
    rmdir "./$name" 2>/dev/null || return 0
    folders=${folders%/*}
    count=$((count - 1))
  done
}

# Sets $found to what $name is: `-`, `f MODE SHA1`, `l SHA1`, `d` (a folder), `e` (an empty one),
# `o KIND` or `u REASON`; and $device to the file system of a file or link.
look() {
  device=
  if [ -L "./$name" ]; then
    device=$(stat -c %d "./$name" 2>/dev/null)
    found=$(readlink -n "./$name" | sha1sum)
    found="l ${found%% *}"
  elif [ -f "./$name" ]; then
    if facts=$( (stat -c '%f %d' "./$name" && sha1sum <"./$name") 2>&1); then
      device=${facts#* }
      device=${device%%"$nl"*}
      found=${facts#*"$nl"}
      found="f ${facts%% *} ${found%% *}"
    else
      reason "$facts"
      found="u $why"
    fi
  elif [ -d "./$name" ]; then
    if facts=$(ls -A "./$name" 2>&1) && [ -z "$facts" ]; then found=e; else found=d; fi
  elif [ -p "./$name" ]; then
    found='o pipe'
  elif [ -S "./$name" ]; then
    found='o socket'
  elif [ -e "./$name" ]; then
    found='o device'
  else
    found=-
  fi
}

# Prints what files of the folder at hand are, with two programs for all of them.
group() {
  [ $# -gt 0 ] || return 0
  if modes=$(stat -c %f "$@" 2>/dev/null) && sums=$(sha1sum "$@" 2>/dev/null); then
    printf 'F %s\n%s\n' $# "$modes"
    printf '%s\n' "$sums" | cut -c1-40
  else
    for name do
      name=${name#./}
      tell
    done
  fi
}

tell() {
  look
  case $found in
  u*) printf 'u %s\n' "$(printf %s "${found#u }" | tr ' ' _)" ;;
  *) printf '%s\n' "$found" ;;
  esac
}

# Prints what is at each place of $words, in their order.
report() {
  here=
  make=
  set --
  for word in $words; do
    decode "$word"
    folder=${path%/*}
    [ "$folder" != "$path" ] || folder=
    if [ "$here" = "=$folder" ]; then
      name=${path##*/}
    else
      group "$@"
      set --
      here=
      if ! enter; then
        printf 'n %s\n' "$obstacle"
        continue
      fi
      here="=$folder"
    fi
    case $word in
    # Names that sha1sum does not print as they are.
    *\\0134* | *\\0012* | *\\0015*) isPlain= ;;
    *) isPlain=1 ;;
    esac
    if [ -n "$isPlain" ] && [ -f "./$name" ] && [ ! -L "./$name" ]; then
      set -- "$@" "./$name"
      if [ $# -ge 200 ]; then
        group "$@"
        set --
      fi
    else
      group "$@"
      set --
      tell
    fi
  done
  group "$@"
}

# Prints for each file of $words its SHA-1 and the ID that git gives its content.
blobs() {
  make=
  for word in $words; do
    decode "$word"
    if enter && [ -f "./$name" ] && [ ! -L "./$name" ]; then
      look
      blob=$({
        printf 'blob %s\0' "$(stat -c %s "./$name")"
        cat <"./$name"
      } 2>/dev/null | sha1sum)
      printf 'b %s %s\n' "${found##* }" "${blob%% *}"
    else
      printf -- '-\n'
    fi
  done
}

# The bytes of one file or link, in hexadecimal digits.
content() {
  make=
  decode "$1"
  if ! enter; then
    answer gone
  elif [ -L "./$name" ]; then
    printf 'content '
    readlink -n "./$name" | od -An -v -tx1 | tr -d ' \n'
    printf '\n'
  elif [ ! -f "./$name" ]; then
    answer gone
  elif [ ! -r "./$name" ]; then
    answer failed Permission denied
  else
    printf 'content '
    od -An -v -tx1 <"./$name" | tr -d ' \n'
    printf '\n'
  fi
}

# Whether $name is what a write expects: `-`, or `f:`, `x:` or `l:` and a SHA-1. If not, it answers.
expected() {
  look
  if [ "$1" = - ]; then
    case $found in
    -) return 0 ;;
    d | e)
      if [ -z "$2" ] || rmdir "./$name" 2>/dev/null; then return 0; fi
      answer failed a folder with other files is in its place
      ;;
    *) answer changed "$found" ;;
    esac
    return 1
  fi
  case $found in
  f*)
    mode=${found#f }
    mode=${mode%% *}
    if [ $((0x$mode & 64)) -ne 0 ]; then now=x; else now=f; fi
    now=$now:${found##* }
    ;;
  l*) now=l:${found#l } ;;
  *) now= ;;
  esac
  [ "$now" = "$1" ] && return 0
  answer changed "$found"
  return 1
}

# Whether $work is still there, which others take away to stop this one. If not, it answers.
atWork() {
  if [ -n "$work" ] && printf '\n' 2>/dev/null >>"$work/owner"; then return 0; fi
  answer gone
  return 1
}

# Brings the staged file of a number to its place.
put() {
  word=$3
  decode "$word"
  atWork || return 0
  if [ ! -f "$work/new/$1" ] && [ ! -L "$work/new/$1" ]; then
    answer unstaged
    return 0
  fi
  make=1
  if ! enter; then
    answer obstacle "$obstacle"
  elif expected "$2" 1; then
    place "$1" "$2" && return 0
  fi
  if [ -n "$made" ]; then prune "$made"; fi
}

place() {
  if [ "$2" = - ]; then
    if error=$(ln -T "$work/new/$1" "./$name" 2>&1); then
      answer 'done'
      return 0
    fi
    if [ -L "./$name" ] || [ -e "./$name" ]; then
      look
      answer changed "$found"
      return 1
    fi
    device=$(stat -c %d . 2>/dev/null)
  fi
  if [ "$device" != "$topDevice" ]; then
    answer failed its folder is on another file system than the target
  elif error=$(mv -fT "$work/new/$1" "./$name" 2>&1); then
    answer 'done'
    return 0
  else
    reason "$error"
    answer failed "$why"
  fi
  return 1
}

remove() {
  decode "$3"
  atWork || return 0
  make=
  if ! enter; then
    case $obstacle in
    missing* | link* | file*)
      if [ "$2" = - ]; then answer 'done'; else answer changed -; fi
      ;;
    *) answer obstacle "$obstacle" ;;
    esac
    return 0
  fi
  expected "$2" '' || return 0
  if [ "$2" = - ]; then
    answer 'done'
  elif [ "$device" != "$topDevice" ]; then
    answer failed its folder is on another file system than the target
  elif error=$(mv -fT "./$name" "$work/old/$1" 2>&1); then
    prune 0
    answer 'done'
  else
    reason "$error"
    answer failed "$why"
  fi
}

flush() { sync -f "$top/" 2>/dev/null || sync; }

# When a process was started, as far as the system tells.
started() {
  since=-
  { IFS= read -r facts <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -- ${facts##*) }
  shift 19
  since=$1
}

# Whether the process that a folder of ours belongs to lives.
isAlive() {
  { IFS=' ' read -r pid start then <"$1/owner"; } 2>/dev/null || return 1
  if [ "$boot" != - ] && [ "$then" != - ] && [ "$then" != "$boot" ]; then return 1; fi
  kill -0 "$pid" 2>/dev/null || return 1
  started "$pid"
  if [ "$start" != - ] && [ "$since" != "$start" ]; then return 1; fi
  # One that was not asked for anything for so long is no longer spoken with.
  [ -z "$(find "$1/owner" -mmin +60 2>/dev/null)" ]
}

# Sets $theirs to the tokens of the folders of other processes.
others() {
  theirs=
  set +f
  for folder in "$top"/.deploysync-*; do
    token=${folder##*/.deploysync-}
    case ${token%.dead} in
    *[!0-9a-f]*) continue ;;
    esac
    case $token in
    ????????????????) ;;
    ????????????????.dead) ;;
    *) continue ;;
    esac
    if [ -d "$folder" ] && [ ! -L "$folder" ] && [ -x "$folder" ] && [ "$folder" != "$work" ]; then
      theirs="$theirs $token"
    fi
  done
  set -f
}

# Waits some seconds for others that are about to end.
await() {
  tries=20
  while [ "$tries" -gt 0 ]; do
    living=
    others
    for token in $theirs; do
      case $token in
      *.dead) ;;
      *) if [ ! -e "$top/.deploysync-$token/owner" ] || isAlive "$top/.deploysync-$token"; then
        living=1
      fi ;;
      esac
    done
    [ -n "$living" ] || break
    tries=$((tries - 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
  answer 'done'
}

# Removes the folder of one that is gone, or that is to change nothing any more.
clear() {
  folder=$top/.deploysync-$1
  case $1 in
  *.dead) ;;
  *)
    mv -T "$folder" "$folder.dead" 2>/dev/null || return 0
    folder=$folder.dead
    ;;
  esac
  if [ -f "$folder/made" ]; then
    lines=
    while IFS= read -r line; do lines="$line $lines"; done <"$folder/made"
    base=$top
    set -- $lines
    while [ $# -ge 2 ]; do
      decode "$2"
      prune "$1"
      shift 2
    done
  fi
  if [ -f "$folder/release" ]; then
    number=
    IFS= read -r number <"$folder/release"
    case $number in
    '' | *[!0-9]*) ;;
    *) drop "$number" ;;
    esac
  fi
  rm -rf "$folder" 2>/dev/null
}

# Removes all that ended ones left.
clearAll() {
  cleared=
  failed=
  others
  before=$theirs
  for token in $before; do
    case $token in
    *.dead) ;;
    *) if isAlive "$top/.deploysync-$token"; then continue; fi ;;
    esac
    (clear "$token")
    folder=$top/.deploysync-${token%.dead}
    if [ -e "$folder" ] || [ -e "$folder.dead" ]; then
      failed="$failed,${token%.dead}"
    else
      cleared="$cleared,${token%.dead}"
    fi
  done
  if [ -n "$failed" ]; then answer failed "${failed#,}"; else answer 'done' "${cleared#,}"; fi
}

begin() {
  work=$top/.deploysync-$1
  started $$
  if cd -P "$top/" && [ "$(stat -c %d:%i .)" = "$topID" ] &&
    error=$(mkdir -m 700 "$work" 2>&1) &&
    error=$( (printf '%s %s %s\n' "$$" "$since" "$boot" >"$work/owner") 2>&1) &&
    error=$(mkdir "$work/new" "$work/old" 2>&1); then
    answer 'done'
  else
    reason "$error"
    answer failed "$why"
    rm -rf "$work" 2>/dev/null
    work=
  fi
}

finish() {
  flush
  if [ -n "$work" ] && ! error=$(rm -rf "$work" 2>&1); then
    reason "$error"
    answer failed "$why"
  else
    answer 'done'
  fi
  work=
}

# Says what is missing on this machine, and how the target's folder is.
open() {
  missing=
  for tool in cat cp cut find ln ls mkdir mv od readlink rm rmdir rsync sha1sum sleep stat sync tr; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing,$tool"
  done
  for tool in ln mv; do
    case $("$tool" --help 2>&1) in
    *-T*) ;;
    *) missing="$missing,$tool -T" ;;
    esac
  done
  stat -c %d:%i / >/dev/null 2>&1 || missing="$missing,stat -c"
  if [ -n "$missing" ]; then
    answer tools "${missing#,}"
    return 0
  fi
  decode "$1"
  if [ -L "$path" ]; then
    answer link
  elif [ ! -e "$path" ]; then
    answer missing
  elif [ ! -d "$path" ]; then
    answer file
  elif ! cd -P "$path/" 2>/dev/null; then
    answer denied
  else
    top=${PWD%/}
    base=$top
    topID=$(stat -c %d:%i .)
    topDevice=${topID%:*}
    isWritable=
    [ ! -w . ] || isWritable=w
    isReleases=
    if [ -L ./current ] && [ -d ./releases ] && [ ! -L ./releases ]; then
      case $(readlink -n ./current) in
      releases/[1-9]*) isReleases=r ;;
      esac
    fi
    answer ready "-$isWritable$isReleases"
  fi
}

# Whether the target's folder is still the one that was opened.
isSame() {
  [ "$(stat -c %d:%i "$top/" 2>/dev/null)" = "$topID" ] && return 0
  answer replaced
  return 1
}

# Lets places be below another folder than the target's own.
rebase() {
  base=$top
  if [ "$1" = . ]; then
    answer 'done'
    return 0
  fi
  make=
  path=$1/.
  if enter; then
    base=$PWD
    answer 'done'
  else
    answer obstacle "$obstacle"
  fi
}
