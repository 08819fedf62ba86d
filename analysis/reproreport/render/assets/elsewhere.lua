-- For Quarto: a reference to what only the whole report holds is words without a link,
-- "Appendix A of the full report". The embedded renderer does the same (crossref.py).
--
-- build/elsewhere.json, written by `report build` and `report compute --read`, holds for each publication
-- {label: [word, number, phrase]}, and {"/chapter.qmd": []} for each chapter that it does not hold: a link to one is
-- text.

local function read_names()
  local file = io.open(pandoc.path.join({quarto.project.directory or '.', 'build', 'elsewhere.json'}))
  if not file then return {} end
  local all = pandoc.json.decode(file:read('a'), false)
  file:close()
  for _, profile in ipairs(quarto.project.profile or {}) do
    if all[profile] then return all[profile] end
  end
  return {}
end

local names = read_names()

local function found(citation)
  return names[citation.id:sub(1, 1):lower() .. citation.id:sub(2)]
end

local function words(citation)
  local word, number, phrase = table.unpack(found(citation))
  local result = pandoc.Inlines{}
  if #citation.prefix > 0 then
    result:extend(citation.prefix)
    result:insert(pandoc.Str('\u{a0}' .. number))
  elseif citation.mode == 'SuppressAuthor' then
    result:insert(pandoc.Str(number))
  else
    result:insert(pandoc.Str(word .. '\u{a0}' .. number))
  end
  for part in phrase:gmatch('%S+') do
    result:insert(pandoc.Space())
    result:insert(pandoc.Str(part))
  end
  return result
end

function Cite(cite)
  if not cite.citations:find_if(found) then return nil end
  local result = pandoc.Inlines{}
  for index, citation in ipairs(cite.citations) do
    if index > 1 then result:extend{pandoc.Str(','), pandoc.Space()} end
    if found(citation) then
      result:extend(words(citation))
    else
      result:insert(pandoc.Cite({}, {citation}))
    end
  end
  return result
end

-- Where a link leads, from the project's folder: "/chapters/a/index.qmd".
local function place(target)
  local folder = pandoc.path.directory(quarto.doc.input_file)
  local from = pandoc.path.make_relative(folder, quarto.project.directory or '.')
  local path = '/' .. pandoc.path.normalize(pandoc.path.join({from, target}))
  local before
  repeat
    before = path
    path = path:gsub('/%./', '/'):gsub('/[^/]+/%.%./', '/', 1)
  until path == before
  return path
end

function Link(link)
  local path = link.target:match('^([^#:]+%.qmd)')
  if path and path:sub(1, 1) ~= '/' then path = place(path) end
  if path and names[path] then return link.content end
end
