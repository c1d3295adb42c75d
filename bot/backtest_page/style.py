"""How the page looks: the colours of the pictures, by day and by night, on a phone and on paper."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from bot.charts.palette import DARK, LIGHT, Theme

_RULES: Final = """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,
"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR",sans-serif;word-break:keep-all;
overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:24px 20px 48px}
h1{font-size:26px;line-height:1.3;margin:0 0 4px}
h2{font-size:18px;margin:36px 0 10px}
p{margin:4px 0}
.faint,figcaption,th,.note{color:var(--faint)}
.note{font-size:13px}
.gain{color:var(--up)}.loss{color:var(--down)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:8px;margin:16px 0}
.cards div{background:var(--card);border-radius:10px;padding:10px 12px}
.cards span{display:block;font-size:13px;color:var(--faint)}
.cards b{font-size:19px;font-variant-numeric:tabular-nums}
.badge{display:inline-block;border-radius:99px;padding:1px 10px;font-size:13px;
border:1px solid currentColor;white-space:nowrap}
.ok{color:var(--take)}.warning{color:var(--warning)}.fail{color:var(--up)}
.not_verified{color:var(--faint)}
figure{margin:18px 0 34px}
figcaption{display:flex;flex-wrap:wrap;gap:4px 14px;margin-bottom:8px;font-size:14px}
figcaption b{color:var(--ink)}
.key::before{content:"";display:inline-block;width:10px;height:10px;border-radius:2px;
margin-right:6px;background:var(--kind)}
.plot{position:relative;margin-right:64px}
.plot svg{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}
.plot path{vector-effect:non-scaling-stroke;fill:none}
.grid{stroke:var(--line);stroke-width:1}
.line{stroke:var(--kind);stroke-width:2;stroke-linejoin:round}
.line.hold{stroke-width:1.5}
path.area,path.volume{fill:var(--kind)}
path.volume{opacity:.35}
path.area.fall{opacity:.35}
.wick{stroke:var(--kind);stroke-width:1}
.level{stroke:var(--kind);stroke-width:1.5;stroke-dasharray:5 4}
.own{--kind:var(--own)}.hold{--kind:var(--other)}.fall{--kind:var(--down)}
.up{--kind:var(--up)}.down{--kind:var(--down)}
.stop{--kind:var(--stop)}.take{--kind:var(--take)}
.buy{--kind:var(--buy)}.sell{--kind:var(--sell)}
.y,.x{position:absolute;font-size:12px;color:var(--faint);white-space:nowrap;
font-variant-numeric:tabular-nums}
.y{left:100%;padding-left:8px;transform:translateY(-50%)}
.x{top:100%;padding-top:4px;transform:translateX(-50%)}
.plot i{position:absolute;width:12px;height:9px;background:var(--kind);margin-left:-6px}
.plot i.buy{clip-path:polygon(50% 0,100% 100%,0 100%)}
.plot i.sell{clip-path:polygon(50% 100%,100% 0,0 0);margin-top:-9px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th{font-weight:500;font-size:13px}
th:first-child,td:first-child,.text{text-align:left}
.text{white-space:normal;min-width:14em}
tr.sum td{font-weight:600;border-top:2px solid var(--line)}
.months td{text-align:center;padding:5px 4px}.months th{text-align:center}
details{border-bottom:1px solid var(--line);padding:6px 0}
summary{cursor:pointer;padding:4px 0}
ul{padding-left:20px;margin:6px 0}
code{font:13px/1.4 ui-monospace,"D2Coding",monospace;overflow-wrap:anywhere}
@media(max-width:600px){main{padding:16px 14px 40px}h1{font-size:21px}
.cards{grid-template-columns:repeat(2,1fr)}.plot{margin-right:54px}
th,td{padding:5px 6px}body{font-size:14px}.plot i{width:9px;height:7px;margin-left:-4.5px}
.plot i.sell{margin-top:-7px}}
@media print{details{break-inside:avoid}body{font-size:12px}}
"""


def sheet() -> str:
    """Give the style sheet: the rules, and both sets of colours."""
    night = f"@media(prefers-color-scheme:dark){{:root{{{_colours(DARK)}}}}}"
    parts = "".join(f".part{n}{{--kind:var(--part{n})}}" for n in range(len(LIGHT.parts)))
    return f":root{{color-scheme:light dark;{_colours(LIGHT)}}}{night}{_RULES}{parts}"


def _colours(theme: Theme) -> str:
    named = {name: value for name, value in asdict(theme).items() if isinstance(value, str)}
    parts = {f"part{number}": value for number, value in enumerate(theme.parts)}
    return ";".join(f"--{name}:{value}" for name, value in {**named, **parts}.items())
