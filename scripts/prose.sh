#!/usr/bin/env bash
# Checks the language of documents, comments and messages: Markdown is wrapped at 110 columns, and phrases that readers
# stumble over are in none of them. `scripts/prose.txt` lists each phrase with the words to use in its place.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
cd "$here/.."

findings="$(mktemp)"
trap 'rm -f "$findings"' EXIT

# Tables and code cannot be wrapped; a line of one word (an address) neither.
git ls-files -z '*.md' | xargs -0 perl -CSD -ne '
  if (/^ *(```|~~~)/) { $fenced = !$fenced }
  elsif (!$fenced && !/^ *\|/ && length > 111 && split > 2) { printf "%s:%d: %d columns\n", $ARGV, $., length() - 1 }
  if (eof) { close ARGV; $fenced = 0 }
' >>"$findings"

# A line of the list: a regular expression for `grep -P`, a tab, the better words. Case does not matter.
while IFS=$'\t' read -r phrase better; do
  case "$phrase" in '' | '#'*) continue ;; esac
  files=('*.md' '*.rs' '*.sh' '*.ts' '*.tsx')
  # Pronouns in place of a noun are banned where people read, not in every comment.
  case "$phrase" in md:*) files=('*.md') phrase="${phrase#md:}" ;; esac
  git grep -nIiP -e "$phrase" -- "${files[@]}" ':!scripts/prose.sh' ':!**/LICENSE*' |
    cut -c1-160 | sed "s|\$|   -> $better|" >>"$findings" || true
done <"$here/prose.txt"

if [ -s "$findings" ]; then
  sort -u "$findings" >&2
  fail "$(sort -u "$findings" | wc -l) lines are too wide or use a banned phrase" \
    "wrap them at 110 columns, or use the words after the arrow (scripts/prose.txt)"
fi
done_ "Documents, comments and messages read as they should"
