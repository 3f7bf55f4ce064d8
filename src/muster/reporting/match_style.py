"""How the page of a matching looks, and its search and sorting: all of it in the page itself."""

STYLE = """\
:root{color-scheme:light dark;--ink:#1f2328;--soft:#57606a;--line:#d0d7de;--back:#fff;
--mark:#f3f5f7;--warn:#8a3b00;--go:#0b57a4}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#a3abb5;--line:#3a424b;--back:#14181d;
--mark:#1d232a;--warn:#ffb37a;--go:#8cc2ff}}
*{box-sizing:border-box}
body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:84rem;padding:1.2rem 1rem;
color:var(--ink);background:var(--back)}
h1{font-size:1.6rem;margin:.2rem 0 .6rem}h2{font-size:1.2rem;margin:2rem 0 .3rem}p{margin:.4rem 0}
a{color:var(--go)}.warn{color:var(--warn);font-weight:600}.soft,.i,.e{color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:.8rem 0}
nav a{display:block;text-decoration:none;color:inherit;background:var(--mark);border-radius:.4rem;
padding:.4rem .8rem;border:1px solid var(--line)}nav b{display:block;font-size:1.25rem}
#find{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center;padding:.5rem 0}
#find[hidden]{display:none}input{font:inherit;color:inherit;background:var(--back);
border:1px solid var(--soft);border-radius:.3rem;padding:.35rem .6rem;width:22rem;max-width:100%}
:focus-visible{outline:3px solid var(--go);outline-offset:1px}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);
overflow-wrap:anywhere}th{position:sticky;top:0;background:var(--back)}
th.l{width:25%}th.p{width:8.5rem}td.p{font-variant-numeric:tabular-nums}
th button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:0;
text-align:start;cursor:pointer}
[aria-sort=ascending] button:after{content:" ▲"}[aria-sort=descending] button:after{content:" ▼"}
td>bdi{font-size:1.05rem}.i,.e{font-size:.85rem}
.e .against{color:var(--warn)}
@media screen and (max-width:48rem){thead{display:none}table,tbody{display:block}
tr{display:grid;grid-template-columns:1fr 1fr;border-bottom:1px solid var(--line);padding:.4rem 0}
tr[hidden]{display:none}td{border:0;padding:.15rem .4rem}
td[data-of]:before{content:attr(data-of) " ";
color:var(--soft);font-size:.85rem;display:block}td.p,td.e{grid-column:1/-1}
td.p[data-of]:before{display:inline}}
@media print{body{font-size:9pt;max-width:none;padding:0}th.p{width:5.5rem}
th.l{width:19%}td{padding:.15rem .4rem}#find,nav{display:none}
tr{break-inside:avoid}h2{break-after:avoid}th{position:static}}
"""

SCRIPT = """\
const find=document.getElementById('find'),box=find.querySelector('input'),
said=find.querySelector('output'),rows=[...document.querySelectorAll('tbody tr')];
find.hidden=false;
box.addEventListener('input',()=>{const words=box.value.toLowerCase().split(/\\s+/).filter(Boolean);
let shown=0;for(const row of rows){const text=row.textContent.toLowerCase();
row.hidden=!words.every(word=>text.includes(word));shown+=!row.hidden}
said.value=words.length?
shown.toLocaleString('en')+' of '+rows.length.toLocaleString('en')+' rows':''});
document.addEventListener('keydown',event=>{if(event.key==='/'&&event.target!==box)
{event.preventDefault();box.focus()}});
for(const head of document.querySelectorAll('th')){const button=document.createElement('button');
button.append(...head.childNodes);head.append(button);
button.addEventListener('click',()=>{const table=head.closest('table'),at=head.cellIndex,
up=head.getAttribute('aria-sort')!=='ascending',key=row=>
(row.cells[at].querySelector('bdi')??row.cells[at]).textContent;
for(const each of table.querySelectorAll('th'))
each.removeAttribute('aria-sort');head.setAttribute('aria-sort',up?'ascending':'descending');
const body=table.tBodies[0],order=new Intl.Collator(['en','ar'],{numeric:true});
body.append(...[...body.rows].sort((x,y)=>(up?1:-1)*order.compare(key(x),key(y))))})}
"""
