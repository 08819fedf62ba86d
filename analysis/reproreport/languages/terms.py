"""The words that a report itself adds to its author's text, in each language in which they are known.

They are those of Quarto's own translations, by Quarto's names; Quarto has none for Vietnamese, and none for
the last row, the words around a page. A language stands here with four rows:

    CROSSREF   what numbered things are called
    CALLOUTS   the titles of callouts
    TITLES     the titles of lists and parts
    PAGE       the links of a page, and the word between the ends of an interval
"""

from __future__ import annotations

CROSSREF = (
    "crossref-ch-prefix",
    "crossref-apx-prefix",
    "crossref-sec-prefix",
    "crossref-fig-title",
    "crossref-tbl-title",
    "crossref-eq-prefix",
)
CALLOUTS = (
    "callout-note-title",
    "callout-tip-title",
    "callout-warning-title",
    "callout-important-title",
    "callout-caution-title",
)
TITLES = (
    "toc-title-document",
    "toc-title-website",
    "section-title-abstract",
    "title-block-keywords",
    "section-title-appendices",
    "section-title-references",
)
PAGE = ("previous", "next", "close", "skip", "to")

_ROWS: dict[str, tuple[str, str, str, str]] = {
    "en": (
        "Chapter | Appendix | Section | Figure | Table | Equation",
        "Note | Tip | Warning | Important | Caution",
        "Contents | On this page | Abstract | Keywords | Appendices | References",
        "Previous | Next | Close | Skip to the text | to",
    ),
    "vi": (
        "Chương | Phụ lục | Mục | Hình | Bảng | Phương trình",
        "Ghi chú | Mẹo | Cảnh báo | Quan trọng | Thận trọng",
        "Mục lục | Trên trang này | Tóm tắt | Từ khóa | Phụ lục | Tài liệu tham khảo",
        "Trước | Tiếp | Đóng | Đến nội dung | đến",
    ),
    "bg": (
        "Глава | Приложение | Раздел | Фигура | Таблица | Уравнение",
        "Бележка | Съвет | Предупреждение | Важно | Внимание",
        "Съдържание | На тази страница | Резюме | Ключови думи | Приложения | Референции",
        "Предишна | Следваща | Затвори | Към съдържанието | до",
    ),
    "ca": (
        "Capítol | Apèndix | Secció | Figura | Taula | Equació",
        "Nota | Consell | Alerta | Important | Precaució",
        "Taula de continguts | En aquesta pàgina | Resum | Paraules clau | Apèndixs | Referències",
        "Anterior | Següent | Tanca | Salta al contingut | a",
    ),
    "cs": (
        "Kapitola | Příloha | Sekce | Obrázek | Tabulka | Rovnice",
        "Poznámka | Tip | Varování | Důležité | Upozornění",
        "Obsah | Na této stránce | Abstrakt | Klíčová slova | Přílohy | Reference",
        "Předchozí | Další | Zavřít | Přejít k obsahu | až",
    ),
    "da": (
        "Kapitel | Bilag | Sektion | Figur | Tabel | Ligning",
        "Note | Tip | Advarsel | Vigtigt | Forsigtig",
        "Indholdsfortegnelse | På denne side | Resume | Nøgleord | Bilag | Referencer",
        "Forrige | Næste | Luk | Gå til indholdet | til",
    ),
    "de": (
        "Kapitel | Anhang | Kapitel | Abbildung | Tabelle | Gleichung",
        "Hinweis | Tipp | Warnung | Wichtig | Vorsicht",
        "Inhaltsverzeichnis | Auf dieser Seite | Zusammenfassung | Schlüsselwörter | Anhang | Literatur",
        "Zurück | Weiter | Schließen | Zum Inhalt | bis",
    ),
    "el": (
        "Κεφάλαιο | Παράρτημα | Ενότητα | Σχήμα | Πίνακας | Εξίσωση",
        "Σημείωση | Συμβουλή | Προειδοποίηση | Σημαντικό | Προσοχή",
        "Πίνακας περιεχομένων | Σε αυτήν τη σελίδα | Περίληψη | Λέξεις-κλειδιά | Παραρτήματα | Αναφορές",
        "Προηγούμενο | Επόμενο | Κλείσιμο | Μετάβαση στο περιεχόμενο | έως",
    ),
    "es": (
        "Capítulo | Apéndice | Sección | Figura | Tabla | Ecuación",
        "Nota | Tip | Advertencia | Importante | Precaución",
        "Tabla de contenidos | En esta página | Resumen | Palabras clave | Apéndices | Referencias",
        "Anterior | Siguiente | Cerrar | Saltar al contenido | a",
    ),
    "eu": (
        "Kapitulua | Eranskina | Atala | Irudia | Taula | Ekuazioa",
        "Oharra | Ahoulkua | Abisua | Garrantzitsua | Kontuz",
        "Aurkibidea | Orri honetan | Laburpena | Gako-hitzak | Eranskinak | Erreferentziak",
        "Aurrekoa | Hurrengoa | Itxi | Joan zuzenean edukira | –",
    ),
    "fi": (
        "Luku | Liite | Alaluku | Kuva | Taulukko | Yhtälö",
        "Huomautus | Vihje | Varoitus | Tärkeää | Vaara",
        "Sisällysluettelo | Tällä sivulla | Tiivistelmä | Avainsanat | Liitteet | Lähteet",
        "Edellinen | Seuraava | Sulje | Siirry sisältöön | –",
    ),
    "fr": (
        "Chapitre | Annexe | Section | Figure | Table | Équation",
        "Note | Astuce | Avertissement | Important | Mise en garde",
        "Table des matières | Sur cette page | Résumé | Mots clés | Annexes | Les références",
        "Précédent | Suivant | Fermer | Aller au contenu | à",
    ),
    "he": (
        "פרק | נספח | מדור | תרשים | טבלה | משוואה",
        "הערה | עצה | אזהרה | חשוב | זהירות",
        "תוכן עניינים | בעמוד זה | תקציר | מילות מפתח | נספחים | מקורות",
        "הקודם | הבא | סגירה | דילוג לתוכן | עד",
    ),
    "id": (
        "Bab | Lampiran | Bagian | Gambar | Tabel | Perhitungan",
        "Catatan | Tip | Peringatan | Penting | Bahaya",
        "Daftar Isi | Di halaman ini | Abstrak | Kata kunci | Lampiran | Daftar Pustaka",
        "Sebelumnya | Selanjutnya | Tutup | Lewati ke isi | sampai",
    ),
    "is": (
        "Kafli | Viðauki | Undirkafli | Mynd | Tafla | Jafna",
        "Athugasemd | Ábending | Aðvörun | Mikilvægt | Varúð",
        "Efnisyfirlit | Á þessari síðu | Ágrip | Lykilorð | Viðaukar | Heimildir",
        "Fyrri | Næsta | Loka | Hoppa yfir í efnið | til",
    ),
    "it": (
        "Capitolo | Appendice | Sezione | Figura | Tabella | Equazione",
        "Nota | Consiglio | Avviso | Importante | Attenzione",
        "Indice | In questa pagina | Sommario | Parole chiave | Appendici | Referenze",
        "Precedente | Successivo | Chiudi | Vai al contenuto | a",
    ),
    "ja": (
        "チャプター | 付録 | セクション | 図 | 表 | 式",
        "ノート | ヒント | 警告 | 重要 | 注意",
        "目次 | 目次 | 概要 | キーワード | 付録 | 参考文献",
        "前 | 次 | 閉じる | 本文へ移動 | ～",
    ),
    "ko": (
        "장 | 부록 | 섹션 | 그림 | 표 | 방정식",
        "노트 | 힌트 | 경고 | 중요 | 주의",
        "목차 | 목차 | 초록 | 키워드 | 부록 | 참고문헌",
        "이전 | 다음 | 닫기 | 본문으로 이동 | ~",
    ),
    "lt": (
        "Skyrius | Priedas | Poskyris | Paveikslas | Lentelė | Lygtis",
        "Pastaba | Patarimas | Įspėjimas | Svarbu | Atsargiai",
        "Turinys | Šiame tinklalapyje | Santrauka | Raktiniai žodžiai | Priedai | Informacijos šaltiniai",
        "Ankstesnis | Kitas | Uždaryti | Pereiti prie turinio | iki",
    ),
    "nb": (
        "Kapitel | Bilag | Seksjon | Figur | Tabell | Ligning",
        "Note | Tips | Advarsel | Viktig | Forsiktig",
        "Innholdsfortegnelse | På denne siden | Sammendrag | Nøkkelord | Bilag | Referanser",
        "Forrige | Neste | Lukk | Gå til innhold | til",
    ),
    "nl": (
        "Hoofdstuk | Bijlage | Paragraaf | Figuur | Tabel | Vergelijking",
        "Opmerking | Tip | Waarschuwing | Belangrijk | Opgelet",
        "Inhoudsopgave | Op deze pagina | Samenvatting | Trefwoorden | Bijlagen | Referenties",
        "Vorige | Volgende | Sluiten | Ga naar inhoud | tot",
    ),
    "nn": (
        "Kapittel | Vedlegg | Avsnitt | Figur | Tabell | Likning",
        "Obs | Tips | Advarsel | Viktig | Pass på",
        "Innhald | På denne sida | Samandrag | Nøkkelord | Vedlegg | Referansar",
        "Førre | Neste | Lukk | Gå til innhald | til",
    ),
    "pl": (
        "Rozdział | Załącznik | Sekcja | Rysunek | Tabela | Równanie",
        "Adnotacja | Wskazówka | Ostrzeżenie | Ważne | Zagrożenie",
        "Spis treści | Na tej stronie | Abstrakt | Słowa kluczowe | Załączniki | Bibliografia",
        "Poprzednia | Następna | Zamknij | Przejdź do treści | do",
    ),
    "pt": (
        "Capítulo | Apêndice | Seção | Figura | Tabela | Equação",
        "Nota | Dica | Aviso | Importante | Cuidado",
        "Índice | Nesta página | Resumo | Palavras-chave | Apêndices | Referências",
        "Anterior | Próximo | Fechar | Ir para o conteúdo | a",
    ),
    "ru": (
        "Глава | Приложение | Глава | Рисунок | Таблица | Уравнение",
        "Уведомление | Совет | Предупреждение | Важное уведомление | Осторожность",
        "Содержание | Содержание | Аннотация | Ключевые слова | Приложения | Использованная литература",
        "Назад | Вперёд | Закрыть | Перейти к содержанию | до",
    ),
    "sk": (
        "Kapitola | Príloha | Sekcia | Obrázok | Tabuľka | Rovnica",
        "Poznámka | Tip | Varovanie | Dôležité | Výstraha",
        "Obsah | Na tejto stránke | Abstrakt | Kľúčové slová | Prílohy | Literatúra",
        "Predchádzajúca | Ďalšia | Zavrieť | Prejsť na obsah | až",
    ),
    "sl": (
        "Poglavje | Priloga | Odsek | Slika | Tabela | Enakost",
        "Opomba | Nasvet | Opozorilo | Pomembno | Pozor",
        "Kazalo vsebine | Na tej strani | Povzetek | Ključne besede | Priloge | Viri",
        "Prejšnja | Naslednja | Zapri | Skoči na vsebino | do",
    ),
    "sr-Latn": (
        "Poglavlje | Apendiks | Odeljak | Figura | Tabela | Jednačina",
        "Beleška | Savet | Upozorenje | Bitno | Pažnja",
        "Sadržaj | Na ovoj stranici | Apstrakt | Ključne Reči | Apendiks | Reference",
        "Prethodno | Sledeće | Zatvori | Pređi na tekst | do",
    ),
    "sv": (
        "Kapitel | Bilaga | Avsnitt | Figur | Tabell | Ekvation",
        "Notera | Tips | Varning | Viktigt | Försiktigt",
        "Innehållsförteckning | På denna sida | Sammanfattning | Nyckelord | Bilagor | Referenser",
        "Föregående | Nästa | Stäng | Gå till innehållet | till",
    ),
    "tr": (
        "Bölüm | Ek | Bölüm | Şekil | Tablo | Eşitlik",
        "Not | İpucu | Uyarı | Önemli | Dikkat",
        "İçindekiler | Bu sayfada | Özet | Anahtar kelimeler | Ekler | Referanslar",
        "Önceki | Sonraki | Kapat | Ana içeriğe geç | –",
    ),
    "uk": (
        "Глава | Додаток | Розділ | Рисунок | Таблиця | Рівняння",
        "Примітка | Порада | Попередження | Важливо | Застереження",
        "Зміст | Зміст | Анотація | Ключові слова | Додатки | Використана література",
        "Назад | Вперед | Закрити | Перейти до змісту | до",
    ),
    "zh": (
        "章节 | 附录 | 小节 | 图 | 表 | 式",
        "注记 | 提示 | 警告 | 重要 | 注意",
        "目录 | 该页面内容 | 摘要 | 关键词 | 附录 | 参考文献",
        "上一页 | 下一页 | 关闭 | 跳到正文 | 至",
    ),
    "zh-TW": (
        "章 | 附錄 | 節 | 圖 | 表 | 方程式",
        "註釋 | 提示 | 警告 | 重要 | 注意",
        "目錄 | 本頁目錄 | 摘要 | 關鍵字 | 附錄 | 參考文獻",
        "上一頁 | 下一頁 | 關閉 | 跳到正文 | 至",
    ),
}

