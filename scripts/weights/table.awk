# Makes docs/weights.md of the measured weight files: awk -f table.awk runtime/common/src/weights/pallet_*.rs
#
# A component, such as n for the length of a batch, adds its part to each number: "41.2 + 43.0 n".

function part(base, slope,   text) {
    text = base
    if (slope != "") text = (text == "" || text + 0 == 0 ? "" : text " + ") slope
    return text == "" ? "0" : text
}
function micros(picoseconds) { gsub("_", "", picoseconds); return sprintf("%.1f", picoseconds / 1000000) }
function plain(number) { gsub("_", "", number); return number + 0 }
function reset() { time = reads = writes = proof = 0; times = readss = writess = proofs = "" }
function term(slope, name) { return (slope + 0 == 1 ? "" : slope " ") name }
# A short weight has its reads or writes on the same line.
function counted() {
    if (match($0, /reads\([0-9]+/)) reads = substr($0, RSTART + 6, RLENGTH - 6) + 0
    if (match($0, /writes\([0-9]+/)) writes = substr($0, RSTART + 7, RLENGTH - 7) + 0
}
function add(list, item) { return list == "" ? item : list " + " item }

FNR == 1 {
    name = FILENAME; sub(/.*\/pallet_/, "", name); sub(/\.rs$/, "", name)
    if (!begun++) {
        print "# What calls cost\n"
        print "Written by `scripts/weights.sh`, not by hand. Time is that of the computation alone, in microseconds; reads"
        print "and writes of the state come on top, at the price of the runtime's `DbWeight`; the proof, in bytes, is what a"
        print "parachain sends to the relay chain in the worst case. `n` and other letters are lengths of batches and lists."
    }
}
/^\/\/! [0-9-]+, / && !measured++ { sub(/^\/\/! /, ""); print "\nMeasured: " $0 }
/^impl/ { print "\n## " name "\n\n| Call | Time (µs) | Reads | Writes | Proof (bytes) |\n|---|---|---|---|---|" }
/^    fn / { call = $2; sub(/\(.*/, "", call); reset(); next }
/^        Weight::from_parts\(/ { match($0, /\(.*\)/); split(substr($0, RSTART + 1, RLENGTH - 2), p, ", "); time = micros(p[1]); proof = plain(p[2]); counted(); next }
/from_parts\([0-9_]+, 0\).saturating_mul/ {
    match($0, /from_parts\([0-9_]+/); slope = micros(substr($0, RSTART + 11, RLENGTH - 11))
    match($0, /mul\([a-z]/); times = add(times, slope " " substr($0, RSTART + 4, 1)); next
}
/from_parts\(0, [0-9_]+\).saturating_mul/ {
    match($0, /\(0, [0-9_]+/); slope = plain(substr($0, RSTART + 4, RLENGTH - 4))
    match($0, /mul\([a-z]/); proofs = add(proofs, term(slope, substr($0, RSTART + 4, 1))); next
}
/(reads|writes)\(\(/ {
    match($0, /\(\([0-9]+/); slope = substr($0, RSTART + 2, RLENGTH - 2)
    match($0, /mul\([a-z]/); item = term(slope, substr($0, RSTART + 4, 1))
    if ($0 ~ /reads\(\(/) readss = add(readss, item); else writess = add(writess, item)
    next
}
{ counted() }
/^    }/ && call != "" {
    print "| `" call "` | " part(time, times) " | " part(reads, readss) " | " part(writes, writess) " | " part(proof, proofs) " |"
    call = ""
}
