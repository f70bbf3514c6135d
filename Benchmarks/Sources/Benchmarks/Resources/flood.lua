-- Posts one notification for each line of a file, spread over the threads, and prints what came of it as JSON.
-- Arguments: the file with the users' ids, how many notifications, the value of the Authorization header.
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    local all = {}
    for line in io.lines(arguments[1]) do all[#all + 1] = line end
    users = {}
    local wanted, count = tonumber(arguments[2]), tonumber(arguments[4])
    for index = number, wanted - 1, count do
        users[#users + 1] = all[index % #all + 1]
    end
    headers = { ["Content-Type"] = "application/json", ["Authorization"] = arguments[3] }
    slack = tonumber(arguments[5])
    sent, answered, refused = 0, 0, 0
end

function request()
    -- Whoever is done repeats users until the last answer has come: that costs hardly a sync.
    local user = users[sent % #users + 1]
    sent = sent + 1
    return wrk.format("POST", nil, headers, '{"user":{"id":"' .. user .. '"}}')
end

function response(status)
    answered = answered + 1
    if status < 200 or status > 299 then refused = refused + 1 end
    if answered >= #users + slack then wrk.thread:stop() end
end

function done(summary, latency)
    local refusedInAll = 0
    for _, thread in ipairs(threads) do refusedInAll = refusedInAll + thread:get("refused") end
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"p50":%.3f,"p99":%.3f,"refused":%d,"broken":%d}\n', summary.requests, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        refusedInAll, errors.connect + errors.read + errors.write + errors.timeout))
end
