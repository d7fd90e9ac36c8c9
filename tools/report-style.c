/* SPDX-License-Identifier: MIT */
#include "report-html.h"

/* clang-format off */
const char *const report_style[] = {
":root{--paper:#fff;--ground:#f4f5f7;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--faint:#eaeef2;"
"--good:#1a7f37;--wait:#9a6700;--warn:#bc4c00;--bad:#cf222e;--blue:#0969da;--violet:#8250df;"
"--teal:#0b7c8a}\n",
"@media(prefers-color-scheme:dark){:root{--paper:#161b22;--ground:#0d1117;--ink:#e6edf3;"
"--soft:#9aa4af;--line:#30363d;--faint:#21262d;--good:#3fb950;--wait:#d29922;--warn:#f0883e;"
"--bad:#ff6a69;--blue:#58a6ff;--violet:#bc8cff;--teal:#39c5cf}}\n",
"*{box-sizing:border-box}"
"body{margin:0;background:var(--ground);color:var(--ink);"
"font:15px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif}\n",
"main{max-width:1040px;margin:0 auto;padding:24px 20px 40px}"
"header{display:flex;gap:20px;align-items:flex-start;background:var(--paper);padding:22px 24px;"
"border:1px solid var(--line);border-left:6px solid var(--tone);border-radius:8px}\n",
".good{--tone:var(--good)}.wait{--tone:var(--wait)}.warn{--tone:var(--warn)}"
".bad{--tone:var(--bad)}.off{--tone:var(--soft)}\n",
"header p{margin:4px 0 0;max-width:70ch}header .verb{margin:0;color:var(--soft);font-size:13px}"
"h1{margin:0;font-size:28px;line-height:1.2;color:var(--tone)}"
".sign{flex:none;width:52px;height:52px;fill:none;stroke:var(--tone);stroke-width:4;"
"stroke-linecap:round;stroke-linejoin:round}\n",
".advice{margin-top:12px!important;padding-top:10px;border-top:1px solid var(--faint)}"
".advice strong{margin-right:6px}\n",
"h2{font-size:18px;margin:0 0 8px}h3{font-size:16px;margin:0 0 6px}"
"h3 small{color:var(--soft);font-weight:400;font-size:14px;margin-left:6px}"
"h4{font-size:14px;margin:18px 0 4px}\n",
".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(225px,1fr));gap:14px;"
"margin:14px 0}"
".card,section{background:var(--paper);border:1px solid var(--line);border-radius:8px;"
"padding:16px 18px}"
"section{margin:14px 0;padding:20px 24px}.card h2{font-size:13px;color:var(--soft);"
"text-transform:uppercase;letter-spacing:.04em}\n",
"section section{border:0;border-top:1px solid var(--line);border-radius:0;padding:18px 0 0;"
"margin:18px 0 0}section p{margin:0 0 12px;color:var(--soft);max-width:80ch}\n",
"dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:0}"
"dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}\n",
".limits{display:flex;flex-wrap:wrap;gap:6px 26px;margin:10px 0 4px;font-size:13px}"
".limits div{display:flex;gap:7px}.limits dt{font-weight:600;color:var(--ink)}"
".limits dd{color:var(--soft)}.limits strong{color:var(--ink)}\n",
".proofs{list-style:none;margin:0;padding:0;display:grid;"
"grid-template-columns:repeat(auto-fit,minmax(205px,1fr));gap:12px 20px;font-size:14px;"
"color:var(--soft)}"
".proofs li{position:relative;padding-left:30px}.proofs strong{color:var(--ink)}"
".proofs em{font-style:normal;font-size:13px}"
".proofs span{position:absolute;left:0;top:1px;width:20px;height:20px;border-radius:50%;"
"text-align:center;line-height:18px;font-size:13px;border:1px solid var(--line)}"
".proofs .yes span{border-color:var(--good);color:var(--good);font-weight:700}"
".proofs .yes em{color:var(--good)}\n",
"table{border-collapse:collapse;width:100%;font-size:13.5px;margin:4px 0}"
"th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;"
"border-bottom:1px solid var(--faint)}"
"th{color:var(--soft);font-weight:500;border-color:var(--line);white-space:nowrap}"
"td{overflow-wrap:anywhere}.number{text-align:right;font-variant-numeric:tabular-nums;"
"white-space:nowrap;padding-right:16px}"
".ranges .number,.ranges .state{width:1%;padding-right:26px}.state{color:var(--tone);font-weight:600}.sources td:nth-child(1),.sources td:nth-child(3)"
"{white-space:nowrap}\n",
"section .decision{color:var(--ink);border-left:4px solid var(--tone);padding:2px 0 2px 12px}"
".decision::first-letter{text-transform:uppercase}"
"details{margin:12px 0 0}summary{cursor:pointer;color:var(--soft)}"
"details.short{border-top:1px solid var(--line);padding-top:12px}"
"details.short section{border:0;padding-top:6px;margin-top:6px}\n",
"section>svg{display:block;width:100%;height:auto;margin:6px 0;overflow:visible}"
"svg text{font-size:12.5px;fill:var(--soft)}.tick{font-variant-numeric:tabular-nums}"
".end{text-anchor:end}.middle{text-anchor:middle}.axis{font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:5px;stroke-linejoin:round}"
"svg .note{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:4px;"
"stroke-linejoin:round}\n",
".grid{stroke:var(--line);stroke-width:1}.faint{stroke:var(--faint)}.base{stroke:var(--soft)}"
".curve{fill:none;stroke-width:1.8;stroke-linejoin:round}"
".speed{stroke:var(--blue)}.spread{fill:var(--blue);opacity:.18}"
".average{stroke:var(--ink);stroke-dasharray:5 4;opacity:.65}"
".host{stroke:var(--violet)}.drive{stroke:var(--teal)}\n",
".hot{fill:transparent}.hot:hover{fill:var(--ink);opacity:.1}"
"rect.bad{fill:var(--bad);opacity:.75}rect.mark{opacity:1}"
".gap{fill:var(--soft);opacity:.13}.lane{fill:var(--faint)}\n",
".poll{fill:var(--blue)}.poll.split{fill:var(--violet)}.poll.ready{fill:var(--good)}"
".poll.attention{fill:var(--wait)}.poll.fault{fill:var(--bad)}.poll.absent{fill:var(--ink)}"
".poll.bus{fill:var(--warn)}.poll.silent{fill:var(--soft)}.poll.last{opacity:.35}.poll:hover{stroke:var(--ink)}\n",
".progress{stroke:var(--blue)}.doubtful{stroke:var(--wait);stroke-dasharray:5 3}"
".deadline{stroke:var(--bad)}.now{stroke:var(--soft);stroke-dasharray:2 3;stroke-width:1.5}"
".foretold{fill:var(--teal)}line.mark{stroke:var(--ink);stroke-dasharray:6 4;opacity:.6}"
".finish{stroke-width:2.5;stroke:var(--tone)}\n",
"footer{color:var(--soft);font-size:13px;margin:18px 4px}\n",
"@media(max-width:620px){main{padding:10px}header,section{padding:16px}"
"section>svg,table{min-width:640px}section{overflow-x:auto}.sign{width:36px;height:36px}}\n",
"@media print{:root{--paper:#fff;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#eee;"
"--good:#1a7f37;--wait:#9a6700;--warn:#bc4c00;--bad:#cf222e;--blue:#0969da;--violet:#8250df;"
"--teal:#0b7c8a}body{font-size:11px}main{max-width:none;padding:0}"
"*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
"header,.card,tr,svg,.limits{break-inside:avoid}h2,h3,h4,summary{break-after:avoid}"
".cards,.proofs{grid-template-columns:repeat(4,1fr)}table,.proofs,.limits,.card,.proofs em"
"{font-size:10.5px}h1{font-size:22px}h2,.card h2{font-size:13px}h3,h4{font-size:12px}"
".card{padding:10px 12px}section{padding:12px 14px}}\n",
NULL,
};
/* clang-format on */
