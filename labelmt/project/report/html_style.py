"""The style of a report's page: light and dark on a screen, white on paper."""

from __future__ import annotations

STYLE = """
:root{--ground:#fff;--text:#1c1e21;--muted:#5b6168;--rule:#d3d7dc;--soft:#f3f4f5;--accent:#1766b5;
--good:#1f7a3d;--bad:#b3261e;--warn:#fff4d6;--warn-text:#5c4300;
--first:#1766b5;--second:#c2410c;--third:#0f766e;--fourth:#7e22ce;--fifth:#a16207;--sixth:#be185d}
@media (prefers-color-scheme:dark){:root{--ground:#17191c;--text:#e8eaed;--muted:#a3abb4;
--rule:#3a3f45;--soft:#202327;--accent:#7ab8f5;--good:#6fcf8e;--bad:#ff8a80;--warn:#3a3000;
--warn-text:#ffe08a;--first:#5aa9f0;--second:#ff9a62;--third:#4fd1c5;--fourth:#c99bff;
--fifth:#e6c04c;--sixth:#ff8fc0}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:62rem;background:var(--ground);
color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC",
"PingFang SC","Microsoft YaHei",sans-serif;overflow-wrap:anywhere}
header h1{font-size:1.9rem;line-height:1.2;margin:0}
header p{margin:.25rem 0 0;color:var(--muted)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:.75rem 0;margin:1rem 0 0;
border-block:1px solid var(--rule)}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
h2{font-size:1.4rem;margin:2.5rem 0 .75rem;line-height:1.25}
h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
p{margin:.5rem 0;max-width:46rem}
.muted{color:var(--muted);font-size:.9rem}
.warning{background:var(--warn);color:var(--warn-text);padding:.5rem .75rem;border-radius:.4rem}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1.25rem;
margin:.75rem 0}
dt{color:var(--muted)}
dd{margin:0}
.table{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:start;font-weight:400;padding:.3rem .6rem;border-bottom:1px solid var(--rule);
vertical-align:top;overflow-wrap:normal}
tbody th{min-width:8rem;overflow-wrap:anywhere}
thead th{color:var(--muted);font-size:.85rem;vertical-align:bottom}
.n{text-align:end;font-variant-numeric:tabular-nums}
.bar{display:inline-block;width:7rem;height:.55rem;vertical-align:middle;margin-inline-end:.5rem}
.swatch{width:.8em;height:.8em;margin-inline-end:.45em;vertical-align:-.04em}
figure{margin:.75rem 0}
.chart{max-width:100%;height:auto;display:block}
.chart text{font-family:inherit}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.9rem .75rem;
margin:.75rem 0}
.picture{margin:0;font-size:.82rem;line-height:1.35;min-width:0}
.picture img,.picture .none{display:block;width:100%;height:9rem;object-fit:contain;
background:var(--soft);border-radius:.3rem}
.picture .none{padding:3.5rem .5rem 0;text-align:center;color:var(--muted)}
.picture figcaption{padding-top:.3rem}
.picture span{display:block}
.picture .name{color:var(--muted);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.right img{border-bottom:3px solid var(--good)}
.wrong img{border-bottom:3px solid var(--bad)}
""" + "".join(
    f".f-{ink}{{fill:var(--{ink})}}.s-{ink}{{stroke:var(--{ink})}}\n"
    for ink in (
        "text", "muted", "rule", "good", "bad", "first", "second", "third", "fourth", "fifth",
        "sixth",
    )
) + """
@media (max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}
.pictures{grid-template-columns:repeat(auto-fill,minmax(7rem,1fr))}.picture img{height:7rem}}
@media print{:root{--ground:#fff;--text:#000;--muted:#444;--rule:#bbb;--soft:#eee;--accent:#000;
--good:#1f7a3d;--bad:#b3261e;--warn:#fff;--warn-text:#000;--first:#1766b5;--second:#c2410c;
--third:#0f766e;--fourth:#7e22ce;--fifth:#a16207;--sixth:#be185d}
body{max-width:none;padding:0;font-size:10pt}nav{display:none}.warning{border:1px solid #000}
h2,h3{break-after:avoid}tr,figure,.picture{break-inside:avoid}thead{display:table-header-group}
.table{overflow:visible}a{text-decoration:none}@page{margin:18mm 15mm}}
"""  # fmt: skip
