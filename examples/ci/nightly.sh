#!/usr/bin/env bash
# Assigns a day's customers by the locked decisions; refits nothing.
#
#   nightly.sh segments.seg.lock today.csv assignments.csv
#
# Ends with 0 when done, 99 if there is nothing new, 3 or 6 for what may pass by itself (a file that
# is not there yet, a full disk), and 5 when the script is not the locked one: a person has to look
# at that, so a scheduler should not try again.
set -euo pipefail
segue apply "$1" --input "$2" --output "$3" --quiet --skip-code
