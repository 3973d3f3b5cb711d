# The project's own scenarios, by conc-run test: each writes what stands beside it, and check finds what its header expects.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
scenarios=$(CDPATH='' cd -- "$(dirname "$0")/../../scenarios" && pwd)
. "$(dirname "$0")/check.inc"

run test "$scenarios"
check 'all scenarios' 0 '^[1-9][0-9]+ passed, 0 failed$' ''
finish