_MORE: dict[str, dict[str, str]] = {
    "en": {
        "turn": "Previous and next chapter",
        "built": "What this was built from",
        "numbers": "Where the numbers come from",
        "downloads": "Downloads and citation",
        "search": "Search",
        "search-none": "Nothing found",
        "notebook": "Notebook",
        "data": "Data (CSV)",
        "image": "Image",
        "result": "Result",
        "value": "Value in full",
        "printed": "Audit of the print",
        "unit": "Unit",
        "computed-in": "Computed in",
        "data-rows": "Data rows",
        "files-read": "Data that its notebook reads",
        "changed": "Last changed",
        "more": "More",
        "elsewhere": "of the full report",
        "original-author": "author of the original work",
        "original-work": "the original work",
    },
    "vi": {
        "turn": "Chương trước và chương sau",
        "built": "Báo cáo này được dựng từ những gì",
        "numbers": "Các con số này từ đâu ra",
        "downloads": "Tải về và trích dẫn",
        "search": "Tìm kiếm",
        "search-none": "Không tìm thấy",
        "notebook": "Sổ tính",
        "data": "Dữ liệu (CSV)",
        "image": "Hình",
        "result": "Kết quả",
        "value": "Giá trị đầy đủ",
        "printed": "Kiểm tra bản in",
        "unit": "Đơn vị",
        "computed-in": "Tính trong",
        "data-rows": "Dòng dữ liệu",
        "files-read": "Dữ liệu mà sổ tính đọc",
        "changed": "Thay đổi lần cuối",
        "more": "Xem thêm",
        "elsewhere": "của báo cáo đầy đủ",
        "original-author": "tác giả của công trình gốc",
        "original-work": "công trình gốc",
    },
}
"""Phrases that only a report with several publications needs; in other languages its author gives them."""

COUNTS: dict[str, tuple[str, ...]] = {
    "en": (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ),
    "vi": (
        "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một",
        "mười hai",
    ),
}  # fmt: skip
"""The numbers that a sentence has in words, each at the place of its value. Elsewhere they have a gender."""

TERMS: dict[str, dict[str, str]] = {
    tag: dict(
        zip((*CROSSREF, *CALLOUTS, *TITLES, *PAGE), " | ".join(rows).split(" | "), strict=True),
        **_MORE.get(tag, {}),
    )
    for tag, rows in _ROWS.items()
}
"""The words of each language, by their names."""
