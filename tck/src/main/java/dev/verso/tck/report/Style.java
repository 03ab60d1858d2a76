package dev.verso.tck.report;

/** How the pages look: on a phone, on paper, in the dark. Stateless. */
final class Style {

    static final int MOST_FAILURES = 50;
    static final int MOST_NOTES = 5;

    private static final String SHEET = """
            :root{--ink:#1b1f24;--soft:#57606a;--paper:#fff;--card:#f6f8fa;--line:#d0d7de;--green:#1a7f37;--red:#cf222e;
            --grey:#57606a;--amber:#9a6700;--blue:#0969da}
            @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--paper:#0d1117;--card:#161b22;
            --line:#30363d;--green:#3fb950;--red:#ff7b72;--grey:#9aa4af;--amber:#d29922;--blue:#58a6ff}}
            *{box-sizing:border-box}
            html{-webkit-text-size-adjust:100%}
            body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",
            Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
            main{max-width:62rem;margin:0 auto;padding:1rem}
            h1{font-size:clamp(1.6rem,5vw,2.4rem);line-height:1.15;margin:.1em 0 .3em}
            h2{font-size:1.25rem;margin:2rem 0 .6rem}
            h3{font-size:1.05rem;margin:1.2rem 0 .2rem}
            h3 span{font-weight:400;color:var(--soft)}
            p{margin:.3rem 0}
            small,.quiet{color:var(--soft);font-size:.85rem}
            code,pre{font:.82rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
            header{border:1px solid var(--line);border-left:.6rem solid var(--grey);border-radius:.5rem;padding:1.2rem;
            background:var(--card)}
            header.certified{border-left-color:var(--green)}header.failed{border-left-color:var(--red)}
            .kicker{color:var(--soft);margin:0}
            .verdict{font-size:1.35rem}.verdict strong{color:var(--grey)}
            .certified .verdict strong{color:var(--green)}.failed .verdict strong{color:var(--red)}
            .incomplete .verdict strong{color:var(--amber)}
            .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(16rem,100%),1fr));gap:.5rem 1.5rem;
            margin:.8rem 0 0}
            .facts dt{color:var(--soft);font-size:.85rem}.facts dd{margin:0}
            .why{border:1px solid var(--amber);border-radius:.5rem;padding:.2rem 1.2rem 1rem;margin-top:1rem}
            .why h2{margin-top:.8rem}.why ul{margin:0;padding-left:1.2rem}
            .levels{list-style:none;margin:0;padding:0;display:grid;
            grid-template-columns:repeat(auto-fit,minmax(min(14rem,100%),1fr));gap:.8rem}
            .levels li{border:1px solid var(--line);border-top:.3rem solid var(--line);border-radius:.5rem;
            padding:.6rem .9rem}
            .levels small{display:block}.levels .reached{border-top-color:var(--green)}
            .levels .failed{border-top-color:var(--red)}.levels .incomplete{border-top-color:var(--amber)}
            .pill{display:inline-block;min-width:6.2em;text-align:center;border:1px solid currentColor;border-radius:1em;
            padding:0 .6em;font-size:.75rem;line-height:1.6;color:var(--grey);white-space:nowrap}
            .pill.pass{color:var(--green)}.pill.fail,.pill.error{color:var(--red);font-weight:600}
            .pill.not-run{color:var(--amber)}
            .bar{display:inline-block;height:.5rem;background:var(--blue);border-radius:.25rem;margin-right:.5rem}
            .rule{border-top:1px solid var(--line);padding:.35rem 0}
            summary{cursor:pointer}
            .rule>summary .text{color:var(--soft)}
            .rule>summary b{white-space:nowrap}
            .rule[open]>summary .text{color:var(--ink)}
            .rule:not([open])>summary .text{display:-webkit-inline-box;-webkit-box-orient:vertical;-webkit-line-clamp:1;
            overflow:hidden;vertical-align:bottom;max-width:calc(100% - 15rem)}
            .checks{margin:.3rem 0;padding-left:0;list-style:none}.checks li{margin:.35rem 0 .35rem 1rem}
            .failure{border:1px solid var(--line);border-left:.3rem solid var(--red);border-radius:.5rem;
            padding:.2rem 1rem .8rem;margin:.8rem 0}
            pre{white-space:pre-wrap;background:var(--card);border:1px solid var(--line);border-radius:.4rem;
            padding:.7rem;margin:.5rem 0 0;max-width:100%}
            .artifacts{list-style:none;padding:0;margin:.8rem 0}.artifacts li{margin:.5rem 0}
            table{border-collapse:collapse;width:100%;font-size:.9rem}
            th,td{text-align:left;vertical-align:top;border-top:1px solid var(--line);padding:.35rem .5rem}
            thead th,thead td{border-top:0}tbody th{white-space:nowrap}
            tr.differs{background:var(--card)}tr.differs th::after{content:" \\2260";color:var(--amber)}
            footer{margin:2.5rem 0 1rem;color:var(--soft);font-size:.85rem}
            :focus-visible{outline:2px solid var(--blue);outline-offset:2px}
            @media(max-width:40rem){.rule:not([open])>summary .text{display:block;max-width:100%}
            .wide thead{display:none}.wide tr{display:block;border-top:1px solid var(--line);padding:.4rem 0}
            .wide th,.wide td{display:block;border:0;padding:.1rem .3rem}.wide td::before{content:attr(data-of) ": ";
            color:var(--soft)}}
            @media print{:root{--ink:#000;--soft:#444;--paper:#fff;--card:#fff;--line:#bbb;--green:#1a7f37;--red:#b00020;
            --grey:#444;--amber:#7a5200;--blue:#555}body{font-size:10.5pt}main{max-width:none;padding:0}
            .rule,.failure,.levels li,tr{break-inside:avoid}h2,h3{break-after:avoid}
            .rule:not([open])>summary .text{display:inline;max-width:none}}
            """;

    private Style() {}

    static String sheet() {
        return SHEET;
    }
}
