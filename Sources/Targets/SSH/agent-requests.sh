# The end of `agent.sh`: it answers requests until there are no more.

answer deploysync 1
while IFS= read -r request <&3; do
  words=${request#* }
  [ "$words" != "$request" ] || words=
  set -- $words
  case ${request%% *} in
  open) open "$1" ;;
  base) rebase "$1" ;;
  read)
    if isSame; then
      report | tr '\n' ' '
      printf '.\n'
    fi
    ;;
  blobs)
    if isSame; then
      blobs | tr '\n' ' '
      printf '.\n'
    fi
    ;;
  content) content "$1" ;;
  await) await ;;
  clear) clearAll ;;
  fence)
    work=
    (clear "$1")
    if [ -e "$top/.deploysync-$1" ]; then answer failed; else answer 'done'; fi
    ;;
  begin) begin "$1" ;;
  flush)
    flush
    answer 'done'
    ;;
  put) put "$1" "$2" "$3" ;;
  remove) remove "$1" "$2" "$3" ;;
  finish) finish ;;
  facts) facts ;;
  drop) dropAll ;;
  build) build "$1" "$2" ;;
  number) number "$1" "$2" ;;
  switch) switch "$1" "$2" ;;
  discard) discard "$1" ;;
  retire) retire "$@" ;;
  *) answer unknown ;;
  esac
done
