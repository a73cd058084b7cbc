#!/usr/bin/env bash
# Assigns a day's customers by the locked decisions; refits nothing.
#
#   nightly.sh segments.seg.lock today.csv assignments.csv
#
# Ends with 0 when done, 3 for a file that cannot be read, and 5 when the script is not the locked one:
# a person has to look at that, so a scheduler should not try again.
set -euo pipefail
segue apply "$1" --input "$2" --output "$3" --quiet
