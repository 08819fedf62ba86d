-- For Quarto: what a title page says, at the head of the first page of the site. The embedded renderer does
-- the same (cover.html.j2).

local function first_page()
  local home = pandoc.path.join({quarto.project.directory or '.', 'index.qmd'})
  return pandoc.path.normalize(quarto.doc.input_file) == pandoc.path.normalize(home)
end

local function joined(texts)
  local result = pandoc.Inlines{}
  for index, text in ipairs(texts or {}) do
    if index > 1 then result:extend{pandoc.Str(','), pandoc.Space()} end
    result:extend(text)
  end
  -- Room for a name.
  if #result == 0 then result:insert(pandoc.Str('–')) end
  return result
end

function Pandoc(doc)
  local sheet = doc.meta.report and doc.meta.report['title-page']
  if not (sheet and quarto.doc.is_format('html') and first_page()) then return nil end
  local blocks, details = pandoc.Blocks{}, pandoc.List{}
  for _, line in ipairs(sheet.above or {}) do blocks:insert(pandoc.Para(line)) end
  for _, key in ipairs{'author', 'kind'} do
    if sheet[key] then blocks:insert(pandoc.Para(sheet[key])) end
  end
  for _, detail in ipairs(sheet.details or {}) do
    details:insert({detail.label, {{pandoc.Plain(joined(detail.text))}}})
  end
  if #details > 0 then blocks:insert(pandoc.DefinitionList(details)) end
  if sheet.below then blocks:insert(pandoc.Para(sheet.below)) end
  doc.blocks:insert(1, pandoc.Div(blocks, {class = 'title-page'}))
  return doc
end
