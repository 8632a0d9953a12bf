#!/bin/sh
# Starts Denizen with the Node beside it, whatever the machine has.
set -eu
file=$0
while [ -L "$file" ]; do
  link=$(readlink "$file")
  case $link in
    /*) file=$link ;;
    *) file=$(dirname "$file")/$link ;;
  esac
done
here=$(cd "$(dirname "$file")" && pwd -P)
# Freed memory goes back to the system.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}" MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-32768}" MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-131072}"
if [ -d "$here/lib" ]; then
  export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
# Compiled code that came with the program.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$here/compiled}" NODE_COMPILE_CACHE_PORTABLE=1
exec "$here/node" --max-semi-space-size=8 "$here/dist/main.js" "$@"
