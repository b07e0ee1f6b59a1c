# Makes the table of the results: first file the goals, second the samples.
function median(measure, target,    n, i, j, v, kept) {
  n = split(values[measure, target], v, " ")
  if (n == 0) return ""
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && v[j] + 0 < v[j - 1] + 0; j--) {
      kept = v[j]; v[j] = v[j - 1]; v[j - 1] = kept
    }
  kept = n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  return n == 1 ? kept : kept " (" v[1] " to " v[n] ")"
}
BEGIN {
  FS = "\t"
  columns = split("direct nginx haproxy broker hot", target, " ")
  print "| measure | no proxy | nginx | HAProxy, ES256 | AIPassport | AIPassport, one hot grant | goal |"
  print "|---|---|---|---|---|---|---|"
}
FILENAME == ARGV[1] { goal[$1] = $2; next }
{
  if (!($1 in known)) { known[$1] = 1; order[++measures] = $1 }
  values[$1, $2] = values[$1, $2] " " $3
}
END {
  for (m = 1; m <= measures; m++) {
    line = "| " order[m]
    for (c = 1; c <= columns; c++) line = line " | " median(order[m], target[c])
    print line " | " goal[order[m]] " |"
  }
}
