-- Run many conversions in one Pandoc process.
--
-- stdin:  for each job a line "<bytes> <reader> <writer> <citeproc>", then that many bytes
-- stdout: for each job a line of JSON {"size":…, "error":…, "messages":[…]}, then `size` bytes
--
-- One process for each document would cost 60 ms each; here a document costs what it takes.

local function silenced(messages, f, ...)
  local log, result = pandoc.log.silence(f, ...)
  for _, entry in ipairs(log) do
    -- A log entry answers every property with its text; its JSON has the fields apart.
    local message = pandoc.json.decode(pandoc.json.encode(entry))
    if message.verbosity ~= 'INFO' then
      messages[#messages + 1] = {
        kind = message.type or '',
        text = message.pretty or '',
        line = message.openpos and message.openpos.line or message.line or 0,
        subject = message.contents or message.key or message.message or '',
      }
    end
  end
  return result
end

local function convert(text, reader, writer, citeproc, messages)
  local options = {html_math_method = 'mathml', wrap_text = 'none', highlight_method = 'none'}
  local doc = silenced(messages, pandoc.read, text, reader)
  -- Notes and references are in a back of their own, which only a template has.
  if writer:match('^jats') then
    options.template = pandoc.template.compile('<body>$body$</body><back>$back$</back>')
  end
  if citeproc then doc = silenced(messages, pandoc.utils.citeproc, doc) end
  return silenced(messages, pandoc.write, doc, writer, options)
end

while true do
  local header = io.read('l')
  if not header then break end
  local size, reader, writer, citeproc = header:match('^(%d+) (%S+) (%S+) (%d)$')
  local text = io.read(tonumber(size)) or ''
  local messages = {}
  local ok, result = pcall(convert, text, reader, writer, citeproc == '1', messages)
  local answer = {messages = pandoc.List(messages)}
  if not ok then
    answer.error = tostring(result)
    result = ''
  end
  answer.size = #result
  io.write(pandoc.json.encode(answer), '\n', result)
end
