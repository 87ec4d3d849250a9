"""TEMPORARY until the real module is written."""
import re
from zzqa.records import Quantity
_P=re.compile(r"(近|超过|超|约|逾)?(第)?(\d+(?:\.\d+)?)(余|多)?(万|亿|千)?(余)?(%|元|[件家项个人米名位倍吨亩条列笔种]|万千瓦时)?(?!年|月|日)")
_M={'万':1e4,'亿':1e8,'千':1e3}
def find_quantities(text):
    out=[]
    for m in _P.finditer(text):
        u=m[7] or ''
        k='rank' if m[2] else 'percent' if u=='%' else 'money' if u=='元' else 'count' if u else 'plain'
        out.append(Quantity(m.start(),m.end(),m.group(),float(m[3])*_M.get(m[5] or '',1),u,k,'over' if (m[1] or '')[:1] in '超逾' and m[1] else ''))
    return tuple(out)
def same_value(a,b): return abs(a.value-b.value)<=.005*max(abs(a.value),1e-9) and a.unit==b.unit
def question_units(text):
    m=re.search(r'(?:多少|几)(亿元|万元|[件家项个人米名位倍吨亩条列笔种元])',text)
    return (m[1][-1],) if m else ()
def format_english(q): return None
