-- For Quarto: make an article of a chapter. The chapter's heading becomes the title, its section `abstract`
-- the abstract, and every section moves one level up. The embedded renderer does the same (article.py).

local function is_title(block)
  return block and block.t == 'Header' and block.level == 1
end

function Pandoc(doc)
  local kept, abstract, inside = pandoc.Blocks{}, pandoc.Blocks{}, false
  for index, block in ipairs(doc.blocks) do
    if index == 1 and is_title(block) then
      doc.meta.title = pandoc.MetaInlines(block.content)
      -- What a browser's tab says; Quarto has taken the file's name for it.
      doc.meta.pagetitle = pandoc.MetaString(pandoc.utils.stringify(block.content))
    else
      local heading = block.t == 'Header' and block.level <= 2
      if heading then inside = block.identifier == 'abstract' end
      if not inside then
        kept:insert(block)
      elseif not heading then
        abstract:insert(block)
      end
    end
  end
  if #abstract > 0 and doc.meta.keywords and quarto.doc.is_format('typst') then
    -- Quarto's PDF of an article leaves them out.
    local words = pandoc.Inlines{pandoc.Strong('Keywords')}
    for index, keyword in ipairs(doc.meta.keywords) do
      words:extend(index == 1 and {pandoc.Space()} or {pandoc.Str(','), pandoc.Space()})
      words:extend(keyword)
    end
    abstract:insert(pandoc.Para(words))
  end
  if #abstract > 0 then doc.meta.abstract = pandoc.MetaBlocks(abstract) end
  doc.blocks = kept:walk{Header = function(header)
    header.level = math.max(1, header.level - 1)
    return header
  end}
  return doc
end
