-- For Quarto: "<" in a table of a notebook is "&lt;" in its PDF, since Quarto escapes such a table once more to
-- read its styles.

local characters = {lt = '<', gt = '>', amp = '&', quot = '"'}

local function read(str)
  return pandoc.Str((str.text:gsub('&(%a+);', function(name) return characters[name] end)))
end

function Table(table)
  if quarto.doc.is_format('typst') then return table:walk{Str = read} end
end
