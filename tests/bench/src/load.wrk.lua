-- Asks the questions of the file OIN_BENCH_TARGETS in turn and reports what came of it on one line.
local requests = {}
local at = 0
local threads = 0

function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

function init()
   for target in io.lines(os.getenv("OIN_BENCH_TARGETS")) do
      requests[#requests + 1] = wrk.format("GET", target)
   end
   -- Each thread starts elsewhere in the list.
   at = number * math.floor(#requests / 2)
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary, latency)
   local errors = summary.errors
   local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
   io.write(string.format("measured %d %d %d %d %d %d\n", summary.requests, summary.duration,
      latency:percentile(50), latency:percentile(99), failed, summary.bytes))
end
