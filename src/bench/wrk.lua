-- POSTs the body in BODY; the tokens in TOKENS, one a line, take turns.
local threads = 0

function setup(thread)
  thread:set("first", threads * 7)
  threads = threads + 1
end

function init(args)
  local file = assert(io.open(os.getenv("BODY"), "r"))
  local body = file:read("*a")
  file:close()
  requests = {}
  for token in io.lines(os.getenv("TOKENS")) do
    local call = body
    local credential = token
    -- a line of two words: the credential, and what stands for @GRANT@ in the body
    local claim, grant = token:match("^(%S+) (%S+)$")
    if claim then
      credential = claim
      call = body:gsub("@GRANT@", grant)
    end
    requests[#requests + 1] = wrk.format("POST", nil, {
      ["Content-Type"] = "application/json",
      ["Authorization"] = "Bearer " .. credential,
    }, call)
  end
  turn = first % #requests
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("calls=%d seconds=%.3f failed=%d status=%d p50=%.3f p99=%.3f\n",
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, errors.status,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
