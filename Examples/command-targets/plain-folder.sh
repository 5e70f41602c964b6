#!/bin/sh
# A target of deploysync in POSIX sh: the objects are the files of a folder, and those that are
# deactivated the files of a folder beside it. A place to start from for a system whose own command
# line you would rather call from a shell script. The protocol is in docs/command-targets.md.
#
#   targets:
#     pager: { kind: command, command: [/usr/local/bin/plain-folder.sh, /srv/pager] }
#
# Beside sh it needs sed, tr, mktemp, base64 (GNU coreutils or busybox) and git, for the ID of a
# content. Requests are made so that sed can take them apart: no spaces, and no quote or backslash
# within a text but as \u and four digits. This script takes no places with such characters.
set -u
root=$1
mkdir -p "$root/active" "$root/inactive" || exit 1

text() { # KEY: the text of a key of the request; nothing where it has none
  printf '%s\n' "$line" | sed -n 's/.*[{,]"'"$1"'":"\([^"]*\)".*/\1/p'
}

flag() { # KEY: true or false; nothing where the request has none
  printf '%s\n' "$line" | sed -n 's/.*[{,]"'"$1"'":\([a-z]*\).*/\1/p'
}

answer() { # FIELDS: one line of JSON
  printf '{"id":%s,%s}\n' "$id" "$1"
}

quoted() { # TEXT: harmless inside of JSON
  printf '%s' "$1" | tr -d '"\\' | tr '\000-\037' ' '
}

file() { # PLACE ACTIVE: where an object of a place is kept
  case $1 in
    *\\* | /* | ../* | */../* | */..) return 1 ;;
  esac
  if [ "$2" = false ]; then printf '%s' "$root/inactive/$1"; else printf '%s' "$root/active/$1"; fi
}

describe() {
  # One object a request: then a request holds every key once.
  answer '"protocol":1,"delete":true,"move":true,"deactivate":true,"readsAtOnce":1'
}

read_object() {
  place=$(text place)
  active=$(flag active)
  name='"place":"'$place'","active":'$active
  if ! path=$(file "$place" "$active"); then
    answer '"objects":[{'"$name"',"state":"unreadable","reason":"has a name that the script does not take"}]'
  elif [ -f "$path" ] && content=$(base64 <"$path" | tr -d '\n'); then
    answer '"objects":[{'"$name"',"state":"present","base64":"'"$content"'"}]'
  elif [ -e "$path" ] && [ ! -d "$path" ]; then
    answer '"objects":[{'"$name"',"state":"unreadable","reason":"is no plain file that can be read"}]'
  else
    answer '"objects":[{'"$name"',"state":"absent"}]'
  fi
}

result() { # WORD REASON
  answer '"result":"'"$1"'","reason":"'"$(quoted "$2")"'"'
}

write_object() {
  action=$(text action)
  place=$(text place)
  active=$(flag active)
  if ! path=$(file "$place" "$active"); then
    result refused "the script does not take names like this one"
    return
  fi
  old=$path
  [ "$action" != move ] || old=$(file "$(text from)" "$(flag fromActive)") || return
  # Only what is expected is replaced.
  found=
  [ ! -f "$old" ] || found=$(git hash-object --no-filters "$old")
  if [ "$found" != "$(text expectedBlob)" ]; then
    result changed "its content is ${found:-gone} now"
    return
  fi
  if [ "$action" = move ] && [ -e "$path" ]; then
    result changed "something is there already"
    return
  fi
  if [ "$action" = delete ]; then
    if message=$(rm -- "$old" 2>&1); then result done ""; else result failed "$message"; fi
    return
  fi
  if message=$(place_content 2>&1); then result done ""; else result failed "$message"; fi
}

place_content() { # a new file takes the place of the old one, so that nobody sees half of it
  mkdir -p "$(dirname "$path")" &&
    new=$(mktemp "$root/new.XXXXXX") &&
    text base64 | base64 -d >"$new" &&
    chmod 644 "$new" &&
    mv -f -- "$new" "$path" || return 1
  [ "$old" = "$path" ] || rm -- "$old"
}

while IFS= read -r line; do
  id=$(printf '%s\n' "$line" | sed -n 's/.*[{,]"id":\([0-9]*\).*/\1/p')
  case $(text request) in
    describe) describe ;;
    read) read_object ;;
    write) write_object ;;
    cancel) exit 0 ;;
    *) answer '"error":"the script does not know this request"' ;;
  esac
done
