# What run starts and stops; read by it, and of no use alone. Everything listens on loopback only.

pids=()

say() { echo "$(date +%H:%M:%S) $*" >&2; }

fail() {
  echo "src/bench/run: $*" >&2
  exit 1
}

stop() { # stop <pid>: asks, waits, insists
  kill "$1" 2>/dev/null || return 0
  local i
  for i in $(seq 150); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

stop_all() {
  local i
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    stop "${pids[i]}"
  done
  pids=()
  if [ -f "$work/broker.log" ]; then cp "$work"/*.log "$out" 2>/dev/null || true; fi
  rm -rf "$work"
}

need_tools() {
  local tool missing=()
  for tool in nginx haproxy wrk curl; do
    PATH="$PATH:/usr/sbin" command -v "$tool" >/dev/null || missing+=("${tool/#nginx/nginx-light}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null \
    || fail "missing: ${missing[*]} (Debian, Ubuntu: apt-get install ${missing[*]})"
  say "installing ${missing[*]}"
  { apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"; } >/dev/null
}

newest_jdk() { # prints "<feature version> <home>"
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -x "$home/bin/javac" ] || continue
    version="$("$home/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')"
    echo "${version:-0} $home"
  done | sort -n | tail -1
}

build() {
  if [ ! -f target/aipassport.war ] || [ -n "$(find pom.xml src/main -newer target/aipassport.war -print -quit)" ]; then
    say "building the WAR"
    mvn -B -q -ntp -DskipTests -Dspotless.check.skip package
  fi
  [ -f target/server/payara-micro.jar ] || mvn -B -q -ntp dependency:copy@server-for-tests
  cp target/aipassport.war target/server/payara-micro.jar "$work"
  "$jdk/bin/javac" -nowarn --release 17 -d "$work/classes" "$bench"/java/*.java
}

free_port() { # below the range from which the system takes ports for connections
  local port
  while true; do
    port=$((20000 + RANDOM % 10000))
    [[ " ${ports[*]:-} " == *" $port "* ]] && continue
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  ports+=("$port")
  taken="$port"
}

await_port() { # await_port <port> <pid> <name>
  local i
  for i in $(seq 100); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    kill -0 "$2" 2>/dev/null || break
    sleep 0.1
  done
  tail -20 "$work/$3.log" >&2 || true
  fail "$3 did not start"
}

fill() { # fill <template>: puts this run's names in, into the work directory
  sed -e "s|@WORK@|$work|g" -e "s|@FILES@|$(ulimit -n)|g" -e "s|@CONNECTIONS@|$((($(ulimit -n) - 500) / 2))|g" -e "s|@UPSTREAM@|$upstream|g" \
    -e "s|@MOCK@|$mock|g" -e "s|@NGINX@|$nginx|g" -e "s|@HAPROXY@|$haproxy|g" \
    -e "s|@ISSUER@|http://127.0.0.1:$broker|g" -e "s|@KEY@|$provider_key|g" \
    -e "s|@ANSWER@|$(sed 's/[&|\\]/\\&/g' "$bench/answer.json")|g" "$bench/$1" >"$work/$1"
}

start_nginx() { # start_nginx <name> <port>; its process id is then in $started
  fill "$1.conf"
  local user=()
  [ "$(id -u)" -eq 0 ] && user=(-g "user $(id -un);")
  PATH="$PATH:/usr/sbin" nginx -p "$work" -e "$work/$1.log" -c "$work/$1.conf" "${user[@]}" &
  started=$!
  pids+=("$started")
  await_port "$2" "$started" "$1"
}

start_mock() {
  "$jdk/bin/java" -Xmx512m -cp "$work/classes" Mock "$mock" >"$work/mock.log" 2>&1 &
  pids+=($!)
  await_port "$mock" $! mock
}

hex() { # hex <base64url>
  local text
  text="$(tr '_-' '/+' <<<"$1")"
  while [ $((${#text} % 4)) -ne 0 ]; do text+="="; done
  base64 -d <<<"$text" | od -An -tx1 | tr -d ' \n'
}

broker_pem() { # the broker's public key, as HAProxy reads one (RFC 5480, P-256)
  local jwk der
  jwk="$(curl -sS "http://127.0.0.1:$broker/.well-known/jwks.json")"
  der="3059301306072a8648ce3d020106082a8648ce3d03010703420004"
  der+="$(hex "$(member x "$jwk")")$(hex "$(member y "$jwk")")"
  echo "-----BEGIN PUBLIC KEY-----"
  # shellcheck disable=SC2001
  printf "$(sed 's/../\\x&/g' <<<"$der")" | base64 -w 64
  echo "-----END PUBLIC KEY-----"
}

start_haproxy() {
  broker_pem >"$work/broker.pem"
  cat "$work"/grants-*.txt | sed 's/$/ 1/' >"$work/grants.map"
  fill haproxy.cfg
  PATH="$PATH:/usr/sbin" haproxy -db -f "$work/haproxy.cfg" >"$work/haproxy.log" 2>&1 &
  haproxy_pid=$!
  pids+=("$haproxy_pid")
  await_port "$haproxy" "$haproxy_pid" haproxy
}

broker_settings() { # broker_settings <data directory>
  mkdir -p "$1"
  chmod 700 "$1"
  cat >"$1/aipassport.properties" <<END
aipassport.public-url=http://127.0.0.1:$broker
aipassport.token.ttl=PT12H
aipassport.providers=openai,paced,slow
aipassport.provider.openai.base-url=http://127.0.0.1:$upstream/v1
aipassport.provider.openai.allow-private=true
aipassport.provider.paced.type=openai-compatible
aipassport.provider.paced.base-url=http://127.0.0.1:$mock$paced_path
aipassport.provider.paced.allow-private=true
aipassport.provider.slow.type=openai-compatible
aipassport.provider.slow.max-calls=5000
aipassport.provider.slow.base-url=http://127.0.0.1:$mock$slow_path
aipassport.provider.slow.allow-private=true
END
}

# start_broker <data directory> <JVM option>...: the README's command; $first_200 is then the time
# from it to the first answer, in seconds
start_broker() {
  local data="$1" begin
  shift
  [ -d "$data" ] || broker_settings "$data"
  mkdir -p "$work/tmp"
  begin="$(date +%s%N)"
  # shellcheck disable=SC2086
  AIPASSPORT_DATA_DIR="$data" "$jdk/bin/java" "-Djava.io.tmpdir=$work/tmp" ${BENCH_JAVA_OPTS:-} "$@" \
    -jar "$work/payara-micro.jar" --deploy "$work/aipassport.war" --contextroot / --port "$broker" \
    --nohazelcast --disablephonehome --prebootcommandfile config/payara-micro/preboot.txt \
    >>"$work/broker.log" 2>&1 &
  broker_pid=$!
  pids+=("$broker_pid")
  until [ "$(curl -s -m 2 -o "$work/health" -w '%{http_code}' "http://127.0.0.1:$broker/health" || true)" = 200 ]; do
    kill -0 "$broker_pid" 2>/dev/null && [ $(($(date +%s%N) - begin)) -lt 180000000000 ] \
      || { tail -30 "$work/broker.log" >&2; fail "the broker did not start"; }
    sleep 0.1
  done
  first_200="$(awk -v a="$begin" -v b="$(date +%s%N)" 'BEGIN { printf "%.1f", (b - a) / 1e9 }')"
  say "broker up after $first_200 s"
}

member() { # member <name> <json>: the first text member of that name
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$2"
}

post() { # post <path> <bearer or nothing> <json or nothing>
  curl -sS -m 20 "http://127.0.0.1:$broker$1" ${2:+-H "Authorization: Bearer $2"} \
    -H 'Content-Type: application/json' -d "${3:-}"
}

set_up() { # set_up <data directory>: owner and keys
  local password setup provider
  for _ in $(seq 100); do [ -s "$1/setup-secret" ] && break || sleep 0.1; done
  password="$(head -c 24 /dev/urandom | base64)"
  setup="$(post /setup "" \
    "{\"secret\":\"$(cat "$1/setup-secret")\",\"username\":\"me\",\"password\":\"$password\"}")"
  pat="$(member personalAccessToken "$setup")"
  [ -n "$pat" ] || fail "setup: $setup"
  for provider in openai paced slow; do
    post /api/provider-keys "$pat" "{\"provider\":\"$provider\",\"key\":\"$provider_key\"}" >/dev/null
  done
}

grants() { # grants <name> <provider> <how many>: asks, approves, takes tokens, into files
  local request grant claim token i
  for ((i = 0; i < $3; i++)); do
    request="$(post /grant-requests "" "{\"appName\":\"Bench $1 $i\",\"appUrl\":\"http://localhost:3000\",
      \"scope\":{\"provider\":\"$2\",\"models\":[\"gpt-4o-mini\"],\"capabilities\":[\"chat\"]},\"reason\":\"Measuring\"}")"
    grant="$(sed -n 's/.*"grant":{"id":"\([^"]*\)".*/\1/p' <<<"$request")"
    claim="$(member claimToken "$request")"
    post "/grants/$grant/approve" "$pat" '{"expiresInSeconds":86400}' >/dev/null
    token="$(member token "$(post /tokens "$claim" "{\"grantId\":\"$grant\"}")")"
    [ -n "$token" ] || fail "no token for: $request"
    echo "$grant" >>"$work/grants-$1.txt"
    echo "$token" >>"$work/tokens-$1.txt"
    echo "$claim $grant" >>"$work/claims-$1.txt"
  done
}
