-- Sends the requests of a file in turn, to measure with wrk. bench/mix.py writes the file and reads the last line.
--
-- Arguments: the file (a line each: what to accept, a tab, the path with "|" where the mark goes), and a word that
-- starts every mark, so that no text is sent twice; "-" for no marks, so that the same texts are sent again and again.

local started = 0

function setup(thread)
  thread:set("number", started)
  started = started + 1
end

local requests, word, sent = {}, nil, 0

local function split(text)
  local parts = {}
  for part in (text .. "|"):gmatch("([^|]*)|") do
    parts[#parts + 1] = part
  end
  return parts
end

function init(args)
  if args[2] ~= "-" then
    word = args[2] .. "t" .. number .. "n"
  end
  for line in io.lines(args[1]) do
    local accept, path = line:match("^([^\t]*)\t(.*)$")
    local text = wrk.format("GET", path, { Accept = accept })
    requests[#requests + 1] = word and split(text) or text:gsub("|", "")
  end
end

function request()
  sent = sent + 1
  local one = requests[(sent - 1) % #requests + 1]
  return word and table.concat(one, word .. sent) or one
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
