# Runs a server ("$@") inside of mount and process namespaces that the caller has made, as the user that MODE names.
# NEEDED: paths that every user must reach; DATA: the folder that the server owns; UID_OF_TEST: the user that is made here.
set -eu

stash=/mnt
mount -t tmpfs -o mode=755 none $stash
number=0
for path in $NEEDED; do
  number=$((number + 1))
  if [ -d "$path" ]; then mkdir "$stash/$number"; else touch "$stash/$number"; fi
  mount --rbind "$path" "$stash/$number"
done
# A folder on the way that others may not enter (root's home, say) is covered by one with nothing in it but what is needed.
for path in $NEEDED; do
  folder=$path
  closed=
  while [ "$folder" != / ]; do
    folder=$(dirname "$folder")
    case $(stat -c %A "$folder") in *x|*t) ;; *) closed=$folder ;; esac
  done
  [ -z "$closed" ] || mount -t tmpfs -o mode=755 none "$closed"
done
number=0
for path in $NEEDED; do
  number=$((number + 1))
  if [ -d "$stash/$number" ]; then mkdir -p "$path"; else mkdir -p "$(dirname "$path")"; [ -e "$path" ] || touch "$path"; fi
  mount --rbind "$stash/$number" "$path"
done

# The user is made here and is gone with the namespace.
cp /etc/passwd "$stash/passwd"
echo "gs-test:x:$UID_OF_TEST:$UID_OF_TEST::/nonexistent:/bin/sh" >> "$stash/passwd"
mount --bind "$stash/passwd" /etc/passwd

none="--inh-caps=-all --ambient-caps=-all"
case $MODE in
  root) as="setpriv $none" ;;
  container) as="setpriv $none --bounding-set=-sys_admin" ;;
  user|network) as="setpriv --reuid $UID_OF_TEST --regid $UID_OF_TEST --clear-groups $none --bounding-set=-all"
        chown -R "$UID_OF_TEST" "$DATA" ;;
esac
$as "$PYTHON" -I "$OUTSIDE" "$ABSTRACT" "$SOCKET" "$OUTSIDE_PORT" &
$as "$@" &
server=$!
trap 'kill -TERM $server' TERM
while kill -0 $server 2>/dev/null; do wait $server && status=0 || status=$?; done
# A namespace that outlives its server shows what the server leaves behind; its caller ends it.
[ -z "${STAY:-}" ] || sleep 60
exit $status
