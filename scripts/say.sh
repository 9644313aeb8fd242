# How the scripts speak: a line per step with its time, colour only on a terminal. Source it.
if [ -t 1 ]; then _bold=$'\e[1m' _green=$'\e[32m' _red=$'\e[31m' _dim=$'\e[2m' _plain=$'\e[0m'
else _bold='' _green='' _red='' _dim='' _plain=''; fi

# step TEXT: what is being done now.
step() { printf '%s==>%s %s%s%s\n' "$_green" "$_plain" "$_bold" "$1" "$_plain"; }
# note TEXT: a detail below a step.
note() { printf '    %s%s%s\n' "$_dim" "$1" "$_plain"; }
# done_ TEXT: what has been reached.
done_() { printf '%s ok%s %s\n' "$_green" "$_plain" "$1"; }
# fail WHAT REMEDY: what went wrong and what to do about it; ends the script.
fail() { printf '%serror%s: %s\n  try: %s\n' "$_red" "$_plain" "$1" "$2" >&2; exit 1; }
# clock SECONDS: a duration for people.
clock() { printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); }
